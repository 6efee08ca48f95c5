namespace PopPK.Evaluation.Predictive;

/// <summary>What a number of a visual predictive check is.</summary>
public enum VpcRowKind
{
    /// <summary>A percentile of the observations.</summary>
    Percentile,

    /// <summary>The share of observations below their lower limit of quantification.</summary>
    BelowLimit,

    /// <summary>The share of observations above their upper limit of quantification.</summary>
    AboveLimit,
}
