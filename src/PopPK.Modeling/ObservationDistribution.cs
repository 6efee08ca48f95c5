using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>The distribution of an observation given the random effects. Immutable.</summary>
public abstract record ObservationDistribution
{
    /// <summary>The prediction f on the scale of DV that tables and charts show, or null when there is none.</summary>
    public abstract Expr? Prediction { get; }

    /// <summary>All expressions of the distribution.</summary>
    public abstract ImmutableArray<Expr> Expressions { get; }
}
