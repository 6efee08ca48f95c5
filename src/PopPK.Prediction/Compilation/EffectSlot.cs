using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>One random number of a subject: a random effect in one instance of its block, such as one of the subject's occasions.</summary>
/// <param name="Effect">The random effect.</param>
/// <param name="Block">Position of its block in the model.</param>
/// <param name="Position">Its position in the block.</param>
/// <param name="Instance">Which instance of the block, from 0 in the order in which the subject's records show them.</param>
public sealed record EffectSlot(RandomEffect Effect, int Block, int Position, int Instance)
{
    /// <summary>Stands for it in expressions: the effect's own symbol when the block has one instance.</summary>
    public Symbol Symbol { get; init; } = Effect.Symbol;

    /// <summary>Its name: the effect's, followed by the number of the instance when there are several.</summary>
    public string Name => Symbol.Name;
}
