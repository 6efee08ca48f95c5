using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A bin of a panel. Immutable.</summary>
/// <param name="Lower">Its lower edge.</param>
/// <param name="Upper">Its upper edge.</param>
/// <param name="MedianX">Median of its observations' places on the axis; NaN without observations.</param>
/// <param name="Count">Number of its observations.</param>
/// <param name="Rows">Its percentiles in the order of the settings, then shares beyond limits where there are limits.</param>
public sealed record VpcBin(double Lower, double Upper, double MedianX, int Count, ImmutableArray<VpcRow> Rows);
