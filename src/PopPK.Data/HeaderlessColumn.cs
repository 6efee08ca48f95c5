namespace PopPK.Data;

/// <summary>A column of a file without a header. Immutable.</summary>
/// <param name="Name">Its name.</param>
public sealed record HeaderlessColumn(string Name)
{
    /// <summary>Another name that conditions may use, or null.</summary>
    public string? Synonym { get; init; }

    /// <summary>True when only conditions may ask for it; but a dropped date column tells the day of the record.</summary>
    public bool IsDropped { get; init; }
}
