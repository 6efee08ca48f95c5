namespace PopPK.Symbolics;

/// <summary>
/// A compiled set of expressions: reads symbols from three banks of numbers, writes one value per expression.
/// The caller must pass spans that are long enough (nothing is checked) and an output that overlaps no bank.
/// </summary>
/// <param name="bank0">Values of the symbols with <see cref="Slot.Bank"/> 0.</param>
/// <param name="bank1">Values of the symbols with <see cref="Slot.Bank"/> 1.</param>
/// <param name="bank2">Values of the symbols with <see cref="Slot.Bank"/> 2.</param>
/// <param name="output">Receives the values in the order of the expressions.</param>
public delegate void SpanFunction(ReadOnlySpan<double> bank0, ReadOnlySpan<double> bank1, ReadOnlySpan<double> bank2, Span<double> output);
