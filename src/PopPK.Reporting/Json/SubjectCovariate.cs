using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction;

namespace PopPK.Reporting.Json;

/// <summary>
/// A column of the data that individuals can be compared by: the model's covariates, and what else is a number, the same in all of a
/// subject's records and not in all subjects. Of one that changes the first value stands for the subject. Immutable.
/// </summary>
/// <param name="Name">The column's name.</param>
/// <param name="Values">A value per subject; NaN where it is missing.</param>
internal sealed record SubjectCovariate(string Name, ImmutableArray<double> Values)
{
    // More whole numbers than these are a scale, not categories.
    private const int MostCategories = 5;

    private static readonly ImmutableArray<string> Reserved =
        ["ID", "TIME", "DATE", "DAT1", "DAT2", "DAT3", "DV", "AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS", "CENS", "LLOQ", "BLQ", "LIMIT"];

    /// <summary>Its unit, or null.</summary>
    public string? Unit { get; private init; }

    /// <summary>True when the model uses it.</summary>
    public bool IsInModel { get; private init; }

    /// <summary>True when it changes within some subject.</summary>
    public bool Changes { get; private init; }

    /// <summary>True when its values are categories.</summary>
    public bool IsCategorical { get; private init; }

    /// <summary>A label per subject of a categorical one; empty where it is missing.</summary>
    public ImmutableArray<string> Labels { get; private init; } = [];

    /// <summary>The columns of a data set, the model's covariates first.</summary>
    /// <param name="cohort">The data and the model.</param>
    public static ImmutableArray<SubjectCovariate> Of(Cohort cohort)
    {
        var covariates = cohort.Model.Model.Covariates;
        var columns = Enumerable.Range(0, cohort.Dataset.Columns.Length)
            .Where(c => !Reserved.Contains(cohort.Dataset.Columns[c], StringComparer.OrdinalIgnoreCase))
            .Select(c => (Column: c, Covariate: covariates.FirstOrDefault(v => string.Equals(v.Name, cohort.Dataset.Columns[c], StringComparison.OrdinalIgnoreCase))))
            .Where(c => c.Covariate is not null || cohort.Dataset.IsConstantWithinSubjects(c.Column))
            .OrderBy(c => c.Covariate is null ? 1 : 0);
        return [.. columns.Select(c => Of(cohort, c.Column, c.Covariate)).OfType<SubjectCovariate>()];
    }

    private static SubjectCovariate? Of(Cohort cohort, int column, Covariate? covariate)
    {
        var values = cohort.Subjects.Select(s => s.Subject.Records.Select(r => r.Values[column]).FirstOrDefault(double.IsFinite, double.NaN)).ToImmutableArray();
        var distinct = values.Where(double.IsFinite).Distinct().ToArray();
        if (distinct.Length < 2)
        {
            return null;
        }

        var isCategorical = covariate is { Categories.Count: > 0 }
            || distinct.Length <= MostCategories && 2 * distinct.Length <= values.Length && distinct.All(v => v == Math.Floor(v));
        return new SubjectCovariate(cohort.Dataset.Columns[column], values)
        {
            Unit = covariate?.Unit,
            IsInModel = covariate is not null,
            Changes = !cohort.Dataset.IsConstantWithinSubjects(column),
            IsCategorical = isCategorical,
            Labels = isCategorical ? [.. values.Select(v => Label(covariate, v))] : [],
        };
    }

    private static string Label(Covariate? covariate, double value) =>
        covariate is not null && covariate.Categories.TryGetValue(value, out var label) && label.Length > 0 ? label
        : double.IsNaN(value) ? ""
        : value.ToString(CultureInfo.InvariantCulture);
}
