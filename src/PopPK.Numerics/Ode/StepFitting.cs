namespace PopPK.Numerics.Ode;

/// <summary>How steps of a proposed length fill an interval; common to the one-step methods.</summary>
internal static class StepFitting
{
    // The last step may be longer than the error control proposed by this factor, rather than leave a sliver to be stepped.
    public const double LastStepStretch = 1.01;

    // A step must move the time by a few spacings of the floating-point numbers there.
    public const double SmallestStepInSpacings = 4;

    /// <summary>The proposed length; the whole rest where that is as good; half of the rest rather than a step and a sliver.</summary>
    public static double FitIntoInterval(double proposed, double rest) =>
        proposed * LastStepStretch >= rest ? rest : proposed * 2 > rest ? rest / 2 : proposed;

    /// <summary>The shortest step allowed at a time.</summary>
    public static double ShortestStep(OdeOptions options, double time) =>
        Math.Max(options.MinimumStep, SmallestStepInSpacings * (Math.BitIncrement(Math.Abs(time)) - Math.Abs(time)));

    /// <summary>Leaves the size of the next step, after an accepted one, in the workspace.</summary>
    public static void Remember(
        OdeWorkspace workspace, in StepSizeController controller, double error, double length, double proposed, bool afterRejection)
    {
        var next = length * controller.AfterAcceptance(error, workspace.PreviousError, afterRejection);
        if (length < proposed)
        {
            // A step that was cut short by the end says nothing against the longer one proposed before.
            workspace.ProposedStep = Math.Max(proposed, next);
            return;
        }

        workspace.ProposedStep = next;
        workspace.PreviousError = Math.Max(error, StepSizeController.SmallestPreviousError);
    }
}
