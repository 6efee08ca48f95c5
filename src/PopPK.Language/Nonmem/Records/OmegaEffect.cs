using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A row of a block: a random effect. Immutable.</summary>
/// <param name="Location">The place of its variance, or of the whole block where it has none of its own.</param>
public sealed record OmegaEffect(TextLocation Location)
{
    /// <summary>Name by which code may ask for it, in upper case, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The comment behind its variance on its line, or null.</summary>
    public string? Label { get; init; }
}
