namespace PopPK.Uncertainty;

/// <summary>What an end of a profile-likelihood interval is.</summary>
public enum ProfileEnd
{
    /// <summary>The objective rises by the quantile there.</summary>
    Found,

    /// <summary>The parameter's bound (zero, of a variance): the objective has not risen by the quantile on the way to it.</summary>
    Bound,

    /// <summary>There is none: beyond the last point the objective does not exist or was not minimised.</summary>
    NoObjective,

    /// <summary>There is none: the objective has not risen by the quantile within the largest number of points.</summary>
    NotReached,

    /// <summary>There is none: the search was interrupted.</summary>
    Interrupted,
}
