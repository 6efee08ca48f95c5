using System.Collections.Immutable;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>The levels of a model's random effects, as they are in some data. Immutable.</summary>
/// <param name="All">The levels (<see cref="EffectLevel.Of"/>).</param>
/// <param name="OfBlock">For each block of the model the position of its level.</param>
/// <param name="AreShared">For each level whether subjects share instances: it is above them.</param>
internal sealed record EffectLevels(ImmutableArray<EffectLevel> All, ImmutableArray<int> OfBlock, ImmutableArray<bool> AreShared);
