using System.Collections.Immutable;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>predictions.csv</c>: a row per data record with the data's own columns as written, then predictions and
/// residuals. Stateless; safe for concurrent use.
/// </summary>
public static class PredictionsCsvWriter
{
    /// <summary>The columns that are added to the data's own.</summary>
    public static ImmutableArray<string> ComputedColumns { get; } =
        ["PRED", "IPRED", "RES", "WRES", "CPRED", "CRES", "CWRES", "IRES", "IWRES", "NWRES", "WRESI", "CWRESI"];

    /// <summary>Writes the table; only the header when the objective does not exist.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <remarks>
    /// A column of the data that has the name of a computed one is written as that name with <c>_DATA</c> behind it. Where the data have
    /// dates or clock times, TIME is a computed column: hours since the subject's first record.
    /// </remarks>
    public static void Write(RunReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        var dataset = report.Estimation.Cohort.Dataset;
        using var csv = new CsvDocument(stream);
        ImmutableArray<string> computed = dataset.TimesAreTranslated ? ["TIME", .. ComputedColumns] : ComputedColumns;
        csv.Cells(ColumnNames.Distinct(dataset.Columns, computed, "_DATA"));
        csv.Cells(computed);
        csv.EndRow();
        foreach (var r in report.Residuals)
        {
            var record = dataset.Subjects[r.Subject].Records[r.Record];
            csv.Cells(record.Cells);
            if (dataset.TimesAreTranslated)
            {
                csv.Cell(record.Time);
            }

            csv.Cells([r.Pred, r.Ipred, r.Res, r.Wres, r.Cpred, r.Cres, r.Cwres, r.Ires, r.Iwres, r.Nwres, r.Wresi, r.Cwresi]);
            csv.EndRow();
        }
    }
}
