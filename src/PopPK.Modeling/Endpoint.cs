using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>One kind of observation: the distribution of DV given the random effects, and which records it describes.</summary>
/// <param name="Distribution">The distribution.</param>
public sealed record Endpoint(ObservationDistribution Distribution)
{
    /// <summary>Makes a normally distributed endpoint.</summary>
    /// <param name="mean">Expected value given the random effects (f), in the unit of DV.</param>
    /// <param name="standardDeviation">Residual standard deviation given the random effects, in the unit of DV.</param>
    public Endpoint(Expr mean, Expr standardDeviation)
        : this(new NormalDistribution(mean, standardDeviation))
    {
    }

    /// <summary>Name of the predicted quantity, for tables and charts.</summary>
    public string Name { get; init; } = "DV";

    /// <summary>Which observation records it describes, in terms of covariates; null: those no condition of another endpoint claims.</summary>
    public Condition? Selector { get; init; }

    /// <summary>Which of its observations are known only as lying below, above or between limits; null: none.</summary>
    public Censoring? Censoring { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }

    /// <summary>All expressions of the endpoint but those of its selector.</summary>
    public ImmutableArray<Expr> Expressions => [.. Distribution.Expressions, .. Censoring?.Expressions ?? []];
}
