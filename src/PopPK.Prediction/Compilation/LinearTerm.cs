using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// One term of a linear system A' = M A + b: a number times an individual quantity, in one element of M or of b.
/// </summary>
/// <param name="Row">The amount whose rate it is part of.</param>
/// <param name="Column">The amount it is multiplied by; -1: none, the term is a constant input.</param>
/// <param name="Factor">The number.</param>
/// <param name="Quantity">What does not vary within a subject; null: the number is all.</param>
internal readonly record struct LinearTerm(int Row, int Column, double Factor, Expr? Quantity);
