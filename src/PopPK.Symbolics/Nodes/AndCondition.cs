namespace PopPK.Symbolics;

/// <summary>Both conditions hold.</summary>
/// <param name="left">First condition.</param>
/// <param name="right">Second condition.</param>
public sealed class AndCondition(Condition left, Condition right) : Condition
{
    /// <summary>First condition.</summary>
    public Condition Left { get; } = left;

    /// <summary>Second condition.</summary>
    public Condition Right { get; } = right;
}
