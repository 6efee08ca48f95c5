using System.Collections.Immutable;

namespace PopPK.Estimation;

/// <summary>What an estimation says about one subject.</summary>
/// <param name="Id">The subject's ID.</param>
/// <param name="Ofv">Its contribution to the objective.</param>
/// <param name="Eta">Its empirical Bayes estimates: the conditional mode of the random effects.</param>
/// <param name="EtaCovariance">Their approximate conditional covariance, row by row.</param>
/// <param name="IndividualParameters">The model's individual parameters at the mode, in the model's order.</param>
public sealed record SubjectEstimate(
    string Id,
    double Ofv,
    ImmutableArray<double> Eta,
    ImmutableArray<double> EtaCovariance,
    ImmutableArray<double> IndividualParameters)
{
    /// <summary>In a mixture the subject's most probable class, from 0, for which the estimates hold.</summary>
    public int Class { get; init; }

    /// <summary>In a mixture the probabilities of the classes given the subject's observations; empty without one.</summary>
    public ImmutableArray<double> ClassProbabilities { get; init; } = [];
}
