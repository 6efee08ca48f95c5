using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>A term of one element of M or b in A' = M A + b.</summary>
/// <param name="Row">The amount whose rate it is part of.</param>
/// <param name="Column">The amount it is multiplied by; -1: none, the term is a constant input.</param>
/// <param name="Value">Its value.</param>
internal sealed record LinearElement(int Row, int Column, Expr Value);
