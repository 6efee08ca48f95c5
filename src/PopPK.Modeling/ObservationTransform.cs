using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>An increasing transform h of an observation and its prediction. Immutable.</summary>
public abstract record ObservationTransform
{
    /// <summary>The transform's parameters.</summary>
    public abstract ImmutableArray<Expr> Expressions { get; }
}
