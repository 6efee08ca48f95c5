namespace PopPK.Language.Nonmem.Records;

/// <summary>What becomes of an option.</summary>
internal enum OptionRole
{
    /// <summary>It means something here and is honoured.</summary>
    Honoured,

    /// <summary>It only steers how another program prints, names its files or searches; it is accepted and listed.</summary>
    Steering,

    /// <summary>It would change the result and cannot be honoured.</summary>
    Refused,
}
