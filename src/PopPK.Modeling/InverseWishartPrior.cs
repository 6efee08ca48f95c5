using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>
/// An inverse Wishart prior of the covariance matrix of a block of random effects:
/// -2 log density = (nu + p + 1) log|Omega| + tr(S Omega^-1) - nu log|S| + nu p log 2 + 2 log Gamma_p(nu/2).
/// </summary>
/// <param name="Block">Position of the block in <see cref="PopulationModel.RandomEffects"/>.</param>
/// <param name="Scale">The scale matrix S: lower triangle row by row; positive definite.</param>
/// <param name="DegreesOfFreedom">nu, above p - 1.</param>
public sealed record InverseWishartPrior(int Block, ImmutableArray<double> Scale, double DegreesOfFreedom)
{
    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
