using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$TABLE</c>: a table of the records, in a file or printed.</summary>
/// <param name="Raw">The record as it was written.</param>
/// <param name="Items">Its columns, without those that are appended.</param>
public sealed record TableRecord(RawRecord Raw, ImmutableArray<TableItem> Items) : ControlRecord(Raw)
{
    /// <summary>BY: what the rows are sorted by.</summary>
    public ImmutableArray<TableItem> SortedBy { get; init; } = [];

    /// <summary>EXCLUDE_BY: rows where one of these is not zero are left out.</summary>
    public ImmutableArray<TableItem> ExcludedBy { get; init; } = [];

    /// <summary>FILE, or null.</summary>
    public string? File { get; init; }

    /// <summary>True when the table has a header, once or every 900 lines.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>ONEHEADER: the header stands once.</summary>
    public bool HasOneHeader { get; init; }

    /// <summary>False for NOTITLE: the line <c>TABLE NO. 1</c> is left out.</summary>
    public bool HasTitle { get; init; } = true;

    /// <summary>False for NOLABEL: the line of names is left out.</summary>
    public bool HasLabels { get; init; } = true;

    /// <summary>False for NOAPPEND: DV, PRED, RES and WRES are not appended.</summary>
    public bool Appends { get; init; } = true;

    /// <summary>FORWARD: the file's earlier content stays.</summary>
    public bool IsForward { get; init; }

    /// <summary>FIRSTONLY, LASTONLY, FIRSTLASTONLY or all rows.</summary>
    public TableRows Rows { get; init; }

    /// <summary>FORMAT, or null: that of the table before, at first s1PE11.4.</summary>
    public string? Format { get; init; }

    /// <summary>LFORMAT, joined, or null.</summary>
    public string? LabelFormat { get; init; }

    /// <summary>RFORMAT, joined, or null.</summary>
    public string? RowFormat { get; init; }

    /// <summary>IDFORMAT, or null.</summary>
    public string? IdFormat { get; init; }

    /// <summary>OMITTED: the table is not made.</summary>
    public bool IsOmitted { get; init; }
}
