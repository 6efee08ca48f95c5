using PopPK.Estimation;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>Judges profiles, importance resampling and bootstrap. Stateless; safe for concurrent use.</summary>
internal static class UncertaintyFindings
{
    // An objective that falls by less is rounding and the tolerance of minimisers.
    private const double Fall = 0.01;

    // A fifth of the proposals is kept: with fewer effective ones nearly all of them would be, whatever they weigh.
    private const double LeastEffectiveFraction = 0.2;
    private const double LeastConvergedFraction = 0.9;

    /// <summary>Adds what is worth a word.</summary>
    /// <param name="report">The run.</param>
    /// <param name="findings">Receives it.</param>
    public static void Judge(RunReport report, DiagnosticBag findings)
    {
        if (report.Uncertainty.IsAny && report.Estimation.Status != EstimationStatus.Cancelled && report is { Profile: null, Importance: null, Bootstrap: null })
        {
            findings.Warning("PK5120", "profiles, importance resampling and bootstrap were not run", advice:
                report.IsConverged ? "it was interrupted, or there is no estimated parameter" : "they mean something at a minimum only");
        }

        JudgeProfile(report, findings);
        JudgeImportance(report, findings);
        JudgeBootstrap(report, findings);
    }

    private static void JudgeProfile(RunReport report, DiagnosticBag findings)
    {
        foreach (var interval in report.Profile?.Intervals ?? [])
        {
            var name = NameOf(report, interval.Free);
            if (interval.Improvement(report.Estimation.Ofv) is var fall and > Fall)
            {
                findings.Warning("PK5112", $"the profile of {name} found an objective that is lower by {fall:G3}: the fit was not at the minimum", advice:
                    $"fit again from the values in fit.json where {name} has the lowest point of its profile");
            }

            Complain(interval.LowerEnd, "lower");
            Complain(interval.UpperEnd, "upper");

            void Complain(ProfileEnd end, string which)
            {
                if (end is ProfileEnd.Found or ProfileEnd.Bound)
                {
                    return;
                }

                var why = end switch
                {
                    ProfileEnd.NoObjective => "beyond its last point the objective does not exist",
                    ProfileEnd.NotReached => "the objective rises too little: the data do not limit it there",
                    _ => "it was interrupted",
                };
                findings.Warning("PK5113", $"the profile interval of {name} has no {which} end: {why}", advice: "look at the points of the profile in fit.json");
            }
        }
    }

    private static void JudgeImportance(RunReport report, DiagnosticBag findings)
    {
        if (report.Importance is not { } sir)
        {
            return;
        }

        if (!sir.Succeeded)
        {
            findings.Warning("PK5114", $"importance resampling failed: {sir.Reason}", advice: "a bootstrap or profiles need no covariance matrix");
            return;
        }

        if (sir.EffectiveSampleSize < LeastEffectiveFraction * sir.Samples.Length)
        {
            findings.Warning("PK5115", $"the {sir.Samples.Length} proposals of importance resampling say as much as {sir.EffectiveSampleSize:F0} equal ones", advice:
                "the covariance matrix describes the uncertainty badly: compare with profiles or a bootstrap, or ask for more proposals");
        }

        if (!sir.IsSettled)
        {
            var (before, last) = (sir.Rounds[^2].MeanRise, sir.Rounds[^1].MeanRise);
            findings.Warning("PK5121", $"importance resampling has not settled: from the last round but one to the last the mean rise of the objective over the kept proposals went from {before:F1} to {last:F1}", advice:
                "ask for more proposals, or for more rounds: --sir 1000,1000,1000,2000,2000,2000");
        }

        if (sir.LowestRise < -Fall)
        {
            findings.Warning("PK5116", $"importance resampling found an objective that is lower by {-sir.LowestRise:G3}: the fit was not at the minimum", advice:
                "fit again from the proposal with the lowest objective in sir.csv");
        }
    }

    private static void JudgeBootstrap(RunReport report, DiagnosticBag findings)
    {
        if (report.Bootstrap is not { } bootstrap)
        {
            return;
        }

        if (!bootstrap.IsComplete)
        {
            findings.Warning("PK5118", $"{bootstrap.Replicates.Length} of {bootstrap.Requested} bootstrap replicates were fitted before the interruption", advice:
                "the same command goes on where this one stopped");
        }

        if (bootstrap.ConvergedFraction < LeastConvergedFraction)
        {
            findings.Warning("PK5117", $"{bootstrap.ConvergedCount} of {bootstrap.Replicates.Length} bootstrap replicates converged; the others do not count", advice:
                "their intervals may be too narrow: the model is at the edge of what the data support");
        }
    }

    private static string NameOf(RunReport report, int free) => report.Estimation.Layout.Parameters[report.Estimation.Layout.Free[free]].Name;
}
