using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>A data set: subjects in the order of the file, each with its records. Immutable; safe to share between threads.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Columns">Names of the columns in the order of the file, as renamed by the reading options.</param>
/// <param name="Subjects">The subjects in the order of their first record.</param>
public sealed record Dataset(string Path, ImmutableArray<string> Columns, ImmutableArray<Subject> Subjects)
{
    /// <summary>
    /// True when <see cref="DataRecord.Time"/> is hours since the subject's first record, made from dates or clock times;
    /// the cells of TIME are not these numbers then.
    /// </summary>
    public bool TimesAreTranslated { get; init; }

    /// <summary>Number of observations: records whose DV counts.</summary>
    public int ObservationCount => Subjects.Sum(s => s.ObservationCount);

    /// <summary>Position of a column in <see cref="Columns"/> and <see cref="DataRecord.Values"/>, or -1; case is ignored.</summary>
    /// <param name="name">The column's name.</param>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>True when every subject has one value of a column; missing values (NaN) count as equal.</summary>
    /// <param name="column">The column's position in <see cref="Columns"/>, 0 to their number - 1.</param>
    public bool IsConstantWithinSubjects(int column) => Subjects.All(s => s.IsConstant(column));
}
