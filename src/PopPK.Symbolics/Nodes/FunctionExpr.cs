namespace PopPK.Symbolics;

/// <summary>A function of one argument.</summary>
public sealed class FunctionExpr : Expr
{
    internal FunctionExpr(ElementaryFunction function, Expr argument) => (Function, Argument) = (function, argument);

    /// <summary>The function.</summary>
    public ElementaryFunction Function { get; }

    /// <summary>Its argument.</summary>
    public Expr Argument { get; }
}
