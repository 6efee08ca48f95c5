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
    /// <param name="arms">The arms.</param>
    /// <param name="cohort">Whose doses were multiplied.</param>
    /// <param name="screen">Where.</param>
    public static void Show(IReadOnlyList<TargetResult> results, ExposureArms arms, Cohort cohort, IScreen screen)
    {
        foreach (var result in results)
        {
            var amounts = AmountsOf(result.Arm, arms, cohort);
            screen.Heading(arms.AreSeveral ? $"{result.Target}, {arms.Names[result.Arm]}" : result.Target.ToString());
            (string, string)[] attained = [("attained", $"{Percent(result.Attainment.Probability)} of {result.Attainment.Count} simulated subjects (95 % interval {Interval(result.Attainment)})")];
            screen.Facts(result.Doses is not { } doses ? attained :
            [
                .. attained,
                ("typical", doses.Typical.Status == DoseSearchStatus.Attained
                    ? $"{Dose(doses.Typical.Dose, amounts)}{Range(doses.Typical, amounts)}"
                    : "no dose"),
                ("best", double.IsNaN(doses.Best.Dose) ? "no dose" : $"{Dose(doses.Best.Dose, amounts)}: {Percent(doses.Best.Attainment.Probability)} attain it"),
                ($"{Percent(TargetResult.EnoughProbability)}", doses.Enough.IsEnough ? $"{Dose(doses.Enough.Dose, amounts)} is the smallest dose" : "no dose is enough"),
            ]);
        }

        foreach (var arm in results.Where(r => !r.Table.IsEmpty).GroupBy(r => r.Arm))
        {
            ShowTable([.. arm], arms, AmountsOf(arm.Key, arms, cohort), screen);
        }
    }

    /// <summary>What is to say of doses that were not found.</summary>
    /// <param name="results">The results.</param>
    /// <param name="arms">The arms.</param>
    public static IEnumerable<Diagnostic> Findings(IEnumerable<TargetResult> results, ExposureArms arms) =>
        results.Where(r => r.Doses is not null)
            .Select(r => DoseFindings.Of(
                r.Doses!.Typical, r.Target, arms.AreSeveral ? $"the typical subject of '{arms.Names[r.Arm]}'" : "the typical subject", r.Target.Measure.Location))
            .OfType<Diagnostic>()
            .Select(d => d with { Severity = DiagnosticSeverity.Warning });

    // A row per dose, a column per target.
    private static void ShowTable(TargetResult[] results, ExposureArms arms, ImmutableArray<double> amounts, IScreen screen)
    {
        screen.Heading(arms.AreSeveral ? $"Doses, {arms.Names[results[0].Arm]}" : "Doses", "share of simulated subjects that attain the target, with its 95 % interval");
        screen.Table(new TextTable(
            [new("times", true), new("dose", true), .. results.Select(r => new TextColumn(r.Target.ToString(), true))],
            [.. results[0].Table.Select((cell, d) => (string[])
            [
                DisplayNumber.Short(cell.Factor),
                amounts is [var only] ? DisplayNumber.Short(cell.Factor * only) : "",
                .. results.Select(r => $"{Percent(r.Table[d].Attainment.Probability)} ({Interval(r.Table[d].Attainment)})"),
            ])]).WithoutEmptyColumns());
    }

    private static ImmutableArray<double> AmountsOf(int arm, ExposureArms arms, Cohort cohort) =>
    [
        .. cohort.Subjects.Where((_, i) => arms.Of[i] == arm)
            .SelectMany(s => s.Timeline.Doses).Where(d => d.Input != DoseInput.Constant).Select(d => d.Amount).Distinct().Take(2),
    ];

    // The ends of the search are no ends of what attains the target.
    private static string Range(DoseSearchResult found, ImmutableArray<double> amounts)
    {
        var options = new DoseSearchOptions();
        return (found.Lowest > options.Smallest, found.Highest < options.Largest) switch
        {
            (true, true) => $"; from {Dose(found.Lowest, amounts)} to {Dose(found.Highest, amounts)}",
            (true, false) => " or more",
            (false, true) => " or less",
            _ => "; any dose does",
        };
    }

    // Where all doses are equal, the dose itself.
    private static string Dose(double factor, ImmutableArray<double> amounts)
    {
        var text = $"{DisplayNumber.Significant(factor)} times the dose";
        return amounts is [var only] ? $"{DisplayNumber.Significant(factor * only, 6)} ({text})" : text;
    }

    private static string Interval(Attainment attainment)
    {
        var (lower, upper) = attainment.Interval();
        return $"{Percent(lower)} to {Percent(upper)}";
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");
}
