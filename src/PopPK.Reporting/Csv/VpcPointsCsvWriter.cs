using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>vpc_points.csv</c>: a row per observation of a visual predictive check. DV is corrected where the check corrects, and the limit where the
/// observation was not quantified; BLQ is 1 below the lower limit. Stateless; safe for concurrent use.
/// </summary>
public static class VpcPointsCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="result">The check.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(VpcResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["ID", "ENDPOINT", "STRATUM", "X", "DV", "BLQ"]);
        csv.EndRow();
        foreach (var point in result.Points)
        {
            csv.Cells([point.Id, point.Endpoint, point.Stratum]);
            csv.Cells([point.X, point.Value]);
            csv.Cell(point.IsBelow ? 1 : 0);
            csv.EndRow();
        }
    }
}
