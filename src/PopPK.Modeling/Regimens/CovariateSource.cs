using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>Where values of covariates come from when no data give them. Immutable.</summary>
/// <param name="Symbols">Stand for the covariates.</param>
public abstract record CovariateSource(ImmutableArray<Symbol> Symbols)
{
    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}

/// <summary>A covariate that is computed from others, or has one value.</summary>
/// <param name="Symbol">Stands for it.</param>
/// <param name="Value">Its value in terms of covariates before it.</param>
public sealed record ComputedCovariate(Symbol Symbol, Expr Value) : CovariateSource([Symbol]);

/// <summary>A covariate that is drawn for each person.</summary>
/// <param name="Symbol">Stands for it.</param>
/// <param name="Distribution">Its distribution.</param>
public sealed record DrawnCovariate(Symbol Symbol, CovariateDistribution Distribution) : CovariateSource([Symbol])
{
    /// <summary>It lies above; minus infinity: anywhere.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>It lies below; infinity: anywhere.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>True when only part of the distribution is meant.</summary>
    public bool IsTruncated => !double.IsInfinity(Lower) || !double.IsInfinity(Upper);
}

/// <summary>Covariates that are normal, or whose logarithms are, and correlated.</summary>
/// <param name="Symbols">Stand for them.</param>
/// <param name="Centres">Their means, or medians of logarithmic ones, in terms of covariates before them.</param>
/// <param name="Covariance">Their covariance matrix (of the logarithms): lower triangle row by row, positive definite.</param>
/// <param name="IsLogarithmic">True when the logarithms are normal.</param>
public sealed record JointCovariates(ImmutableArray<Symbol> Symbols, ImmutableArray<Expr> Centres, ImmutableArray<double> Covariance, bool IsLogarithmic)
    : CovariateSource(Symbols);
