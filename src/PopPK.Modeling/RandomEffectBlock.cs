using System.Collections.Immutable;

namespace PopPK.Modeling;

/// <summary>Random effects that share a grouping and a full covariance matrix.</summary>
/// <param name="Grouping">Data column whose values tell the members apart (ID: between subjects).</param>
/// <param name="Effects">The effects; one or more.</param>
/// <param name="InitialCovariance">Initial covariance matrix: lower triangle row by row, n (n + 1) / 2 numbers.</param>
/// <param name="IsFixed">True when the matrix is given and not estimated.</param>
public sealed record RandomEffectBlock(
    string Grouping,
    ImmutableArray<RandomEffect> Effects,
    ImmutableArray<double> InitialCovariance,
    bool IsFixed)
{
    /// <summary>Grouping that contains this one (occasions within ID), or null at the outermost level.</summary>
    public string? Within { get; init; }

    /// <summary>Position of the earlier block of the same size whose covariance matrix this one shares; null: it has its own.</summary>
    public int? SameAs { get; init; }

    /// <summary>Number of effects.</summary>
    public int Size => Effects.Length;

    /// <summary>The initial covariance of two effects of the block.</summary>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Column, from 0.</param>
    public double InitialAt(int row, int column) =>
        row >= column ? InitialCovariance[row * (row + 1) / 2 + column] : InitialAt(column, row);
}
