using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>h(x) = log x, for x above 0: log-transformed both sides.</summary>
public sealed record LogTransform : ObservationTransform
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [];
}
