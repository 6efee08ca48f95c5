using System.Collections.Immutable;
using System.Globalization;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>exposure_summary.csv</c>: a row per measure and statistic over subjects, with its mean over the replicates and the interval that
/// holds 95 % of them (none with one replicate). A measure without a window is that of the last dosing interval. Stateless.
/// </summary>
public static class ExposureSummaryCsvWriter
{
    private static readonly ImmutableArray<string> _statistics = ["mean", "sd", "geometric mean", "geometric cv", "minimum", "maximum"];

    /// <summary>Writes the table.</summary>
    /// <param name="plan">What was measured.</param>
    /// <param name="tally">What was counted.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(ExposurePlan plan, ExposureTally tally, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tally);
        string[] names = [.. _statistics, .. tally.Percentiles.Select(p => $"p{p.ToString(CultureInfo.InvariantCulture)}")];
        using var csv = new CsvDocument(stream);
        csv.Cells(["MEASURE", "STATISTIC", "VALUE", "LOWER", "UPPER"]);
        csv.EndRow();
        for (var m = 0; m < plan.Measures.Length; m++)
        {
            var summary = tally.Summaries[m];
            var hasInterval = summary.Replicates.Count > 1;
            Row(csv, plan.Measures[m], "n", summary.Replicates.Sum(r => (double)r.Count), double.NaN, double.NaN);
            Row(csv, plan.Measures[m], "missing", summary.Replicates.Sum(r => (double)r.Missing), double.NaN, double.NaN);
            foreach (var (name, (mean, lower, upper)) in names.Zip(summary.Intervals()))
            {
                Row(csv, plan.Measures[m], name, mean, hasInterval ? lower : double.NaN, hasInterval ? upper : double.NaN);
            }
        }
    }

    private static void Row(CsvDocument csv, Measure measure, string statistic, double value, double lower, double upper)
    {
        csv.Cell(measure.ToString());
        csv.Cell(statistic);
        csv.Cells([value, lower, upper]);
        csv.EndRow();
    }
}
