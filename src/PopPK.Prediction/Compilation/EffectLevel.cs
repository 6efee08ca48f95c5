using System.Collections.Immutable;
using PopPK.Modeling;

namespace PopPK.Prediction.Compilation;

/// <summary>What blocks of random effects have in common that vary by the same column within the same other one. Immutable.</summary>
/// <param name="Grouping">The column whose values tell the instances apart.</param>
/// <param name="Within">The column that contains them, or null.</param>
/// <param name="Blocks">Positions of the blocks in the model.</param>
internal sealed record EffectLevel(string Grouping, string? Within, ImmutableArray<int> Blocks)
{
    /// <summary>The column that tells subjects apart.</summary>
    public const string Subject = "ID";

    /// <summary>True when the instances are the subjects.</summary>
    public bool IsSubject => IsName(Grouping, Subject);

    /// <summary>The level in words, as the model language says it.</summary>
    public string Name => Within is null ? Grouping : $"{Grouping} within {Within}";

    /// <summary>The levels of a model in the order of their first blocks.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<EffectLevel> Of(PopulationModel model) =>
    [
        .. Enumerable.Range(0, model.RandomEffects.Length)
            .GroupBy(b => (model.RandomEffects[b].Grouping.ToUpperInvariant(), model.RandomEffects[b].Within?.ToUpperInvariant()))
            .Select(blocks => new EffectLevel(model.RandomEffects[blocks.First()].Grouping, model.RandomEffects[blocks.First()].Within, [.. blocks])),
    ];

    /// <summary>True when two names of columns mean the same column.</summary>
    /// <param name="one">One name.</param>
    /// <param name="other">The other.</param>
    public static bool IsName(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
