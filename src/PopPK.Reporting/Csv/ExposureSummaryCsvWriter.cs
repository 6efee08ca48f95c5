using System.Collections.Immutable;
using System.Globalization;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>exposure_summary.csv</c>: a row per measure (and arm, where there are several) and statistic over subjects, with its mean over the replicates and the interval that
/// holds 95 % of them (none with one replicate). A measure without a window is that of the last dosing interval. Stateless.
/// </summary>
public static class ExposureSummaryCsvWriter
{
    private static readonly ImmutableArray<string> _statistics = ["mean", "sd", "geometric mean", "geometric cv", "minimum", "maximum"];

    /// <summary>Writes the table.</summary>
    /// <param name="plan">What was measured.</param>
    /// <param name="tally">What was counted.</param>
    /// <param name="arms">The arms.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ExposurePlan plan, ExposureTally tally, ExposureArms arms, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(arms);
        using var csv = new CsvDocument(stream);
        csv.Cells(arms.AreSeveral ? ["ARM", "MEASURE"] : ["MEASURE"]);
        csv.Cells(["STATISTIC", "VALUE", "LOWER", "UPPER"]);
        csv.EndRow();
        for (var arm = 0; arm < arms.Names.Length; arm++)
        {
            for (var m = 0; m < plan.Measures.Length; m++)
            {
                string[] first = arms.AreSeveral ? [arms.Names[arm], plan.Measures[m].ToString()] : [plan.Measures[m].ToString()];
                WriteMeasure(csv, first, tally.SummariesOf(arm)[m], tally.Percentiles);
            }
        }
    }

    private static void WriteMeasure(CsvDocument csv, string[] first, ReplicatedSummary summary, ImmutableArray<double> percentiles)
    {
        string[] names = [.. _statistics, .. percentiles.Select(p => $"p{p.ToString(CultureInfo.InvariantCulture)}")];
        var hasInterval = summary.Replicates.Count > 1;
        Row(csv, first, "n", summary.Replicates.Sum(r => (double)r.Count), double.NaN, double.NaN);
        Row(csv, first, "missing", summary.Replicates.Sum(r => (double)r.Missing), double.NaN, double.NaN);
        foreach (var (name, (mean, lower, upper)) in names.Zip(summary.Intervals()))
        {
            Row(csv, first, name, mean, hasInterval ? lower : double.NaN, hasInterval ? upper : double.NaN);
        }
    }

    private static void Row(CsvDocument csv, string[] first, string statistic, double value, double lower, double upper)
    {
        csv.Cells(first);
        csv.Cell(statistic);
        csv.Cells([value, lower, upper]);
        csv.EndRow();
    }
}
