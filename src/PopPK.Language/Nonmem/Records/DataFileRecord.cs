using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary><c>$DATA</c>: the data file and which of its records count.</summary>
/// <param name="Raw">The record as it was written.</param>
public sealed record DataFileRecord(RawRecord Raw) : ControlRecord(Raw)
{
    /// <summary>The file's path as written, or null where it is missing.</summary>
    public string? Path { get; init; }

    /// <summary>The path's place, or null.</summary>
    public TextLocation? PathLocation { get; init; }

    /// <summary>IGNORE=c: lines that begin with this character are comments; <c>@</c> means any letter or @ too.</summary>
    public char CommentCharacter { get; init; } = '#';

    /// <summary>The conditions of IGNORE=(list) or ACCEPT=(list): one that holds is enough.</summary>
    public ImmutableArray<DataCondition> Conditions { get; init; } = [];

    /// <summary>True when records that satisfy a condition are kept and all others dropped; false for the opposite.</summary>
    public bool IsAcceptList { get; init; }

    /// <summary>NULL=c: the digit, or other character, that missing items are replaced by; null: they are 0.</summary>
    public char? Null { get; init; }

    /// <summary>RECORDS=n: the most records that are read, or null.</summary>
    public int? Records { get; init; }

    /// <summary>RECORDS=label: only the first records with one value of this item are read; null: no such limit.</summary>
    public string? RecordsLabel { get; init; }

    /// <summary>The Fortran format of the file, without its outer parentheses, or null for free format.</summary>
    public string? Format { get; init; }

    /// <summary>LAST20: years of two digits up to this one are in the 21st century; -1: all are in the same one.</summary>
    public int Last20 { get; init; } = 50;

    /// <summary>TRANSLATE=(TIME/F): what times are divided by.</summary>
    public double TimeDivisor { get; init; } = 1;

    /// <summary>TRANSLATE=(II/F): what intervals are divided by.</summary>
    public double IntervalDivisor { get; init; } = 1;

    /// <summary>BLANKOK: blank lines are allowed.</summary>
    public bool AllowsBlankLines { get; init; }

    /// <summary>MISDAT: numbers that mean missing and count as 0.</summary>
    public ImmutableArray<double> MissingValues { get; init; } = [];

    /// <summary>The other options, which have no meaning here.</summary>
    public ImmutableArray<RecordOption> Options { get; init; } = [];
}
