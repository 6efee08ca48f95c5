namespace PopPK.TestKit;

/// <summary>A CSV file of numbers with a header line, for reading reference tables.</summary>
public sealed class NumericTable
{
    private readonly string[] _columns;
    private readonly double[][] _rows;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    public NumericTable(string path)
    {
        var lines = File.ReadAllLines(path).Where(l => l.Length > 0).ToArray();
        _columns = lines[0].Split(',');
        _rows = [.. lines.Skip(1).Select(l => l.Split(',').Select(c => double.TryParse(c, out var v) ? v : double.NaN).ToArray())];
    }

    /// <summary>Number of rows without the header.</summary>
    public int Count => _rows.Length;

    /// <summary>A number.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Name of the column.</param>
    public double this[int row, string column] => _rows[row][Array.IndexOf(_columns, column)];
}
