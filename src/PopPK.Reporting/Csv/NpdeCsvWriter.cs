using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>npde.csv</c>: a row per observation with its prediction discrepancy (NPD) and prediction distribution error (NPDE); CENS is 1 where it was
/// not quantified and what stands for it was drawn. Stateless; safe for concurrent use.
/// </summary>
public static class NpdeCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="result">The errors.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(NpdeResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["ID", "ENDPOINT", "TIME", "TAD", "DV", "CENS", "PRED", "EPRED", "NPD", "NPDE"]);
        csv.EndRow();
        foreach (var row in result.Rows)
        {
            csv.Cells([row.Id, row.Endpoint]);
            csv.Cells([row.Time, row.TimeAfterDose, row.Value]);
            csv.Cell(row.IsCensored ? 1 : 0);
            csv.Cells([row.Pred, row.Epred, row.Npd, row.Npde]);
            csv.EndRow();
        }
    }
}
