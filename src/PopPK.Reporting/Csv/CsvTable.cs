using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace PopPK.Reporting.Csv;

/// <summary>A table as <see cref="CsvDocument"/> writes them, read again. Immutable.</summary>
internal sealed class CsvTable
{
    private readonly ImmutableArray<string[]> _rows;

    private CsvTable(ImmutableArray<string> columns, ImmutableArray<string[]> rows) => (Columns, _rows) = (columns, rows);

    /// <summary>The names of the columns.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>Number of rows, without the header.</summary>
    public int Count => _rows.Length;

    /// <summary>Reads a table.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <exception cref="FormatException">They are no table, or part of one.</exception>
    public static CsvTable Read(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content));
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = _ => throw new FormatException() });
        var columns = parser.Read() ? parser.Record!.ToImmutableArray() : [];
        var rows = ImmutableArray.CreateBuilder<string[]>();
        while (parser.Read())
        {
            if (parser.Record!.Length != columns.Length)
            {
                throw new FormatException();
            }

            rows.Add(parser.Record!);
        }

        return new CsvTable(columns, rows.ToImmutable());
    }

    /// <summary>True when the table has a column.</summary>
    /// <param name="column">Its name.</param>
    public bool Has(string column) => Columns.Contains(column);

    /// <summary>A column as numbers; NaN for what is none, and all of them when there is no such column.</summary>
    /// <param name="column">Its name.</param>
    public double[] Numbers(string column)
    {
        var index = Columns.IndexOf(column);
        var numbers = new double[Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = index >= 0 && double.TryParse(Cell(i, index), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        }

        return numbers;
    }

    /// <summary>A column as texts; empty ones when there is no such column.</summary>
    /// <param name="column">Its name.</param>
    public string[] Texts(string column)
    {
        var index = Columns.IndexOf(column);
        return [.. Enumerable.Range(0, Count).Select(i => index < 0 ? "" : Cell(i, index))];
    }

    private string Cell(int row, int column) => column < _rows[row].Length ? _rows[row][column] : "";
}
