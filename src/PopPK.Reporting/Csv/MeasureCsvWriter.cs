using PopPK.Evaluation.Predictive;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>ppc.csv</c>: a row per measure and statistic, the observed number with median, interval and p value of simulated ones; and
/// <c>ppc_replicates.csv</c>: the simulated numbers. Stateless; safe for concurrent use.
/// </summary>
public static class MeasureCsvWriter
{
    /// <summary>Writes the checks.</summary>
    /// <param name="result">The checks.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(MeasureCheckResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["ENDPOINT", "MEASURE", "STATISTIC", "SUBJECTS", "OBSERVED", "MEDIAN", "LOWER", "UPPER", "P"]);
        csv.EndRow();
        foreach (var row in result.Rows)
        {
            csv.Cells([row.Endpoint, row.Measure, MeasureAccumulator.NameOf(row.Statistic)]);
            csv.Cell(row.Subjects);
            csv.Cells([row.Check.Observed, row.Check.Median, row.Check.Lower, row.Check.Upper, row.Check.PValue]);
            csv.EndRow();
        }
    }

    /// <summary>Writes the simulated numbers.</summary>
    /// <param name="result">The checks.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void WriteReplicates(MeasureCheckResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var csv = new CsvDocument(stream);
        csv.Cells(["ENDPOINT", "MEASURE", "STATISTIC", "REPLICATE", "VALUE"]);
        csv.EndRow();
        foreach (var row in result.Rows)
        {
            for (var k = 0; k < row.Replicates.Length; k++)
            {
                csv.Cells([row.Endpoint, row.Measure, MeasureAccumulator.NameOf(row.Statistic)]);
                csv.Cell(k + 1);
                csv.Cell(row.Replicates[k]);
                csv.EndRow();
            }
        }
    }
}
