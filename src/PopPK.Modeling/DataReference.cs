using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>Where a model's data are and which part of the file is meant.</summary>
/// <param name="Path">Path as the user wrote it, relative to the model file.</param>
public sealed record DataReference(string Path)
{
    /// <summary>Only rows that satisfy this condition on <see cref="FilterColumns"/> are read; null: all rows.</summary>
    public Condition? Filter { get; init; }

    /// <summary>The columns the filter uses; a symbol's name is the column's name in the file.</summary>
    public ImmutableArray<Symbol> FilterColumns { get; init; } = [];

    /// <summary>Columns that are read under another name: standard or model name to the column's name in the file.</summary>
    public ImmutableSortedDictionary<string, string> Renamed { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Columns of the file that are not used even if their names have a standard meaning.</summary>
    public ImmutableSortedSet<string> Dropped { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>How the file is read when it has no header; null: it has one. Filter, renamed and dropped columns are for files with one.</summary>
    public HeaderlessFormat? Headerless { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
