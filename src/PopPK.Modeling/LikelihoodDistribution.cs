using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>An observation whose log likelihood is written out, in terms of <see cref="PopulationModel.Observed"/> and everything else.</summary>
/// <param name="LogLikelihood">The log likelihood of a record.</param>
public sealed record LikelihoodDistribution(Expr LogLikelihood) : ObservationDistribution
{
    /// <inheritdoc/>
    public override Expr? Prediction => null;

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Expressions => [LogLikelihood];
}
