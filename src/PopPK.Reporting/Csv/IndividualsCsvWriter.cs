using PopPK.Prediction;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>individuals.csv</c>: a row per subject with its empirical Bayes estimates, their standard errors (SE_...), its
/// individual parameters and its part of the objective (of subjects that share random effects the part of all of them, in the first
/// one's row); in a mixture its most probable class, for which all of this holds, and the classes' probabilities. An effect with several instances
/// has a column for each of the data's groups, called by its value (kappa_2 is occasion 2 of every subject) and empty where the subject has none
/// of it. Stateless; safe for concurrent use.
/// </summary>
public static class IndividualsCsvWriter
{
    /// <summary>Writes the table; only the header when the objective does not exist.</summary>
    /// <param name="report">The run.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(RunReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        var cohort = report.Estimation.Cohort;
        var model = cohort.Model;
        var columns = InstanceColumn.Of(cohort);
        var etas = columns.Select(c => c.Name).ToArray();
        var size = model.Slots.Length;
        var isMixture = cohort.ClassCount > 1;
        string[] classes = isMixture ? ["CLASS", .. Enumerable.Range(1, cohort.ClassCount).Select(k => $"P_{k}")] : [];
        using var csv = new CsvDocument(stream);
        csv.Cells(ColumnNames.Distinct(
            ["ID", .. etas, .. etas.Select(e => "SE_" + e), .. model.IndividualParameters.Names, .. classes, "OFV"], [], "_"));
        csv.EndRow();
        for (var i = 0; i < report.Estimation.Subjects.Length; i++)
        {
            var subject = report.Estimation.Subjects[i];
            var slots = columns.Select(c => c.SlotOf(cohort.Subjects[i])).ToArray();
            csv.Cell(subject.Id);
            csv.Cells(slots.Select(k => k is { } slot ? subject.Eta[slot] : double.NaN));
            csv.Cells(slots.Select(k => k is { } slot ? Math.Sqrt(subject.EtaCovariance[slot * size + slot]) : double.NaN));
            csv.Cells(subject.IndividualParameters);
            if (isMixture)
            {
                csv.Cell(subject.Class + 1);
                csv.Cells(subject.ClassProbabilities);
            }

            csv.Cell(IsFirstOfCluster(cohort, i) ? subject.Ofv : double.NaN);
            csv.EndRow();
        }
    }

    private static bool IsFirstOfCluster(Cohort cohort, int subject) =>
        cohort.Clusters.Length == cohort.Subjects.Length || cohort.Clusters.Any(c => c.Subjects[0] == subject);
}
