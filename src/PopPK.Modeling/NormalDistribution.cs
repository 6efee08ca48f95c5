using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>A normal observation: h(DV) ~ N(h(f), sd^2), where h is the identity or a transform of both sides.</summary>
/// <param name="Mean">The prediction f, in the unit of DV.</param>
/// <param name="StandardDeviation">Residual standard deviation, on the scale of h; only its square matters.</param>
public sealed record NormalDistribution(Expr Mean, Expr StandardDeviation) : ObservationDistribution
{
    /// <summary>The transform h of both sides; null: the identity.</summary>
    public ObservationTransform? Transform { get; init; }

    /// <inheritdoc/>
    public override Expr Prediction => Mean;

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Mean, StandardDeviation, .. Transform?.Expressions ?? []];
}
