using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// h(x) = ((x + 1)^lambda - 1)/lambda for x from 0 on, -((1 - x)^(2 - lambda) - 1)/(2 - lambda) below, with logarithms where
/// the exponent is 0 (Yeo and Johnson 2000, Biometrika 87:954).
/// </summary>
/// <param name="Lambda">The exponent.</param>
public sealed record YeoJohnsonTransform(Expr Lambda) : ObservationTransform
{
    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [Lambda];
}
