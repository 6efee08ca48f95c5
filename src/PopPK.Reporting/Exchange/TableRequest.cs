using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Reporting.Exchange;

/// <summary>A table of records that is asked for. Immutable.</summary>
/// <param name="File">Its file.</param>
/// <param name="Columns">Its columns.</param>
public sealed record TableRequest(string File, ImmutableArray<TableColumn> Columns)
{
    /// <summary>Expressions the columns show.</summary>
    public ImmutableArray<Expr> Asked { get; init; } = [];

    /// <summary>What the rows are sorted by.</summary>
    public ImmutableArray<TableColumn> SortedBy { get; init; } = [];

    /// <summary>Rows where one of these is not 0 are left out.</summary>
    public ImmutableArray<TableColumn> ExcludedBy { get; init; } = [];

    /// <summary>True when it has a line with its number.</summary>
    public bool HasTitle { get; init; } = true;

    /// <summary>True when it has a line with the columns' names.</summary>
    public bool HasLabels { get; init; } = true;

    /// <summary>True when these lines stand once; else before every 900 rows.</summary>
    public bool HasOneHeader { get; init; }

    /// <summary>True when the subject's first record is shown; without <see cref="ShowsLast"/> and <see cref="ShowsOthers"/> only this one.</summary>
    public bool ShowsFirst { get; init; } = true;

    /// <summary>True when the subject's last record is shown.</summary>
    public bool ShowsLast { get; init; } = true;

    /// <summary>True when the records between are shown.</summary>
    public bool ShowsOthers { get; init; } = true;

    /// <summary>How numbers are written.</summary>
    public TableFormat Format { get; init; } = TableFormat.Default;
}
