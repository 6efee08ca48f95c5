using System.Text.RegularExpressions;

namespace PopPK.TestKit;

/// <summary>A CSV file of numbers with a header line, for reading reference tables.</summary>
public sealed class NumericTable
{
    private readonly string[] _columns;
    private readonly string[][] _cells;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    public NumericTable(string path)
    {
        var lines = File.ReadAllLines(path).Where(l => l.Length > 0).ToArray();
        // Names such as "OMEGA(1,1)" are quoted and hold a comma.
        static string[] Cells(string line) => [.. Regex.Matches(line, "\"[^\"]*\"|[^,]+").Select(m => m.Value)];
        _columns = Cells(lines[0]);
        _cells = [.. lines.Skip(1).Select(Cells)];
    }

    /// <summary>Number of rows without the header.</summary>
    public int Count => _cells.Length;

    /// <summary>A number.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Name of the column.</param>
    public double this[int row, string column] => double.Parse(_cells[row][Array.IndexOf(_columns, column)]);

    /// <summary>True when there is a column of a name.</summary>
    /// <param name="column">The name.</param>
    public bool Has(string column) => Array.IndexOf(_columns, column) >= 0;

    /// <summary>A column as text.</summary>
    /// <param name="column">Name of the column.</param>
    public string[] Column(string column) => [.. _cells.Select(r => r[Array.IndexOf(_columns, column)])];
}
