using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>The result of a covariance step. Matrices are row by row over the free parameters on their natural scale.</summary>
public sealed record CovarianceResult
{
    /// <summary>True when standard errors exist.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why it failed and what to try, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Which matrix <see cref="Covariance"/> is.</summary>
    public required CovarianceMatrixKind Kind { get; init; }

    /// <summary>
    /// Parameters without standard errors: what the data do not inform, and estimates at the edge of their admissible values. Their rows
    /// and columns are NaN, but for those of <see cref="S"/>; the others are conditional on them.
    /// </summary>
    public ImmutableArray<ExcludedParameter> Excluded { get; init; } = [];

    /// <summary>Half the second derivatives of the objective; empty when it could not be computed.</summary>
    public ImmutableArray<double> R { get; init; } = [];

    /// <summary>A quarter of the sum of the outer products of the subjects' gradients.</summary>
    public ImmutableArray<double> S { get; init; } = [];

    /// <summary>Covariance matrix of the estimates; empty on failure.</summary>
    public ImmutableArray<double> Covariance { get; init; } = [];

    /// <summary>Standard errors of the free parameters; empty on failure.</summary>
    public ImmutableArray<double> StandardErrors { get; init; } = [];

    /// <summary>Correlation matrix of the estimates; empty on failure.</summary>
    public ImmutableArray<double> Correlation { get; init; } = [];

    /// <summary>Eigenvalues of the correlation matrix, ascending; empty on failure.</summary>
    public ImmutableArray<double> Eigenvalues { get; init; } = [];

    /// <summary>Largest eigenvalue of the correlation matrix over the smallest; NaN on failure.</summary>
    public double ConditionNumber { get; init; } = double.NaN;
}
