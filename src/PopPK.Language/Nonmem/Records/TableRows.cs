namespace PopPK.Language.Nonmem.Records;

/// <summary>Which records of a subject a table shows.</summary>
public enum TableRows
{
    /// <summary>All.</summary>
    All,

    /// <summary>FIRSTONLY.</summary>
    First,

    /// <summary>LASTONLY.</summary>
    Last,

    /// <summary>FIRSTLASTONLY.</summary>
    FirstAndLast,
}
