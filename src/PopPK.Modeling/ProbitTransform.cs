using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>h(x) is the standard normal quantile of (x - lower)/(upper - lower), for x between the bounds.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public sealed record ProbitTransform(Expr Lower, Expr Upper) : ObservationTransform
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Lower, Upper];
}
