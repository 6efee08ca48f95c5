using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Cli.Output;

/// <summary>What came of targets, in words. Stateless.</summary>
internal static class TargetText
{
    /// <summary>Shows the results.</summary>
    /// <param name="results">The results.</param>
    /// <param name="cohort">Whose doses were multiplied.</param>
    /// <param name="screen">Where.</param>
    public static void Show(IReadOnlyList<TargetResult> results, Cohort cohort, IScreen screen)
    {
        foreach (var result in results)
        {
            var (lower, upper) = result.Attainment.Interval();
            screen.Heading(result.Target.ToString());
            screen.Facts(
            [
                ("attained", $"{Percent(result.Attainment.Probability)} of {result.Attainment.Count} simulated subjects (95 % interval {Percent(lower)} to {Percent(upper)})"),
                ("typical", result.Typical.Status == DoseSearchStatus.Attained
                    ? $"{Dose(result.Typical.Dose, cohort)}; from {Dose(result.Typical.Lowest, cohort)} to {Dose(result.Typical.Highest, cohort)}"
                    : "no dose"),
                ("best", double.IsNaN(result.Best.Dose) ? "no dose" : $"{Dose(result.Best.Dose, cohort)}: {Percent(result.Best.Attainment.Probability)} attain it"),
                ($"{Percent(TargetResult.EnoughProbability)}", result.Enough.IsEnough ? $"{Dose(result.Enough.Dose, cohort)} is the smallest dose" : "no dose is enough"),
            ]);
        }
    }

    /// <summary>What is to say of doses that were not found.</summary>
    /// <param name="results">The results.</param>
    public static IEnumerable<Diagnostic> Findings(IEnumerable<TargetResult> results) =>
        results.Select(r => DoseFindings.Of(r.Typical, r.Target, "the typical subject", r.Target.Measure.Location)).OfType<Diagnostic>()
            .Select(d => d with { Severity = DiagnosticSeverity.Warning });

    // Where all doses are equal, the dose itself.
    private static string Dose(double factor, Cohort cohort)
    {
        ImmutableArray<double> amounts = [.. cohort.Subjects.SelectMany(s => s.Timeline.Doses).Where(d => d.Input != DoseInput.Constant).Select(d => d.Amount).Distinct().Take(2)];
        var text = $"{DisplayNumber.Significant(factor)} times the dose";
        return amounts is [var only] ? $"{DisplayNumber.Significant(factor * only, 6)} ({text})" : text;
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
