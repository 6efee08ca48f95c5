namespace PopPK.Uncertainty;

/// <summary>Which estimate of the covariance matrix of the estimates is used.</summary>
public enum CovarianceMatrixKind
{
    /// <summary>R^-1 S R^-1, NONMEM's default.</summary>
    Sandwich,

    /// <summary>R^-1, R half the second derivatives of the objective.</summary>
    R,

    /// <summary>S^-1, S a quarter of the sum of the outer products of the subjects' gradients.</summary>
    S,
}
