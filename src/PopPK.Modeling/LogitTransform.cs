using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>h(x) = log((x - lower)/(upper - x)), for x between the bounds.</summary>
/// <param name="Lower">The lower bound.</param>
/// <param name="Upper">The upper bound.</param>
public sealed record LogitTransform(Expr Lower, Expr Upper) : ObservationTransform
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Lower, Upper];
}
