using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>
/// Cuts a file without a header into rows and items under the names its format gives, drops rows, and writes missing items as the numbers
/// they are taken for. What the event columns leave out is added: EVID from AMT and RATE, MDV from EVID. One use, one owner.
/// </summary>
internal sealed class HeaderlessTableReader
{
    private readonly HeaderlessFormat _format;
    private readonly DiagnosticTally _tally;
    private readonly FortranFormat? _fortran;
    private readonly ImmutableArray<CsvRow>.Builder _rows = ImmutableArray.CreateBuilder<CsvRow>();
    private readonly int[] _kept;
    private readonly int _event;
    private readonly int _silence;
    private readonly int _amount;
    private readonly int _rate;
    private readonly bool _needsTime;

    private HeaderlessTableReader(HeaderlessFormat format, FortranFormat? fortran, DiagnosticTally tally)
    {
        _format = format;
        _fortran = fortran;
        _tally = tally;
        _kept = [.. Enumerable.Range(0, format.Columns.Length).Where(i => !format.Columns[i].IsDropped || IsDate(format.Columns[i].Name))];
        (_event, _silence) = (Find("EVID"), Find("MDV"));
        (_amount, _rate) = (Find("AMT"), Find("RATE"));
        _needsTime = !format.HasEvents && Find("TIME") < 0;
    }

    /// <summary>Reads a table.</summary>
    /// <param name="text">The text; not closed.</param>
    /// <param name="format">Its format.</param>
    /// <param name="tally">Receives what is wrong with it.</param>
    /// <returns>The table, with the names as its header; null when the format cannot be used.</returns>
    public static CsvTable? Read(TextReader text, HeaderlessFormat format, DiagnosticTally tally)
    {
        FortranFormat? fortran = null;
        if (format.Fortran is { } description)
        {
            fortran = FortranFormat.Parse(description);
            if (fortran is null)
            {
                tally.Add(DataDiagnostics.BadFortranFormat(format.Declaration ?? new FileLocation(tally.File)));
                return null;
            }
        }

        var reader = new HeaderlessTableReader(format, fortran, tally);
        reader.ReadRows(text);
        return tally.HasErrors ? null : new CsvTable(tally.File, new CsvRow(0, reader.Names()), reader._rows.ToImmutable());
    }

    private static bool IsDate(string name) => DateText.DateColumns.Any(c => c.ToString().Equals(name, StringComparison.OrdinalIgnoreCase));

    private int Find(string name)
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_format.Columns[_kept[i]].Name.Equals(name, StringComparison.OrdinalIgnoreCase) && !_format.Columns[_kept[i]].IsDropped)
            {
                return i;
            }
        }

        return -1;
    }

    private string[] Names()
    {
        var names = _kept.Select(i => _format.Columns[i].Name).ToList();
        if (_format.HasEvents && _event < 0)
        {
            names.Add("EVID");
        }

        if (_format.HasEvents && _silence < 0)
        {
            names.Add("MDV");
        }

        if (_needsTime)
        {
            names.Add("TIME");
        }

        return [.. names];
    }

    private void ReadRows(TextReader text)
    {
        var selection = new RowSelection(_format, _tally);
        var items = new List<string>();
        var pending = new List<string>();
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            line = number == 1 ? line.TrimStart('\uFEFF') : line;
            if (line.Contains('\0'))
            {
                _tally.Add(DataDiagnostics.NotText(_tally.File));
                return;
            }

            if (IsComment(line))
            {
                if (number == 1 && _fortran is null)
                {
                    CommentHeader.Compare(line, number, _format, _tally);
                }

                continue;
            }

            if (line.AsSpan().Trim(" \t\u001A\f").IsEmpty)
            {
                _tally.Count(nameof(DataDiagnostics.BlankRows), DataDiagnostics.Row(_tally.File, number), DataDiagnostics.BlankRows);
            }
            else
            {
                pending.Add(line);
                if (pending.Count < (_fortran?.Lines ?? 1))
                {
                    continue;
                }

                items.Clear();
                Split(pending, items);
                pending.Clear();
                var cells = Fit(items, number);
                if (selection.IsBeyondEnd(cells))
                {
                    return;
                }

                if (selection.Keeps(number, cells))
                {
                    _rows.Add(new CsvRow(number, Finish(cells, number)));
                }
            }
        }
    }

    private bool IsComment(string line)
    {
        if (line.Length == 0)
        {
            return false;
        }

        if (_format.CommentCharacter != '@')
        {
            return line[0] == _format.CommentCharacter;
        }

        var first = line.AsSpan().TrimStart();
        return line[0] == '#' || (!first.IsEmpty && (char.IsAsciiLetter(first[0]) || first[0] == '@'));
    }

    private void Split(List<string> lines, List<string> items)
    {
        if (_fortran is null)
        {
            FieldlessText.Split(lines[0], items);
        }
        else
        {
            _fortran.Split(lines, items);
        }
    }

    /// <summary>As many items as there are columns: missing ones at the end are empty, further ones are not read.</summary>
    private string[] Fit(List<string> items, int line)
    {
        if (items.Count > _format.Columns.Length)
        {
            _tally.Count(nameof(DataDiagnostics.UnnamedItems), DataDiagnostics.Row(_tally.File, line), DataDiagnostics.UnnamedItems);
        }

        var cells = new string[_format.Columns.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = i < items.Count ? items[i] : "";
        }

        return cells;
    }

    private string[] Finish(string[] items, int line)
    {
        var cells = new List<string>(_kept.Length + 3);
        foreach (var position in _kept)
        {
            cells.Add(Number(items[position], _format.Columns[position], line));
        }

        if (_silence >= 0)
        {
            cells[_silence] = Silence(cells[_silence]);
        }

        if (!_format.HasEvents)
        {
            if (_needsTime)
            {
                cells.Add(_rows.Count.ToString());
            }

            return [.. cells];
        }

        var isDose = _event >= 0 ? !IsZero(cells[_event]) : (_amount >= 0 && !IsZero(cells[_amount])) || (_rate >= 0 && !IsZero(cells[_rate]));
        if (_event < 0)
        {
            cells.Add(isDose ? "1" : "0");
        }

        if (_silence < 0)
        {
            cells.Add(isDose ? "1" : "0");
        }

        return [.. cells];
    }

    /// <summary>Fortran's short forms: 2-1 is 2E-1, and a sign alone is 0.</summary>
    private static string Spelled(string item)
    {
        if (item is "+" or "-")
        {
            return "0";
        }

        var sign = item.AsSpan(1).IndexOfAny('+', '-') + 1;
        return sign > 0 && char.IsAsciiDigit(item[^1]) && (char.IsAsciiDigit(item[sign - 1]) || item[sign - 1] == '.') && NumberText.Parse(item[..sign]).Content == CellContent.Number
            ? item.Insert(sign, "E")
            : item;
    }

    private static bool IsZero(string cell) => NumberText.Parse(cell) is { Content: CellContent.Number, Value: 0 };

    /// <summary>MDV 100 and 101 leave a record out of the estimation.</summary>
    private static string Silence(string cell) => NumberText.Parse(cell).Value is 100 or 101 ? "1" : cell;

    private string Number(string item, HeaderlessColumn column, int line)
    {
        if (item.Length == 0 || item == ".")
        {
            return _format.Missing;
        }

        if (!IsDate(column.Name))
        {
            item = Spelled(item);
        }

        if (item == NumberText.NotAvailable)
        {
            _tally.Add(DataDiagnostics.NotAvailableItem(new CellLocation(_tally.File, line, column.Name, item)));
        }

        if (!_format.MissingValues.IsEmpty && NumberText.Parse(item) is { Content: CellContent.Number, Value: var value } && _format.MissingValues.Contains(value))
        {
            return _format.Missing;
        }

        return item;
    }
}
