namespace PopPK.Symbolics;

/// <summary>The condition does not hold.</summary>
/// <param name="operand">The condition.</param>
public sealed class NotCondition(Condition operand) : Condition
{
    /// <summary>The condition.</summary>
    public Condition Operand { get; } = operand;
}
