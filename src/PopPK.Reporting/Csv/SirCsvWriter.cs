namespace PopPK.Reporting.Csv;

/// <summary>Writes <c>sir.csv</c>: a row per proposal of sampling importance resampling. Stateless; safe for concurrent use.</summary>
internal static class SirCsvWriter
{
    /// <summary>Writes the table; only the header without proposals.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        string[] fixedColumns = ["proposal", "copies", "weight", "rise"];
        var layout = report.Estimation.Layout;
        using var csv = new CsvDocument(stream);
        csv.Cells(fixedColumns);
        csv.Cells(ColumnNames.Distinct(layout.Free.Select(i => layout.Parameters[i].Name), fixedColumns, "_"));
        csv.EndRow();
        foreach (var sample in report.Importance?.Samples ?? [])
        {
            csv.Cell(sample.Number);
            csv.Cell(sample.Copies);
            csv.Cell(sample.Weight);
            csv.Cell(sample.Rise);
            csv.Cells(sample.FreeParameters);
            csv.EndRow();
        }
    }
}
