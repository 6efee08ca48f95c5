using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>vpc.csv</c>: a row per panel, bin and number: KIND is percentile, with PERCENTILE in percent, or below_limit and above_limit, shares between 0
/// and 1 of the observations beyond limits of quantification. Stateless; safe for concurrent use.
/// </summary>
public static class VpcCsvWriter
{
    /// <summary>Writes the table.</summary>
    /// <param name="result">The check.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(VpcResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["ENDPOINT", "STRATUM", "BIN", "XMIN", "XMAX", "XMEDIAN", "COUNT", "KIND", "PERCENTILE", "OBSERVED", "MEDIAN", "LOWER", "UPPER"]);
        csv.EndRow();
        foreach (var panel in result.Panels)
        {
            for (var b = 0; b < panel.Bins.Length; b++)
            {
                foreach (var row in panel.Bins[b].Rows)
                {
                    Write(csv, panel, b, row);
                }
            }
        }
    }

    private static void Write(CsvDocument csv, VpcPanel panel, int position, VpcRow row)
    {
        var bin = panel.Bins[position];
        csv.Cell(panel.Endpoint);
        csv.Cell(panel.Stratum);
        csv.Cell(position + 1);
        csv.Cells([bin.Lower, bin.Upper, bin.MedianX]);
        csv.Cell(bin.Count);
        csv.Cell(row.Kind switch
        {
            VpcRowKind.Percentile => "percentile",
            VpcRowKind.BelowLimit => "below_limit",
            _ => "above_limit",
        });

        // As people write them: 2.5, not 2.5000000000000004.
        csv.Cells([Math.Round(100 * row.Probability, 9), row.Observed, row.Median, row.Lower, row.Upper]);
        csv.EndRow();
    }
}
