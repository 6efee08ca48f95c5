using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>The mode of the joint density of a cluster of subjects. Immutable.</summary>
/// <param name="Status">How the search ended.</param>
/// <param name="Latent">The cluster's latent vector at the mode; empty when there is none.</param>
/// <param name="Precision">
/// Half the second derivatives of J there, row by row: the inverse of it is the approximate covariance of the latent vector. Positive definite.
/// </param>
/// <param name="Value">J at the mode: -2 log of the joint density, constants dropped.</param>
public sealed record JointMode(EtaModeStatus Status, ImmutableArray<double> Latent, ImmutableArray<double> Precision, double Value)
{
    /// <summary>False when the second derivatives are not positive definite and their expectation stands for them.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>Why there is no mode, or why it is not exact; null when all is well.</summary>
    public SubjectFailure? Failure { get; init; }
}
