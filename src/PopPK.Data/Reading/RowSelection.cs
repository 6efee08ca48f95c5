using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Decides which rows of a file without a header count. One owner.</summary>
/// <param name="format">The file's format.</param>
/// <param name="tally">Receives what is wrong.</param>
internal sealed class RowSelection(HeaderlessFormat format, DiagnosticTally tally)
{
    private const string MissingItem = ".";

    private readonly (RowCondition Condition, int Position, double Number)[] _conditions =
    [
        .. format.Conditions.Select(c => (c, PositionOf(format, c.Column), NumberText.Parse(c.Value).Value)),
    ];

    private readonly int _rowsOf = format.RowsOf is { } name ? PositionOf(format, name) : -1;
    private string? _firstValue;
    private int _count;

    /// <summary>True when no further row is looked at, this one included.</summary>
    /// <param name="cells">The row's items.</param>
    public bool IsBeyondEnd(string[] cells)
    {
        if (_rowsOf >= 0)
        {
            _firstValue ??= cells[_rowsOf];
            if (cells[_rowsOf] != _firstValue)
            {
                return true;
            }
        }

        return ++_count > (format.MostRows ?? int.MaxValue);
    }

    /// <summary>True when the conditions keep a row.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="cells">Its items.</param>
    public bool Keeps(int line, string[] cells)
    {
        if (_conditions.Length == 0)
        {
            return true;
        }

        foreach (var (condition, position, number) in _conditions)
        {
            if (position >= 0 && Holds(condition, position, number, line, cells))
            {
                return format.KeepsMatching;
            }
        }

        return !format.KeepsMatching;
    }

    private static int PositionOf(HeaderlessFormat format, string name)
    {
        for (var i = 0; i < format.Columns.Length; i++)
        {
            if (format.Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(format.Columns[i].Synonym, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private bool Holds(RowCondition condition, int position, double number, int line, string[] cells)
    {
        var cell = cells[position].Length == 0 ? MissingItem : cells[position];
        if (condition.Comparison is RowComparison.SameText or RowComparison.OtherText)
        {
            return string.Equals(cell, condition.Value, StringComparison.Ordinal) == (condition.Comparison == RowComparison.SameText);
        }

        var item = NumberText.Parse(cell);
        if (item.Content is not (CellContent.Number or CellContent.Missing))
        {
            tally.Add(DataDiagnostics.BadFilterValue(new CellLocation(tally.File, line, condition.Column, cell)));
            return false;
        }

        // A missing item is 0 here as everywhere.
        var value = item.Content == CellContent.Number ? item.Value : 0;
        return condition.Comparison switch
        {
            RowComparison.Equal => value == number,
            RowComparison.NotEqual => value != number,
            RowComparison.Less => value < number,
            RowComparison.LessOrEqual => value <= number,
            RowComparison.Greater => value > number,
            _ => value >= number,
        };
    }
}
