using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>npc.csv</c>: a row per prediction interval, its COVERAGE in percent, with the numbers of observations below and above it: expected, observed,
/// and the Monte Carlo interval of numbers that simulated data sets have. Stateless; safe for concurrent use.
/// </summary>
public static class NpcCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="result">The check.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(NpcResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["COVERAGE", "COUNT", "EXPECTED", "BELOW", "BELOW_LOWER", "BELOW_UPPER", "ABOVE", "ABOVE_LOWER", "ABOVE_UPPER"]);
        csv.EndRow();
        foreach (var interval in result.Intervals)
        {
            csv.Cell(Math.Round(100 * interval.Coverage, 9));
            csv.Cell(interval.Count);
            csv.Cell(Math.Round(interval.Expected, 9));
            csv.Cell(interval.Below);
            csv.Cells([interval.BelowLower, interval.BelowUpper]);
            csv.Cell(interval.Above);
            csv.Cells([interval.AboveLower, interval.AboveUpper]);
            csv.EndRow();
        }
    }
}
