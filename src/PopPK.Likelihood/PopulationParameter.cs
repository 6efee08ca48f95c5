using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>A number that describes the population: a fixed effect or an element of Omega or Sigma, on its natural scale.</summary>
/// <param name="Name">Name for tables: the user's own, or <c>omega(a, b)</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Position, from 1: (i) of a fixed effect, (row, column) of an element of Omega or Sigma.</param>
/// <param name="Initial">Initial estimate.</param>
/// <param name="IsFixed">True when it is not estimated; elements of Omega and Sigma between two blocks are fixed to 0.</param>
public sealed record PopulationParameter(
    string Name,
    ParameterKind Kind,
    ImmutableArray<int> Index,
    double Initial,
    bool IsFixed)
{
    /// <summary>Lower bound, or negative infinity.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>Upper bound, or positive infinity.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    /// <summary>Unit as the user wrote it, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Description as the user wrote it, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Position of the parameter this one repeats (a covariance matrix shared with an earlier block), or null.</summary>
    public int? EqualTo { get; init; }

    /// <summary>True for an element of Omega or Sigma that lies between two blocks and is therefore zero by construction.</summary>
    public bool IsStructuralZero { get; init; }

    /// <summary>True for a variance: an element on the diagonal of Omega or Sigma.</summary>
    public bool IsVariance => Kind != ParameterKind.Theta && Index[0] == Index[1];
}
