using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Works out from a header and the reading options which columns are read under which names. One use, one owner.</summary>
/// <param name="table">The file's cells.</param>
/// <param name="options">How it is to be read.</param>
/// <param name="tally">Receives what is wrong.</param>
internal sealed class ColumnLayoutBuilder(CsvTable table, DatasetReadingOptions options, DiagnosticTally tally)
{
    private static readonly ImmutableArray<StandardColumn> AlwaysNeeded = [StandardColumn.ID, StandardColumn.TIME, StandardColumn.DV];

    // Names that mean something to NONMEM or Monolix which is not honoured yet.
    private static readonly ImmutableArray<string> NotHonouredOfNonmem = ["L1", "L2", "CALL", "CONT", "PCMT", "RAW_", "MRG_", "RPT_"];
    private static readonly ImmutableArray<string> NotHonoured = [.. NotHonouredOfNonmem, "CENS", "LIMIT"];

    private readonly string[] _header = table.Header.Cells;
    private readonly bool[] _isDropped = new bool[table.Header.Cells.Length];
    private readonly string?[] _newNames = new string?[table.Header.Cells.Length];
    private readonly HashSet<string> _unresolved = new(StringComparer.OrdinalIgnoreCase);
    private bool _isUsable = true;

    /// <summary>Builds the layout.</summary>
    /// <returns>The layout, or null when rows would be misread by it; a missing covariate does not stop the rows from being checked.</returns>
    public ColumnLayout? Build()
    {
        if (Array.TrueForAll(_header, IsValue) || (Array.Exists(_header, IsValue) && !Array.Exists(_header, IsKnown)))
        {
            tally.Add(DataDiagnostics.NoColumnNames(tally.File, table.Header.Line));
            return null;
        }

        FindUnnamedAndDuplicates();
        ApplyDropped();
        ApplyRenamed();
        var columns = ImmutableArray.CreateRange(Enumerable.Range(0, _header.Length).Where(i => !_isDropped[i])
            .Select(i => new Column(_newNames[i] ?? _header[i], _header[i], i)));
        FindClashes(columns);
        var filter = FindFilterColumns(columns);
        var required = FindRequired(columns);
        NoteNotHonoured(columns);
        FindSecondDate(columns);
        return _isUsable ? new ColumnLayout(columns, filter, required, options.Headerless) { DroppedDate = FindDroppedDate() } : null;
    }

    /// <summary>True for what is a record's cell rather than a column's name.</summary>
    private static bool IsValue(string cell) => NumberText.Parse(cell).Content is not CellContent.Text;

    private static bool IsDate(string name) => Contains(DateText.DateColumns.Select(c => c.ToString()), name);

    /// <summary>True for a name that somebody asks for: one such name tells a row of names from a record.</summary>
    private bool IsKnown(string name) => Contains(
        Enum.GetNames<StandardColumn>()
            .Concat(options.Renamed.Values).Concat(options.Dropped).Concat(options.FilterColumns).Concat(options.RequiredColumns.Select(c => c.Name)),
        name);

    private static bool SameName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(IEnumerable<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private void Refuse(Diagnostic diagnostic)
    {
        _isUsable = false;
        tally.Add(diagnostic);
    }

    private int FindInFile(string name) => Array.FindIndex(_header, h => SameName(h, name));

    private void FindUnnamedAndDuplicates()
    {
        for (var i = 0; i < _header.Length; i++)
        {
            if (_header[i].Length == 0)
            {
                _isDropped[i] = true;
                tally.Add(DataDiagnostics.UnnamedColumn(tally.File, table.Header.Line, i + 1));
            }
            else if (FindInFile(_header[i]) is var first && first < i)
            {
                Refuse(DataDiagnostics.DuplicateColumn(tally.File, table.Header.Line, _header[i], first + 1, i + 1));
            }
        }
    }

    private void ApplyDropped()
    {
        foreach (var name in options.Dropped)
        {
            if (FindInFile(name) is var position and >= 0)
            {
                _isDropped[position] = true;
            }
            else
            {
                tally.Add(DataDiagnostics.UnknownDroppedColumn(tally.File, name, _header));
            }
        }
    }

    private void ApplyRenamed()
    {
        foreach (var (name, fileName) in options.Renamed)
        {
            var position = FindInFile(fileName);
            if (position < 0)
            {
                _unresolved.Add(name);
                Refuse(DataDiagnostics.UnknownRenamedColumn(tally.File, name, fileName, _header));
            }
            else if (_isDropped[position])
            {
                _unresolved.Add(name);
                Refuse(DataDiagnostics.RenamedAndDropped(tally.File, name, fileName));
            }
            else if (_newNames[position] is { } other)
            {
                _unresolved.Add(name);
                Refuse(DataDiagnostics.RenamedTwice(tally.File, fileName, other, name));
            }
            else
            {
                _newNames[position] = name;
            }
        }
    }

    /// <summary>A column that keeps its name must not meet one that was given the same name.</summary>
    private void FindClashes(ImmutableArray<Column> columns)
    {
        foreach (var column in columns)
        {
            var other = columns.FirstOrDefault(c => c.Source != column.Source && SameName(c.Name, column.Name) && !SameName(c.FileName, c.Name));
            if (other.FileName is not null && SameName(column.FileName, column.Name))
            {
                Refuse(DataDiagnostics.NameTaken(tally.File, column.Name, other.FileName));
            }
        }
    }

    private ImmutableArray<int> FindFilterColumns(ImmutableArray<Column> columns)
    {
        var positions = ImmutableArray.CreateBuilder<int>();
        foreach (var name in options.FilterColumns)
        {
            var position = FindInFile(name);
            if (position < 0)
            {
                position = columns.FirstOrDefault(c => SameName(c.Name, name), new Column("", "", -1)).Source;
            }

            if (position < 0)
            {
                Refuse(DataDiagnostics.UnknownFilterColumn(tally.File, name, _header));
            }

            positions.Add(position);
        }

        return positions.ToImmutable();
    }

    private ImmutableArray<RequiredColumn> FindRequired(ImmutableArray<Column> columns)
    {
        var names = columns.Select(c => c.Name).ToArray();
        foreach (var column in AlwaysNeeded.Select(c => c.ToString()).Where(c => !Contains(names, c) && !_unresolved.Contains(c)))
        {
            Refuse(DataDiagnostics.MissingStandardColumn(tally.File, column, names, WasDropped(column)));
        }

        var present = ImmutableArray.CreateBuilder<RequiredColumn>();
        foreach (var column in options.RequiredColumns)
        {
            if (Contains(names, column.Name))
            {
                present.Add(column);
            }
            else if (!_unresolved.Contains(column.Name))
            {
                tally.Add(DataDiagnostics.MissingRequiredColumn(tally.File, column, names, WasDropped(column.Name)));
            }
        }

        return present.ToImmutable();
    }

    /// <summary>A record has one date.</summary>
    private void FindSecondDate(ImmutableArray<Column> columns)
    {
        if (columns.Where(c => IsDate(c.Name)).ToArray() is [var first, var second, ..] && !SameName(first.Name, second.Name))
        {
            Refuse(DataDiagnostics.TwoDateColumns(tally.File, table.Header.Line, first.FileName, second.FileName));
        }
    }

    private string? FindDroppedDate() => _header.Where((name, i) => _isDropped[i] && IsDate(name)).FirstOrDefault();

    private bool WasDropped(string name) => FindInFile(name) is var position and >= 0 && _isDropped[position];

    private void NoteNotHonoured(ImmutableArray<Column> columns)
    {
        var names = options.Headerless is null ? NotHonoured : NotHonouredOfNonmem;
        foreach (var column in columns.Where(c => Contains(names, c.Name)))
        {
            if (!options.RequiredColumns.Any(r => SameName(r.Name, column.Name)))
            {
                tally.Add(DataDiagnostics.NotHonouredColumn(tally.File, table.Header.Line, column.FileName));
            }
        }
    }
}
