namespace PopPK.Symbolics;

/// <summary>A variable.</summary>
public sealed class SymbolExpr : Expr
{
    internal SymbolExpr(Symbol symbol) => Symbol = symbol;

    /// <summary>The variable's symbol.</summary>
    public Symbol Symbol { get; }
}
