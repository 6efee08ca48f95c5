using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>An observation with heavy tails: (DV - f)/scale follows Student's t distribution.</summary>
/// <param name="Mean">The prediction f, in the unit of DV.</param>
/// <param name="Scale">Scale, in the unit of DV; only its square matters.</param>
/// <param name="DegreesOfFreedom">Degrees of freedom, positive.</param>
public sealed record StudentTDistribution(Expr Mean, Expr Scale, Expr DegreesOfFreedom) : ObservationDistribution
{
    /// <inheritdoc/>
    public override Expr Prediction => Mean;

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Mean, Scale, DegreesOfFreedom];
}
