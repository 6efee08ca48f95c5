using System.Collections.Immutable;

namespace PopPK.Data.Reading;

/// <summary>Where everything stands in a row: made by <see cref="ColumnLayoutBuilder"/>. Immutable.</summary>
internal sealed class ColumnLayout
{
    private readonly int[] _standard;

    /// <summary>Makes a layout.</summary>
    /// <param name="columns">The columns that are read, in the order of the file.</param>
    /// <param name="filterColumns">Position in the file's row of each column the row filter asks for.</param>
    /// <param name="required">The required columns that exist.</param>
    /// <param name="format">The format of a file without a header, or null.</param>
    public ColumnLayout(
        ImmutableArray<Column> columns,
        ImmutableArray<int> filterColumns,
        ImmutableArray<RequiredColumn> required,
        HeaderlessFormat? format = null)
    {
        Columns = columns;
        Names = [.. columns.Select(c => c.Name)];
        FilterColumns = filterColumns;
        Format = format;
        _standard = [.. Enum.GetValues<StandardColumn>().Select(c => IsEvent(c) && format is { HasEvents: false } ? -1 : Find(c.ToString()))];
        Required = [.. required.Select(r => (r, Find(r.Name)))];
        DateColumn = DateText.DateColumns.Where(Has).Select(c => (StandardColumn?)c).FirstOrDefault();
    }

    /// <summary>The format of a file without a header, or null.</summary>
    public HeaderlessFormat? Format { get; }

    /// <summary>The columns that are read.</summary>
    public ImmutableArray<Column> Columns { get; }

    /// <summary>Their names after renaming.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Position in the file's row of each of <see cref="DatasetReadingOptions.FilterColumns"/>.</summary>
    public ImmutableArray<int> FilterColumns { get; }

    /// <summary>The required columns with their positions in <see cref="Columns"/>.</summary>
    public ImmutableArray<(RequiredColumn Column, int Position)> Required { get; }

    /// <summary>The column that says the date, or null.</summary>
    public StandardColumn? DateColumn { get; }

    /// <summary>The name in the file of a date column that was dropped, or null.</summary>
    public string? DroppedDate { get; init; }

    /// <summary>True when the file has a standard column.</summary>
    /// <param name="column">The column.</param>
    public bool Has(StandardColumn column) => PositionOf(column) >= 0;

    /// <summary>Position of a standard column in <see cref="Columns"/>, or -1.</summary>
    /// <param name="column">The column.</param>
    public int PositionOf(StandardColumn column) => _standard[(int)column];

    /// <summary>The name a standard column has in the file, for messages.</summary>
    /// <param name="column">The column; its standard name when the file has none.</param>
    public string FileNameOf(StandardColumn column) => PositionOf(column) is var p and >= 0 ? Columns[p].FileName : column.ToString();

    /// <summary>True for columns that mean nothing where nothing is dosed.</summary>
    private static bool IsEvent(StandardColumn column) => column is StandardColumn.AMT or StandardColumn.EVID or StandardColumn.CMT or StandardColumn.RATE
        or StandardColumn.II or StandardColumn.ADDL or StandardColumn.SS;

    private int Find(string name)
    {
        for (var i = 0; i < Columns.Length; i++)
        {
            if (string.Equals(Columns[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A column that is read.</summary>
/// <param name="Name">Its name after renaming.</param>
/// <param name="FileName">Its name in the file.</param>
/// <param name="Source">Its position in the file's row.</param>
internal readonly record struct Column(string Name, string FileName, int Source);
