namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>individuals.csv</c>: a row per subject with its empirical Bayes estimates, their standard errors (SE_...), its
/// individual parameters and its part of the objective. Stateless; safe for concurrent use.
/// </summary>
public static class IndividualsCsvWriter
{
    /// <summary>Writes the table; only the header when the objective does not exist.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        var model = report.Estimation.Cohort.Model;
        var etas = model.Etas.Select(e => e.Name).ToArray();
        using var csv = new CsvDocument(stream);
        csv.Cells(ColumnNames.Distinct(
            ["ID", .. etas, .. etas.Select(e => "SE_" + e), .. model.IndividualParameters.Names, "OFV"], [], "_"));
        csv.EndRow();
        foreach (var subject in report.Estimation.Subjects)
        {
            csv.Cell(subject.Id);
            csv.Cells(subject.Eta);
            csv.Cells(Enumerable.Range(0, etas.Length).Select(i => Math.Sqrt(subject.EtaCovariance[i * etas.Length + i])));
            csv.Cells(subject.IndividualParameters);
            csv.Cell(subject.Ofv);
            csv.EndRow();
        }
    }
}
