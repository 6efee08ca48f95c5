namespace PopPK.Likelihood;

/// <summary>At which random effects a residual variance is taken.</summary>
internal enum VarianceRule
{
    /// <summary>At the random effects the prediction has ("with interaction").</summary>
    AtEta,

    /// <summary>At zero, wherever the prediction is ("without interaction").</summary>
    AtZero,
}
