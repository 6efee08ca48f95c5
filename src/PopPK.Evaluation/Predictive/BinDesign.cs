using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A bin before anything is simulated. Immutable.</summary>
/// <param name="Lower">Its lower edge.</param>
/// <param name="Upper">Its upper edge.</param>
/// <param name="MedianX">Median place of its observations.</param>
/// <param name="Members">Positions of its observations among those of the check.</param>
internal sealed record BinDesign(double Lower, double Upper, double MedianX, ImmutableArray<int> Members);
