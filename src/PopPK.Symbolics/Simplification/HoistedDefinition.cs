namespace PopPK.Symbolics;

/// <summary>A subexpression that <see cref="InvariantHoister"/> took out, and the symbol it left in its place.</summary>
/// <param name="Symbol">A fresh symbol.</param>
/// <param name="Value">What it stands for; free of variant symbols and of other hoisted symbols.</param>
public readonly record struct HoistedDefinition(Symbol Symbol, Expr Value);
