using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>targets.csv</c>: a row per target with how many simulated subjects attain it (with the 95 % interval by Wilson) and which factors
/// on the design's doses attain it: for the typical subject (TYPICAL, from LOWEST to HIGHEST), for most subjects (BEST) and for nine in ten
/// (ENOUGH), each with the share that attains it. Stateless.
/// </summary>
public static class TargetsCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="results">The results.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(IEnumerable<TargetResult> results, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(results);
        using var csv = new CsvDocument(stream);
        csv.Cells(
        [
            "TARGET", "N", "ATTAINED", "PROBABILITY", "LOWER", "UPPER", "TYPICAL", "TYPICAL_LOWEST", "TYPICAL_HIGHEST",
            "BEST", "BEST_PROBABILITY", "ENOUGH", "ENOUGH_PROBABILITY",
        ]);
        csv.EndRow();
        foreach (var result in results)
        {
            var (lower, upper) = result.Attainment.Interval();
            var isFound = result.Typical.Status == DoseSearchStatus.Attained;
            csv.Cell(result.Target.ToString());
            csv.Cells([result.Attainment.Count, result.Attainment.Attained, result.Attainment.Probability, lower, upper]);
            csv.Cells([isFound ? result.Typical.Dose : double.NaN, result.Typical.Lowest, result.Typical.Highest]);
            csv.Cells([result.Best.Dose, result.Best.Attainment.Probability]);
            csv.Cells(result.Enough.IsEnough ? [result.Enough.Dose, result.Enough.Attainment.Probability] : [double.NaN, double.NaN]);
            csv.EndRow();
        }
    }
}
