using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A block along the diagonal of Omega or Sigma. Immutable.</summary>
/// <param name="Values">
/// Its initial variances and covariances: lower triangle row by row, n (n + 1) / 2 numbers, whatever form they are written in.
/// Of a block that is the same as the one before: that one's values.
/// </param>
/// <param name="Effects">Its rows: the random effects.</param>
/// <param name="Location">Its place.</param>
public sealed record OmegaBlock(ImmutableArray<double> Values, ImmutableArray<OmegaEffect> Effects, TextLocation Location)
{
    /// <summary>Number of rows.</summary>
    public int Size => Effects.Length;

    /// <summary>True when the values are given and not estimated.</summary>
    public bool IsFixed { get; init; }

    /// <summary>True when the block shares the matrix of the block before it (SAME).</summary>
    public bool IsSame { get; init; }

    /// <summary>True when it was written with BLOCK.</summary>
    public bool IsBlock { get; init; }
}
