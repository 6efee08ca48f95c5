using System.Collections.Immutable;

namespace PopPK;

/// <summary>A square, symmetric matrix whose rows and columns have names: Omega, or the covariance matrix of the estimates. Immutable.</summary>
/// <example>
/// <code>
/// double covariance = fit.Omega["eta_cl", "eta_v"];
/// </code>
/// </example>
public sealed class NamedMatrix
{
    private readonly NameList _names;
    private readonly ImmutableArray<double> _values;

    internal NamedMatrix(IEnumerable<string> names, IEnumerable<double> values) => (_names, _values) = (new NameList(names), [.. values]);

    /// <summary>The names of the rows, and of the columns.</summary>
    public ImmutableArray<string> Names => _names.Names;

    /// <summary>Number of rows, and of columns.</summary>
    public int Size => _names.Names.Length;

    /// <summary>An element; NaN where it is not known.</summary>
    /// <param name="row">Its row, from 0.</param>
    /// <param name="column">Its column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public double this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Size);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Size);
            return _values[(row * Size) + column];
        }
    }

    /// <summary>An element by the names of its row and column.</summary>
    /// <param name="row">Name of its row.</param>
    /// <param name="column">Name of its column.</param>
    /// <exception cref="KeyNotFoundException">There is no such row or column.</exception>
    public double this[string row, string column] => this[_names.PositionOf(row), _names.PositionOf(column)];
}
