using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>h(x) = (x^lambda - 1)/lambda, log x where lambda is 0, for x above 0 (Box and Cox 1964, J R Stat Soc B 26:211).</summary>
/// <param name="Lambda">The exponent.</param>
public sealed record BoxCoxTransform(Expr Lambda) : ObservationTransform
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Lambda];
}
