using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Data;

/// <summary>
/// How NONMEM reads a data file: without a header, the columns named from outside, and a missing item is 0. Items are separated by
/// blanks, a comma or a tab; a point, or nothing between two commas or tabs, is a missing item. Immutable.
/// </summary>
public sealed record HeaderlessFormat
{
    /// <summary>The columns in the order of the file; items behind the last one are not read.</summary>
    public required ImmutableArray<HeaderlessColumn> Columns { get; init; }

    /// <summary>Lines that begin with this character are comments. <c>@</c>: lines whose first character but blanks is a letter or @, and lines that begin with #.</summary>
    public char CommentCharacter { get; init; } = '#';

    /// <summary>Conditions on the items as they are written; one that holds is enough.</summary>
    public ImmutableArray<RowCondition> Conditions { get; init; } = [];

    /// <summary>True to keep only rows that satisfy a condition, false to drop them.</summary>
    public bool KeepsMatching { get; init; }

    /// <summary>What a missing item is replaced by.</summary>
    public string Missing { get; init; } = "0";

    /// <summary>Numbers that mean missing too.</summary>
    public ImmutableArray<double> MissingValues { get; init; } = [];

    /// <summary>The most rows that are looked at, or null; rows that the conditions drop count.</summary>
    public int? MostRows { get; init; }

    /// <summary>Only the first rows with one value of this column are looked at; null: no such limit.</summary>
    public string? RowsOf { get; init; }

    /// <summary>Years of two digits up to this one are in the 21st century, later ones in the 20th; -1: all are in the 20th.</summary>
    public int LastYearOf2000 { get; init; } = 50;

    /// <summary>What times are divided by in the end.</summary>
    public double TimeDivisor { get; init; } = 1;

    /// <summary>What intervals between doses are divided by in the end.</summary>
    public double IntervalDivisor { get; init; } = 1;

    /// <summary>A Fortran format (<c>F4.0,2F8.2,1X</c>) that says where the items stand; null: they are separated.</summary>
    public string? Fortran { get; init; }

    /// <summary>False when nothing is dosed: AMT, RATE, EVID, CMT and their like are columns like others then, and TIME may be missing.</summary>
    public bool HasEvents { get; init; } = true;

    /// <summary>Where the format is declared, for messages; or null.</summary>
    public DiagnosticLocation? Declaration { get; init; }
}
