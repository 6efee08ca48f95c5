using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Uncertainty;

/// <summary>Groups of clusters that are resampled each by itself, so that every replicate has as many of each. Immutable.</summary>
/// <param name="Groups">Positions in <see cref="Cohort.Clusters"/>, group by group in the order of the data.</param>
public sealed record Strata(ImmutableArray<ImmutableArray<int>> Groups)
{
    /// <summary>All clusters in one group.</summary>
    /// <param name="cohort">The cohort.</param>
    public static Strata Together(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return new Strata([[.. Enumerable.Range(0, cohort.Clusters.Length)]]);
    }

    /// <summary>A group for each value of a column of the data.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="location">Where the user names it, or null.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The groups, or null when there is no such column or a cluster of subjects has more than one value.</returns>
    public static Strata? TryRead(Cohort cohort, string column, DiagnosticLocation? location, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var index = cohort.Dataset.IndexOf(column);
        if (index < 0)
        {
            diagnostics.Error("PK5110", $"the data have no column '{column}' to stratify by", location,
                Suggestion.Advice(column, cohort.Dataset.Columns) ?? $"the columns are {string.Join(", ", cohort.Dataset.Columns)}");
            return null;
        }

        var values = new double[cohort.Clusters.Length];
        for (var c = 0; c < values.Length; c++)
        {
            var records = cohort.Clusters[c].Subjects.SelectMany(s => cohort.Subjects[s].Subject.Records).ToArray();
            values[c] = records[0].Values[index];
            if (records.FirstOrDefault(r => !r.Values[index].Equals(values[c])) is { } change)
            {
                diagnostics.Error("PK5111", $"{column} cannot stratify a bootstrap: it changes among the records that are resampled together",
                    new CellLocation(cohort.Dataset.Path, change.Row, column, null),
                    "stratify by a column with one value per subject (per group of subjects that share random effects)");
                return null;
            }
        }

        return new Strata([.. Enumerable.Range(0, values.Length).GroupBy(c => values[c]).Select(g => g.ToImmutableArray())]);
    }
}
