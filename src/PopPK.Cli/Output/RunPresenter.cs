using System.Collections.Immutable;
using System.Globalization;
using PopPK.Cli.Pipeline;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK.Cli.Output;

/// <summary>Shows what a run is about and what it found.</summary>
/// <param name="screen">Where to.</param>
internal sealed class RunPresenter(IScreen screen)
{
    /// <summary>Shows what is going to be done.</summary>
    /// <param name="session">Model and data.</param>
    /// <param name="cohort">Both bound.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="methods">The methods of the chain.</param>
    public void Introduce(ModelSession session, Cohort cohort, RunRequest request, ImmutableArray<MarginalApproximation> methods)
    {
        var model = cohort.Model.Model;
        screen.Facts(
        [
            ("model", $"{session.ModelFile!.Name}{(model.Title is null ? "" : $"  \"{model.Title}\"")}"),
            ("data", $"{session.DataFile!.Name}  {DataSummary.Of(cohort.Dataset)}"),
            ("structure", cohort.Model.Solver.Description),
            (request.Kind == RunKind.Fit ? "method" : "evaluate", $"{MethodText(request.Kind, methods)}, {DisplayNumber.Count(request.Threads, "thread")}"),
        ]);
    }

    /// <summary>Shows the results.</summary>
    /// <param name="report">The run.</param>
    public void Conclude(RunReport report)
    {
        ShowSteps(report);
        ShowStatus(report);
        ShowParameters(report);
        ShowRandomEffects(report);
        new UncertaintyPresenter(screen).Show(report);
        ShowFindings(report);
    }

    /// <summary>Shows where the files are and how long it took.</summary>
    /// <param name="report">The run.</param>
    /// <param name="folder">The run folder, as it is shown.</param>
    /// <param name="files">The names of the files in it.</param>
    public void ShowFiles(RunReport report, string folder, IEnumerable<string> files)
    {
        var timing = report.Timing;
        var parts = $"prepare {DisplayNumber.Seconds(timing.CompileSeconds)}, " +
            $"{(report.Kind == RunKind.Fit ? "estimate" : "evaluate")} {DisplayNumber.Seconds(timing.EstimationSeconds)}" +
            (report.Covariance is null ? "" : $", covariance {DisplayNumber.Seconds(timing.CovarianceSeconds)}");
        screen.Line();
        screen.Facts(
        [
            ("files", $"{folder}/  {string.Join(" ", files)}"),
            ("time", $"{DisplayNumber.Seconds(timing.TotalSeconds)}  ({parts})"),
        ]);
    }

    private static string MethodText(RunKind kind, ImmutableArray<MarginalApproximation> methods) => methods.Length == 1
        ? methods[0].Title
        : string.Join(kind == RunKind.Fit ? ", then " : ", ", methods.Select(m => m.Name));

    private void ShowSteps(RunReport report)
    {
        if (report.Steps.Length == 1)
        {
            return;
        }

        var isFit = report.Kind == RunKind.Fit;
        screen.Heading("Methods", isFit ? "each starts at the estimates of the one before" : "objectives at the model's own values");
        screen.Table(new TextTable(
            [
                new("step", true),
                new("method"),
                new("objective", true),
                new("evaluations", true),
                new("time", true),
                new("end"),
            ],
            [.. report.Steps.Select((s, i) => (string[])
            [
                $"{i + 1}",
                s.Result.Approximation.Name,
                s.Result.HasObjective ? DisplayNumber.Objective(s.Result.Ofv) : "none",
                isFit ? $"{s.Result.ObjectiveEvaluations}" : "",
                DisplayNumber.Seconds(s.Seconds),
                isFit ? StatusText(s.Result) : "",
            ])]).WithoutEmptyColumns());
    }

    private static string StatusText(EstimationResult result) => result.Status switch
    {
        EstimationStatus.Converged when !result.Boundary.IsEmpty => "converged, boundary",
        EstimationStatus.Converged => "converged",
        EstimationStatus.NotConverged => "not converged",
        EstimationStatus.InitialPointFailed => "could not start",
        EstimationStatus.Cancelled => "interrupted",
        _ => "evaluated",
    };

    private void ShowStatus(RunReport report)
    {
        var estimation = report.Estimation;
        var tone = report.IsConverged ? Tone.Good : estimation.Status == EstimationStatus.Cancelled ? Tone.Warning : Tone.Bad;
        screen.Heading("Result", report.Steps.Length == 1 ? null : $"of the last method, {estimation.Approximation.Name}");
        screen.Line(estimation.Termination, tone);
        screen.Facts(
        [
            ("objective (OFV)", DisplayNumber.Objective(estimation.Ofv)),
            .. HasPriors(estimation) ? ((string, string)[])[("of it priors", $"{DisplayNumber.Objective(estimation.Prior)}  (-2 log density)")] : [],
            ("-2 log likelihood", $"{DisplayNumber.Objective(estimation.Minus2LogLikelihood)}{(estimation.Cohort.NormalObservationCount == 0 ? "" : "  (with N log 2 pi)")}"),
            .. report.Kind == RunKind.Fit
                ? ((string, string)[])[("evaluations", $"{estimation.ObjectiveEvaluations} in {DisplayNumber.Count(estimation.Iterations.Count(i => i.Number > 0), "iteration")}"), ("derivatives", estimation.Approximation.GradientRule)]
                : [],
            .. CertificateFacts(report),
            .. CovarianceFacts(report),
        ]);
    }

    private static IEnumerable<(string Name, string Text)> CertificateFacts(RunReport report)
    {
        if (report.Restarts is { } restarts)
        {
            var best = restarts.Best == 0 ? "the stated initial estimates" : $"restart {restarts.Best}";
            yield return ("restarts", string.Create(
                CultureInfo.InvariantCulture,
                $"{restarts.Converged} of {restarts.Fits.Length} fits converged, {restarts.AtBest} to the best objective (from {best}); spread {DisplayNumber.Significant(restarts.Spread, 3)}"));
        }

        if (report is { Certificate: { } certificate, Estimation.FreeParameters.IsEmpty: false })
        {
            var isOne = ReferenceEquals(certificate.AtStart, certificate.AtEnd);
            yield return ("certificate", $"gradient error {(isOne ? "" : $"{Error(certificate.AtStart)} at the start, ")}{Error(certificate.AtEnd)}{(isOne ? "" : " at the end")}"
                + $"; Newton decrement {DisplayNumber.Significant(certificate.LargestDecrement, 2)}"
                + (certificate.OdeTolerance is null ? "" : $"; by ODE tolerance {(double.IsFinite(certificate.OdeSensitivity) ? DisplayNumber.Significant(certificate.OdeSensitivity, 2) : "unknown")} of objective"));
        }
    }

    private static string Error(TaylorTest? test) => test is null ? "unknown" : DisplayNumber.Significant(test.RelativeError, 2);

    private static bool HasPriors(EstimationResult estimation) =>
        estimation.Cohort.Model.Model is var model && !(model.FixedEffectPriors.IsEmpty && model.CovariancePriors.IsEmpty);

    private static IEnumerable<(string Name, string Text)> CovarianceFacts(RunReport report)
    {
        if (!report.CovarianceRequest.IsRequested)
        {
            yield break;
        }

        var formula = report.CovarianceRequest.Kind switch
        {
            CovarianceMatrixKind.R => "inverse R",
            CovarianceMatrixKind.S => "inverse S",
            _ => "sandwich",
        };
        yield return ("covariance step", report.Covariance switch
        {
            { Succeeded: true } step => $"{formula}, condition number {DisplayNumber.Significant(step.ConditionNumber, 3)}"
                + (step.Excluded.IsEmpty ? "" : $", without {DisplayNumber.Count(step.Excluded.Length, "parameter")} at the edge or not informed"),
            null => "not run",
            _ => "failed",
        });
    }

    private void ShowParameters(RunReport report)
    {
        var isFit = report.Kind == RunKind.Fit;
        var rows = ParameterTable.FixedEffects(report);
        var intervals = IntervalTexts.Of(rows);
        screen.Heading(isFit ? "Parameters" : "Parameters as given");
        screen.Table(new TextTable(
            [
                new("parameter"),
                new(isFit ? "estimate" : "value", true),
                new("SE", true),
                new("RSE %", true),
                new("95 % interval", true),
                new("unit"),
                new("description"),
            ],
            [.. rows.Select((r, i) => (string[])
            [
                r.Parameter.Name,
                DisplayNumber.Significant(r.Estimate),
                r.Parameter.IsFixed && isFit ? "fixed" : DisplayNumber.Significant(r.StandardError, 3),
                DisplayNumber.Percent(r.RelativeStandardErrorPercent),
                intervals[i],
                r.Parameter.Unit ?? "",
                r.Parameter.Description ?? "",
            ])]).WithoutEmptyColumns());
    }

    private void ShowRandomEffects(RunReport report)
    {
        var rows = RandomEffectTable.All(report).Where(r => !r.Element.Parameter.IsStructuralZero).ToArray();
        if (rows.Length == 0)
        {
            return;
        }

        var isFit = report.Kind == RunKind.Fit;
        var intervals = IntervalTexts.Of([.. rows.Select(r => r.Element)]);
        var levels = LevelsOf(report.Estimation.Cohort.Model.Model);
        screen.Heading(levels.Length == 0 ? "Variability between subjects" : "Variability", "variances; CV % = 100 sqrt(exp(variance) - 1), if log-normal");
        screen.Table(new TextTable(
            [
                new("effect"),
                new("by"),
                new("variance", true),
                new("SE", true),
                new("RSE %", true),
                new("95 % interval", true),
                new("CV %", true),
                new("correlation", true),
                new("shrinkage %", true),
            ],
            [.. rows.Select((r, i) => (string[])
            [
                r.IsVariance ? r.Row : $"{r.Row}, {r.Column}",
                levels.Length == 0 ? "" : levels[r.Element.Parameter.Index[0] - 1],
                DisplayNumber.Significant(r.Element.Estimate),
                r.Element.Parameter.IsFixed && isFit ? "fixed" : DisplayNumber.Significant(r.Element.StandardError, 3),
                DisplayNumber.Percent(r.Element.RelativeStandardErrorPercent),
                intervals[i],
                DisplayNumber.Percent(r.CoefficientOfVariationPercent),
                r.IsVariance ? "" : DisplayNumber.Significant(r.Correlation, 3),
                DisplayNumber.Percent(100 * r.Shrinkage),
            ])]).WithoutEmptyColumns());
        ShowResidualShrinkage(report);
        ShowEtaMeans(report);
    }

    // What each random effect varies by; empty when all vary between subjects.
    private static string[] LevelsOf(PopulationModel model)
    {
        string[] levels = [.. model.RandomEffects.SelectMany(b => b.Effects.Select(_ => b.Within is null ? b.Grouping : $"{b.Grouping} within {b.Within}"))];
        return levels.All(l => string.Equals(l, "ID", StringComparison.OrdinalIgnoreCase)) ? [] : levels;
    }

    // One line: all of them stand in fit.json.
    private void ShowEtaMeans(RunReport report)
    {
        var etas = report.Estimation.Cohort.Model.Etas;
        var known = etas.Zip(report.Shrinkage?.EtaBars ?? []).Where(p => double.IsFinite(p.Second.PValue)).ToArray();
        if (known.Length > 0)
        {
            var (effect, least) = known.MinBy(p => p.Second.PValue);
            screen.Line($"  means of the individual estimates: {(known.Length == 1 ? "" : "smallest ")}p = {DisplayNumber.Significant(least.PValue, 2)} ({effect.Name})", Tone.Dim);
        }
    }

    private void ShowResidualShrinkage(RunReport report)
    {
        if (report.Shrinkage is not { } shrinkage || report.Estimation.Cohort.NormalObservationCount == 0)
        {
            return;
        }

        var endpoints = report.Estimation.Cohort.Model.Model.Endpoints;
        var parts = endpoints.Zip(shrinkage.Epsilon).Select(p =>
            (endpoints.Length == 1 ? "" : p.First.Name + " ")
            + (double.IsFinite(p.Second) ? $"{DisplayNumber.Percent(100 * p.Second)} %" : "unknown"));
        screen.Line($"  shrinkage of the residuals: {string.Join(", ", parts)}", Tone.Dim);
    }

    private void ShowFindings(RunReport report)
    {
        var findings = Findings.Of(report);
        if (findings.IsEmpty)
        {
            return;
        }

        screen.Heading("Warnings");
        foreach (var finding in findings)
        {
            screen.Line($"{DiagnosticRenderer.Label(finding.Severity)} {finding.Code}: {finding.Message}", Tone.Warning);
            if (finding.Advice is { } advice)
            {
                screen.Line($"  {advice}", Tone.Dim);
            }
        }
    }
}
