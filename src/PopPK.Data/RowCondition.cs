namespace PopPK.Data;

/// <summary>A condition on one item of a row. Immutable.</summary>
/// <param name="Column">The column's name or synonym; case is ignored.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what.</param>
public sealed record RowCondition(string Column, RowComparison Comparison, string Value);
