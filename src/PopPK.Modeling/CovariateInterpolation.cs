namespace PopPK.Modeling;

/// <summary>Which value of a covariate that changes within a subject holds between two records. At a record its own value holds, except for <see cref="Constant"/>.</summary>
public enum CovariateInterpolation
{
    /// <summary>The value of the record that ends the interval (next observation carried backward): NONMEM's rule, the default.</summary>
    NextCarriedBackward,

    /// <summary>The value of the record that begins the interval (last observation carried forward).</summary>
    LastCarriedForward,

    /// <summary>Linear in time between the records.</summary>
    Linear,

    /// <summary>The value of the subject's first record, throughout.</summary>
    Constant,
}
