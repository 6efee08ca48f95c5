using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// Which observations are censored, and by what. With <see cref="Flag"/> the data say it: 1 below, -1 above, 0 observed;
/// the limit is <see cref="Lower"/> (<see cref="Upper"/>), or DV itself where that is null. Without a flag, observations
/// below <see cref="Lower"/> or above <see cref="Upper"/> are. Limits use numbers and covariates only and are on the scale of DV.
/// Immutable.
/// </summary>
/// <param name="Method">What censored observations contribute.</param>
public sealed record Censoring(CensoringMethod Method)
{
    /// <summary>The covariate whose values tell: 1 below a limit, -1 above one, 0 observed; null: the limits tell.</summary>
    public Symbol? Flag { get; init; }

    /// <summary>The limit below which observations are not quantified, or null.</summary>
    public Expr? Lower { get; init; }

    /// <summary>The limit above which observations are not quantified, or null.</summary>
    public Expr? Upper { get; init; }

    /// <summary>
    /// The other end of the interval of a censored observation (lower than the limit where the flag is 1, higher where it is -1);
    /// where it is null or not finite there is none.
    /// </summary>
    public Expr? OtherEnd { get; init; }

    /// <summary>All expressions.</summary>
    public ImmutableArray<Expr> Expressions =>
        [.. new[] { Flag is { } flag ? (Expr)flag : null, Lower, Upper, OtherEnd }.OfType<Expr>()];
}
