using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode.Kernels;

namespace PopPK.Numerics.Ode;

/// <summary>
/// Integrates ordinary differential equations by an explicit embedded Runge-Kutta pair with adaptive steps (local
/// extrapolation; maximum norm; proportional-integral control of the step size).
/// Everything mutable is in the workspace: safe for concurrent use with a workspace per thread. The result depends on the
/// arguments and on the step size the workspace carries only. No allocation, no exception for numerical failure.
/// </summary>
public static class ExplicitRungeKutta
{
    /// <summary>
    /// Integrates from <paramref name="time"/> to <paramref name="endTime"/>, forwards or backwards; the last step ends
    /// exactly there. The step size is carried in the workspace from call to call, unless it was restarted.
    /// </summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side.</param>
    /// <param name="options">Method and tolerances.</param>
    /// <param name="workspace">Buffers, of the system's dimension and with room for the method's stages.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <returns>Whether the end was reached, or why not.</returns>
    /// <exception cref="ArgumentException">System, workspace, method and state do not fit one another.</exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system, OdeOptions options, OdeWorkspace workspace, ref double time, double endTime, Span<double> state)
        where TSystem : IOdeSystem, allows ref struct =>
        Integrate(system, options, workspace, ref time, endTime, state, [], []);

    /// <summary>
    /// The same, and delivers the state at given times without shortening steps to end there: inside a step the state comes
    /// from the method's <see cref="ExplicitRungeKuttaTableau.Extension"/>, whose error is of the order of the tolerance; a
    /// method without one steps onto every time. The steps and the state at the end have the same bits as without output
    /// (of a method with extension).
    /// </summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The right-hand side.</param>
    /// <param name="options">Method and tolerances.</param>
    /// <param name="workspace">Buffers, made for the method, so that there is room for its extension.</param>
    /// <param name="time">The start; on return the time that was reached: the end, or on failure the last accepted step's.</param>
    /// <param name="endTime">The end.</param>
    /// <param name="state">The state at the start, one element per equation; on return the state at <paramref name="time"/>.</param>
    /// <param name="outputTimes">The times, from the start to the end in the order of the integration; they may repeat.</param>
    /// <param name="outputStates">
    /// Receives the states, one after the other; on failure those at times after <paramref name="time"/> are left as they were.
    /// </param>
    /// <returns>Whether the end was reached, or why not.</returns>
    /// <exception cref="ArgumentException">
    /// System, workspace, method and state do not fit one another; a time is out of order or outside; there is no room for
    /// the states.
    /// </exception>
    public static OdeStatus Integrate<TSystem>(
        TSystem system,
        OdeOptions options,
        OdeWorkspace workspace,
        ref double time,
        double endTime,
        Span<double> state,
        ReadOnlySpan<double> outputTimes,
        Span<double> outputStates)
        where TSystem : IOdeSystem, allows ref struct
    {
        var output = new OutputGrid(outputTimes, outputStates, system.Dimension, time, endTime);
        return Integrate(ref system, options, workspace, ref time, endTime, state, ref output, untilStiff: false);
    }

    /// <summary>
    /// Without output, but stops with <see cref="OdeStatus.Stiff"/> after a step since which the system is known to be stiff:
    /// after the first thousand steps since a restart, steps are compared with the limit of the stability region, which needs
    /// a method with two stages at the end of the step (<see cref="ExplicitRungeKuttaTableau.CanDetectStiffness"/>).
    /// Steps of the same bits as without detection. The estimate is good where the fast components dominate the difference
    /// of these stages: for <see cref="ExplicitRungeKuttaTableau.Verner76"/> at all tolerances, for
    /// <see cref="ExplicitRungeKuttaTableau.DormandPrince54"/> at loose ones.
    /// </summary>
    /// <inheritdoc cref="Integrate{TSystem}(TSystem, OdeOptions, OdeWorkspace, ref double, double, Span{double})"/>
    public static OdeStatus IntegrateUntilStiff<TSystem>(
        TSystem system, OdeOptions options, OdeWorkspace workspace, ref double time, double endTime, Span<double> state)
        where TSystem : IOdeSystem, allows ref struct
    {
        var output = default(OutputGrid);
        return Integrate(ref system, options, workspace, ref time, endTime, state, ref output, untilStiff: true);
    }

    /// <summary>All public methods in one; the output passes the times that were reached.</summary>
    internal static OdeStatus Integrate<TSystem>(
        scoped ref TSystem system,
        OdeOptions options,
        OdeWorkspace workspace,
        ref double time,
        double endTime,
        Span<double> state,
        scoped ref OutputGrid output,
        bool untilStiff)
        where TSystem : IOdeSystem, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        var tableau = options.Tableau;
        OdeArguments.Check(
            system.Dimension, state.Length, workspace, tableau.Name, output.IsDone ? tableau.StageCount : tableau.LargestStageCount);
        if (!OdeArguments.AreFinite(time, endTime, state))
        {
            return OdeStatus.NotFinite;
        }

        state.CopyTo(workspace.State);
        untilStiff &= tableau.CanDetectStiffness;
        output.WriteAt(time, state);
        var status = OdeStatus.Success;
        while (tableau.Extension is null && !output.IsDone && status == OdeStatus.Success)
        {
            status = Advance(ref system, options, workspace, ref time, output.NextTime, ref output, untilStiff);
        }

        if (status == OdeStatus.Success)
        {
            status = Advance(ref system, options, workspace, ref time, endTime, ref output, untilStiff);
        }

        workspace.State[..state.Length].CopyTo(state);
        if (status is not (OdeStatus.Success or OdeStatus.Stiff))
        {
            workspace.Restart();
        }

        return status;
    }

    private static OdeStatus Advance<TSystem>(
        ref TSystem system,
        OdeOptions options,
        OdeWorkspace workspace,
        ref double time,
        double endTime,
        scoped ref OutputGrid output,
        bool untilStiff)
        where TSystem : IOdeSystem, allows ref struct
    {
        var controller = new StepSizeController(options.Tableau.EmbeddedOrder + 1);
        var stiffFrom = untilStiff ? StiffnessDetector.Threshold(options.Tableau, options.RelativeTolerance) : double.PositiveInfinity;
        var firstStageIsKnown = false;
        var afterRejection = false;
        for (var attempt = 0; time != endTime; attempt++)
        {
            if (attempt == options.MaximumSteps)
            {
                return OdeStatus.TooManySteps;
            }

            if (!firstStageIsKnown)
            {
                // Even a first-same-as-last pair evaluates it anew in every call: the system may have changed in between.
                system.Rates(time, workspace.State[..workspace.Dimension], workspace.Stage(0));
                workspace.RateEvaluations++;
                firstStageIsKnown = true;
                if (!FiniteKernel.AreFinite(workspace.Stage(0)))
                {
                    return OdeStatus.NotFinite;
                }
            }

            if (workspace.ProposedStep == 0)
            {
                workspace.ProposedStep = options.InitialStep > 0
                    ? options.InitialStep
                    : InitialStep.Select(ref system, options, options.Tableau.EmbeddedOrder, workspace, time, endTime - time);
            }

            var proposed = Math.Max(workspace.ProposedStep, StepFitting.ShortestStep(options, time));
            var length = StepFitting.FitIntoInterval(proposed, Math.Abs(endTime - time));
            var reachesEnd = length == Math.Abs(endTime - time);
            var h = Math.CopySign(length, endTime - time);
            var error = Step(ref system, options, workspace, time, h);
            if (error <= 1)
            {
                var reached = reachesEnd ? endTime : time + h;
                var isStiff = untilStiff && DetectStiffness(options.Tableau, workspace, stiffFrom);
                var isExtended = output.HasTimeBefore(reached);
                if (isExtended)
                {
                    if (!TryExtend(ref system, options.Tableau, workspace, time, h))
                    {
                        return OdeStatus.NotFinite;
                    }

                    output.WriteInside(options.Tableau.Extension!, workspace, h, time, h, reached);
                }

                time = reached;
                firstStageIsKnown = Accept(options.Tableau, workspace, isExtended);
                output.WriteAt(time, workspace.State[..workspace.Dimension]);
                StepFitting.Remember(workspace, controller, error, length, proposed, afterRejection);
                afterRejection = false;
                if (isStiff && time != endTime)
                {
                    return OdeStatus.Stiff;
                }

                continue;
            }

            workspace.RejectedSteps++;
            afterRejection = true;
            workspace.ProposedStep = length * controller.AfterRejection(error);
            if (workspace.ProposedStep < StepFitting.ShortestStep(options, time))
            {
                return double.IsFinite(error) ? OdeStatus.StepTooSmall : OdeStatus.NotFinite;
            }
        }

        return OdeStatus.Success;
    }

    /// <summary>Computes the stages, the new state (in the candidate) and the error norm of a step of signed length h.</summary>
    private static double Step<TSystem>(
        ref TSystem system, OdeOptions options, OdeWorkspace workspace, double time, double h)
        where TSystem : IOdeSystem, allows ref struct
    {
        var tableau = options.Tableau;
        var n = workspace.Dimension;
        var k = workspace.Stages;
        var y = workspace.State;
        var z = workspace.StageState;
        for (var stage = 1; stage < tableau.StageCount; stage++)
        {
            RungeKuttaKernels.Combine(tableau.Row(stage), k, h, y, z);
            system.Rates(time + (tableau.Nodes[stage] * h), z[..n], workspace.Stage(stage));
        }

        workspace.RateEvaluations += tableau.StageCount - 1;
        RungeKuttaKernels.Combine(tableau.Weights, k, h, y, workspace.Candidate);
        return RungeKuttaKernels.ErrorNorm(
            tableau.ErrorWeights, k, h, y, workspace.Candidate, workspace.Scales, options.AbsoluteTolerance, options.RelativeTolerance);
    }

    /// <summary>Compares the step with the limit of stability, while its stages are there.</summary>
    private static bool DetectStiffness(ExplicitRungeKuttaTableau tableau, OdeWorkspace workspace, double threshold)
    {
        if (!workspace.Stiffness.IsWatching)
        {
            workspace.Stiffness.CountStep();
            return false;
        }

        var estimate = RungeKuttaKernels.StepTimesEigenvalue(tableau.LastStageDifference, workspace.Stages, workspace.Scales);
        return workspace.Stiffness.IsStiff(estimate, threshold);
    }

    /// <summary>Computes the stages that the continuous extension adds to those of the step; false when they are not finite.</summary>
    private static bool TryExtend<TSystem>(
        ref TSystem system, ExplicitRungeKuttaTableau tableau, OdeWorkspace workspace, double time, double h)
        where TSystem : IOdeSystem, allows ref struct
    {
        var extension = tableau.Extension!;
        var z = workspace.StageState;
        for (var i = 0; i < extension.AdditionalStageCount; i++)
        {
            var stage = workspace.Stage(tableau.StageCount + i);
            RungeKuttaKernels.Combine(extension.AdditionalRow(i), workspace.Stages, h, workspace.State, z);
            system.Rates(time + (extension.AdditionalNodes[i] * h), z[..workspace.Dimension], stage);
            workspace.RateEvaluations++;
            if (!FiniteKernel.AreFinite(stage))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the candidate the state.</summary>
    /// <returns>True when the first stage of the next step is known.</returns>
    private static bool Accept(ExplicitRungeKuttaTableau tableau, OdeWorkspace workspace, bool isExtended)
    {
        workspace.AcceptedSteps++;
        workspace.Candidate.CopyTo(workspace.State);
        if (tableau.IsFirstSameAsLast)
        {
            workspace.Stage(tableau.StageCount - 1).CopyTo(workspace.Stage(0));
            return true;
        }

        if (isExtended && tableau.IsFirstAdditionalStageNext)
        {
            workspace.Stage(tableau.StageCount).CopyTo(workspace.Stage(0));
            return true;
        }

        return false;
    }
}
