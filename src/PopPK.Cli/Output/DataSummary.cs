using PopPK.Data;

namespace PopPK.Cli.Output;

/// <summary>Says in a line what is in a data set. Stateless.</summary>
internal static class DataSummary
{
    /// <summary>The number of subjects, observations and doses.</summary>
    /// <param name="dataset">The data.</param>
    public static string Of(Dataset dataset)
    {
        var doses = dataset.Subjects.SelectMany(s => s.Records)
            .Where(r => r.Kind is RecordKind.Dose or RecordKind.ResetAndDose)
            .Sum(r => 1L + r.AdditionalDoses);
        return $"{DisplayNumber.Count(dataset.Subjects.Length, "subject")}, " +
            $"{DisplayNumber.Count(dataset.ObservationCount, "observation")}, {DisplayNumber.Count(doses, "dose")}";
    }

    /// <summary>The smallest and largest number of observations of a subject, and the range of their times.</summary>
    /// <param name="dataset">The data; with at least one observation.</param>
    public static (string PerSubject, string Times) Ranges(Dataset dataset)
    {
        var counts = dataset.Subjects.Select(s => s.ObservationCount).ToArray();
        var times = dataset.Subjects.SelectMany(s => s.Records).Where(r => r.IsObservation).Select(r => r.Time).ToArray();
        var perSubject = counts.Min() == counts.Max() ? $"{counts.Min()}" : $"{counts.Min()} to {counts.Max()}";
        return (perSubject, $"{DisplayNumber.Significant(times.Min())} to {DisplayNumber.Significant(times.Max())}");
    }
}
