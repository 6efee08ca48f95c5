namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// Where the elements of a symmetric matrix stand of which every row is zero before a certain column: the lower triangle row
/// by row, each row from its first element to the diagonal ("skyline" or envelope; Jennings 1966, Comput J 9:281). A Cholesky
/// factor has the same shape. Immutable; safe to share between threads.
/// </summary>
public sealed class SkylineLayout
{
    private readonly int[] _first;
    private readonly int[] _offset;
    private readonly int[] _columnStart;
    private readonly int[] _columnRows;

    /// <summary>Lays a matrix out.</summary>
    /// <param name="first">For each row the column of its first element, from 0 to the row itself.</param>
    /// <exception cref="ArgumentException">A first column is outside.</exception>
    public SkylineLayout(ReadOnlySpan<int> first)
    {
        _first = first.ToArray();
        _offset = new int[first.Length];
        _columnStart = new int[first.Length + 1];
        for (var row = 0; row < first.Length; row++)
        {
            if (first[row] < 0 || first[row] > row)
            {
                throw new ArgumentException($"Row {row} cannot begin in column {first[row]}.", nameof(first));
            }

            _offset[row] = Length - first[row];
            Length += row - first[row] + 1;
        }

        _columnRows = ListColumns(_columnStart);
    }

    /// <summary>Number of rows.</summary>
    public int Count => _first.Length;

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>For each row the column of its first element.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>For each row what added to a column gives the position of the element.</summary>
    public ReadOnlySpan<int> Offset => _offset;

    /// <summary>The layout of a full matrix.</summary>
    /// <param name="count">Number of rows.</param>
    public static SkylineLayout Full(int count) => new(new int[count]);

    /// <summary>Position of an element; the order of row and column does not matter.</summary>
    /// <param name="row">Row.</param>
    /// <param name="column">Column; the element must be inside the skyline.</param>
    public int At(int row, int column) => row >= column ? _offset[row] + column : _offset[column] + row;

    /// <summary>The rows below the diagonal that have an element in a column, ascending.</summary>
    /// <param name="column">The column.</param>
    public ReadOnlySpan<int> RowsBelow(int column) =>
        _columnRows.AsSpan(_columnStart[column], _columnStart[column + 1] - _columnStart[column]);

    private int[] ListColumns(int[] starts)
    {
        for (var row = 0; row < Count; row++)
        {
            for (var column = _first[row]; column < row; column++)
            {
                starts[column + 1]++;
            }
        }

        for (var column = 0; column < Count; column++)
        {
            starts[column + 1] += starts[column];
        }

        var rows = new int[starts[Count]];
        var next = starts.ToArray();
        for (var row = 0; row < Count; row++)
        {
            for (var column = _first[row]; column < row; column++)
            {
                rows[next[column]++] = row;
            }
        }

        return rows;
    }
}
