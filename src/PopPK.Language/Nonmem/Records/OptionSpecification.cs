namespace PopPK.Language.Nonmem.Records;

/// <summary>An option a record may have. Immutable.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Role">What becomes of it.</param>
/// <param name="TakesValue">True when a value follows, with or without <c>=</c>.</param>
internal sealed record OptionSpecification(string Name, OptionRole Role, bool TakesValue)
{
    /// <summary>The name under which it is kept; by default <see cref="Name"/>.</summary>
    public string? Meaning { get; init; }

    /// <summary>What to do instead, of a refused option.</summary>
    public string? Advice { get; init; }

    /// <summary>The value that changes nothing, with which a refused option is only listed; or null.</summary>
    public string? Harmless { get; init; }
}
