using System.Collections.Immutable;

namespace PopPK.Data;

/// <summary>How a data file is to be read. Immutable; the default reads every row and needs only ID, TIME and DV.</summary>
public sealed record DatasetReadingOptions
{
    /// <summary>The default options.</summary>
    public static DatasetReadingOptions Default { get; } = new();

    /// <summary>Columns that are read under another name: standard or model name to the column's name in the file; case is ignored.</summary>
    public ImmutableSortedDictionary<string, string> Renamed { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Columns of the file, by their names in the file, that are left out even if their names have a standard meaning; case is ignored.</summary>
    public ImmutableSortedSet<string> Dropped { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>Says whether a row is kept; null keeps all. It is asked before anything else in the row is looked at.</summary>
    public Func<RowView, bool>? RowFilter { get; init; }

    /// <summary>The columns <see cref="RowFilter"/> asks for, by their names in the file (dropped ones too) or after renaming; each must exist.</summary>
    public ImmutableArray<string> FilterColumns { get; init; } = [];

    /// <summary>
    /// The covariates a model needs. Their cells must be numbers; a missing cell takes the subject's previous value, before the first
    /// value the next one, but stays missing where the column wants that. A missing cell of AMT, RATE, II, ADDL, SS, EVID, MDV or CMT is 0 instead, and one of DV stays missing.
    /// </summary>
    public ImmutableArray<RequiredColumn> RequiredColumns { get; init; } = [];

    /// <summary>How a file without a header is read; null: the file has a header, and none of what this says applies.</summary>
    public HeaderlessFormat? Headerless { get; init; }

    /// <summary>
    /// False (the default) to refuse data in which a subject has no value at all of a required column;
    /// true to keep NaN there with a warning, for looking at data rather than computing with them.
    /// </summary>
    public bool AllowMissing { get; init; }

    /// <summary>True to take data without one observation, for what is simulated or forecast and not fitted.</summary>
    public bool MayLackObservations { get; init; }
}
