using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>The numbers of one row of a data file, as a row filter sees them. Immutable.</summary>
public sealed class RowView
{
    private readonly ImmutableArray<string> _columns;
    private readonly ImmutableArray<double> _values;

    /// <summary>Makes a view of some columns of a row.</summary>
    /// <param name="columns">The columns' names.</param>
    /// <param name="values">Their numbers in the same order; NaN for a missing cell.</param>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public RowView(ImmutableArray<string> columns, ImmutableArray<double> values)
    {
        if (columns.Length != values.Length)
        {
            throw new ArgumentException($"There are {columns.Length} columns and {values.Length} values.", nameof(values));
        }

        _columns = columns;
        _values = values;
    }

    /// <summary>The number in a column; NaN when the cell is missing, so that every comparison but "not equal" is false.</summary>
    /// <param name="column">One of <see cref="DatasetReadingOptions.FilterColumns"/>; case is ignored.</param>
    /// <exception cref="ArgumentException">The column was not declared in the options.</exception>
    public double this[string column]
    {
        get
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                if (string.Equals(_columns[i], column, StringComparison.OrdinalIgnoreCase))
                {
                    return _values[i];
                }
            }

            throw new ArgumentException($"The row filter asks for column '{column}', which is not in FilterColumns.", nameof(column));
        }
    }
}
