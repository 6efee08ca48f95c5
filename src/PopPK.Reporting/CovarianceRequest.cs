using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>What was asked of the covariance step.</summary>
/// <param name="Kind">Which matrix.</param>
/// <param name="IsRequested">False when the step was left out on purpose.</param>
public sealed record CovarianceRequest(CovarianceMatrixKind Kind, bool IsRequested)
{
    /// <summary>No covariance step.</summary>
    public static CovarianceRequest None { get; } = new(CovarianceMatrixKind.Sandwich, false);
}
