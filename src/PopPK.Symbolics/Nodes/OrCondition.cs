namespace PopPK.Symbolics;

/// <summary>At least one of the conditions holds.</summary>
/// <param name="left">First condition.</param>
/// <param name="right">Second condition.</param>
public sealed class OrCondition(Condition left, Condition right) : Condition
{
    /// <summary>First condition.</summary>
    public Condition Left { get; } = left;

    /// <summary>Second condition.</summary>
    public Condition Right { get; } = right;
}
