using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// The place of a fixed effect that is a variance or covariance of residual errors epsilon: an element of their covariance matrix
/// Sigma. The elements of a block on the diagonal of Sigma that are estimated follow each other row by row. Immutable.
/// </summary>
/// <param name="Row">Row, from 1.</param>
/// <param name="Column">Column, from 1 to <paramref name="Row"/>.</param>
/// <param name="Block">Number of the block on the diagonal it belongs to, or null between two blocks, where Sigma is 0.</param>
public sealed record ResidualElement(int Row, int Column, int? Block)
{
    /// <summary>The effect this one repeats, because its block is the same as an earlier one, or null.</summary>
    public Symbol? EqualTo { get; init; }
}
