namespace PopPK;

/// <summary>Which matrix standard errors come from.</summary>
public enum StandardErrorMethod
{
    /// <summary>No covariance step: no standard errors.</summary>
    None,

    /// <summary>R^-1 S R^-1, robust against a wrong distribution.</summary>
    Sandwich,

    /// <summary>R^-1, with R half the second derivatives of the objective.</summary>
    R,

    /// <summary>S^-1, with S a quarter of the sum of the outer products of the subjects' gradients.</summary>
    S,
}
