using System.Collections.Immutable;
using System.Globalization;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>
/// Judges a run as an experienced modeller would at first sight: codes PK50xx estimation, PK51xx uncertainty, PK52xx what
/// the data say about the parameters. Stateless; safe for concurrent use.
/// </summary>
public static class Findings
{
    // More IDs than these are counted, not named.
    private const int MostNamed = 10;

    /// <summary>What is worth a word, the gravest first.</summary>
    /// <param name="report">The run.</param>
    /// <param name="thresholds">From where on; null for the defaults.</param>
    public static ImmutableArray<Diagnostic> Of(RunReport report, FindingThresholds? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var limits = thresholds ?? FindingThresholds.Default;
        var findings = new DiagnosticBag();
        JudgeTermination(report, findings);
        JudgeEarlierSteps(report, findings);
        JudgeGradient(report, limits, findings);
        CertificateFindings.Judge(report, limits, findings);
        BoundaryFindings.Judge(report, findings);
        JudgeCovarianceStep(report, limits, findings);
        JudgePrecision(report, limits, findings);
        UncertaintyFindings.Judge(report, findings);
        JudgeShrinkage(report, limits, findings);
        TroubleFindings.Judge(report, limits, findings);
        return [.. findings];
    }

    private static void JudgeTermination(RunReport report, DiagnosticBag findings)
    {
        var estimation = report.Estimation;
        switch (estimation.Status)
        {
            case EstimationStatus.Converged or EstimationStatus.NotConverged when !estimation.HasObjective:
                findings.Warning("PK5005", "the objective does not exist at the values the search ended at when every subject's random effects are sought afresh", advice:
                    "the search followed subjects whose random effects have several solutions; try other initial estimates or a simpler residual error");
                break;
            case EstimationStatus.NotConverged:
                findings.Warning("PK5001", $"the estimation did not converge: {estimation.Termination}", advice:
                    "look at the last iterations; try initial estimates nearer to the result, or a model with fewer parameters");
                break;
            case EstimationStatus.Cancelled:
                findings.Warning("PK5002", (estimation.Iterations.IsEmpty
                    ? "the estimation was interrupted before its first iteration: these are the values it started from"
                    : "the estimation was interrupted; these are the best values so far, not estimates") + NotBegun(report), advice:
                    "run it again, with these values as initial estimates if you like");
                break;
            case EstimationStatus.InitialPointFailed:
                findings.Warning("PK5003", estimation.Termination, advice:
                    "nothing could be estimated; look at this subject's doses and observations, and try other initial estimates");
                break;
        }

        if (!estimation.Failures.IsEmpty)
        {
            findings.Warning("PK5004", $"the objective does not exist for {FirstAndOthers(estimation.Failures)}", advice:
                "look at this subject's doses and observations, and at its predictions under the initial estimates");
        }

        if (!estimation.InexactSubjects.IsEmpty)
        {
            findings.Finding(
                "PK5012",
                $"the objective is not exact for {FirstAndOthers(estimation.InexactSubjects)} (Newton decrement up to {Number(estimation.LargestDecrement)})",
                "look for subjects whose data say nothing about a random effect, or whose predictions jump there: a lagged dose that arrives just at an observation",
                new("subjects", estimation.InexactSubjects.Length),
                new("largestDecrement", estimation.LargestDecrement));
        }
    }

    private static string NotBegun(RunReport report)
    {
        var rest = report.Provenance.Methods.Skip(report.Steps.Length).Select(m => m.Name).ToArray();
        return rest.Length == 0 ? "" : $" (not begun: {string.Join(", ", rest)})";
    }

    private static void JudgeEarlierSteps(RunReport report, DiagnosticBag findings)
    {
        for (var i = 0; i < report.Steps.Length - 1; i++)
        {
            var result = report.Steps[i].Result;
            if (RunReport.HasConverged(result))
            {
                continue;
            }

            if (report.Kind == RunKind.Fit)
            {
                findings.Warning("PK5006", $"step {i + 1} of the chain, {result.Approximation.Name}, did not converge: {result.Termination}", advice:
                    "the next step went on from the best point it had found; look whether the chain's result depends on that");
            }
            else
            {
                findings.Warning(
                    "PK5007",
                    $"the objective of {result.Approximation.Name} does not exist{(result.Failures.IsEmpty ? "" : " for " + FirstAndOthers(result.Failures))}",
                    advice: "the other methods' objectives are not affected");
            }
        }
    }

    private static string FirstAndOthers(ImmutableArray<SubjectFailure> subjects)
    {
        var others = subjects.Skip(1).Take(MostNamed).Select(s => s.Id).ToArray();
        var rest = subjects.Length - 1 - others.Length;
        return others.Length switch
        {
            0 => $"{subjects[0]}",
            1 => $"{subjects[0]} (and for subject {others[0]})",
            _ when rest == 0 => $"{subjects[0]} (and for subjects {string.Join(", ", others[..^1])} and {others[^1]})",
            _ => $"{subjects[0]} (and for subjects {string.Join(", ", others)} and {rest} more)",
        };
    }

    private static void JudgeGradient(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        var estimation = report.Estimation;
        if (!estimation.HasObjective || estimation.Status != EstimationStatus.Converged)
        {
            return;
        }

        foreach (var row in ParameterTable.All(report).Where(r => !r.Parameter.IsFixed))
        {
            if (Math.Abs(row.Gradient) * row.StandardError > limits.GradientPerStandardError)
            {
                findings.Finding(
                    "PK5011",
                    $"the gradient at the estimate of {row.Parameter.Name} is not small: one standard error stands for {Number(Math.Abs(row.Gradient) * row.StandardError)} of objective",
                    "the minimum may not be reached; start again from these estimates",
                    new("gradient", row.Gradient),
                    new("standardError", row.StandardError));
            }
        }
    }

    private static void JudgeCovarianceStep(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        if (report.Covariance is not { } step)
        {
            if (report.CovarianceRequest.IsRequested && report.Estimation.Status != EstimationStatus.Cancelled)
            {
                findings.Warning("PK5105", "the covariance step was not run, so there are no standard errors", advice:
                    report.IsConverged ? "it was interrupted; run the fit again" : "standard errors mean something at a minimum only");
            }

            return;
        }

        if (!step.Succeeded)
        {
            findings.Warning("PK5101", $"the covariance step failed: {step.Reason ?? "no reason is known"}", advice:
                "the model may have more parameters than the data support; the estimates themselves are not affected");
            return;
        }

        var informative = report.Estimation.Cohort.Subjects.Count(s => s.Observations.Count > 0);
        var free = report.Estimation.Layout.Free.Length - step.Excluded.Length;
        if (step.Kind == CovarianceMatrixKind.Sandwich && informative <= free)
        {
            // The subjects' gradients sum to zero at the minimum, so N of them span N - 1 directions at most.
            findings.Finding(
                "PK5106",
                $"{informative} subjects are too few for the sandwich covariance matrix of {free} parameters: it is singular, and its standard errors are too small in some direction",
                "use --covariance r",
                new("subjects", informative),
                new("parameters", free));
        }
        else if (step.ConditionNumber > limits.ConditionNumber)
        {
            findings.Finding("PK5102", $"the condition number of the estimates' correlation matrix is {Number(step.ConditionNumber)}",
                $"above {Number(limits.ConditionNumber)} the model is probably overparameterised: look for parameters that can be fixed or removed",
                new("conditionNumber", step.ConditionNumber), new("limit", limits.ConditionNumber));
        }

        var layout = report.Estimation.Layout;
        var size = layout.Free.Length;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(step.Correlation[i * size + j]) > limits.Correlation)
                {
                    findings.Finding(
                        "PK5103",
                        $"the estimates of {layout.Parameters[layout.Free[j]].Name} and {layout.Parameters[layout.Free[i]].Name} are correlated: {Number(step.Correlation[i * size + j])}",
                        "the data hardly tell the two apart; fix one of them or write the model with other parameters",
                        new("correlation", step.Correlation[i * size + j]),
                        new("limit", limits.Correlation));
                }
            }
        }
    }

    private static void JudgePrecision(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        foreach (var row in ParameterTable.All(report))
        {
            // A fixed effect that may be negative (a logarithm, a covariate's slope) has no natural size to compare with.
            var limit = row.Parameter is { Kind: ParameterKind.Theta, Lower: >= 0 } ? limits.FixedEffectErrorPercent
                : row.Parameter.IsVariance ? limits.VarianceErrorPercent
                : double.PositiveInfinity;
            if (row.RelativeStandardErrorPercent > limit)
            {
                findings.Finding("PK5104", $"{row.Parameter.Name} is known poorly: its relative standard error is {Number(row.RelativeStandardErrorPercent)} %",
                    row.Parameter.Kind == ParameterKind.Theta
                        ? "the data say little about it; consider fixing it to a published value"
                        : "the data say little about this variability; consider leaving it out",
                    new("estimate", row.Estimate),
                    new("standardError", row.StandardError),
                    new("relativeStandardErrorPercent", row.RelativeStandardErrorPercent),
                    new("limit", limit));
            }
        }
    }

    private static void JudgeShrinkage(RunReport report, FindingThresholds limits, DiagnosticBag findings)
    {
        // Where there is no variability, or nothing to tell it by, other findings say more.
        var hidden = BoundaryFindings.WithoutVariability(report);
        foreach (var row in RandomEffectTable.All(report).Where(r => r.Shrinkage > limits.Shrinkage && !hidden.Contains(r.Element.Parameter.Name)))
        {
            findings.Finding("PK5203", $"the shrinkage of {row.Row} is {Number(100 * row.Shrinkage)} %",
                "individual estimates of it say little: do not judge covariates or the fit by plots of them",
                new("shrinkage", row.Shrinkage), new("limit", limits.Shrinkage));
        }

        // At values that were not estimated, and after linearisation at eta = 0, the mean need not be near 0.
        if (report.Kind != RunKind.Fit || !report.Estimation.Approximation.IsConditional)
        {
            return;
        }

        foreach (var (effect, bar) in report.Estimation.Cohort.Model.Etas.Zip(report.Shrinkage?.EtaBars ?? []).Where(p => p.Second.PValue < limits.MeanProbability))
        {
            findings.Finding("PK5204", $"the mean of the estimates of {effect.Name} is {Number(bar.Mean)}, not 0 (p = {Number(bar.PValue)})",
                "the typical value or the distribution of this parameter does not fit: try another form of it, or a covariate",
                new("mean", bar.Mean), new("standardError", bar.StandardError), new("pValue", bar.PValue), new("limit", limits.MeanProbability));
        }
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
