using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Symbols for the derivatives of what a solver delivers. A solver variable z (an amount, or a part of one) depends on phi through
/// the solution; its derivatives z_a and z_ab are inputs of the compiled functions like z itself. Differentiation asks
/// here what dz/da is and is told the symbol z_a; dz_a/db is the symbol z_ab.
/// </summary>
internal sealed class ImplicitDerivatives
{
    private readonly Dictionary<Symbol, Dictionary<Symbol, Expr>> _derivatives = [];

    /// <summary>States the derivative of one symbol by another.</summary>
    /// <param name="of">A solver variable or one of its first derivatives.</param>
    /// <param name="by">An individual quantity.</param>
    /// <param name="value">The derivative, in symbols of the solver.</param>
    public void Add(Symbol of, Symbol by, Expr value)
    {
        if (!_derivatives.TryGetValue(of, out var row))
        {
            _derivatives[of] = row = [];
        }

        // Two roles of one phi (an absorption rate equal to an elimination rate) add up.
        row[by] = row.TryGetValue(by, out var known) ? known + value : value;
    }

    /// <summary>The derivative of one symbol by another, or null when it is zero.</summary>
    /// <param name="of">Any symbol.</param>
    /// <param name="by">An individual quantity.</param>
    public Expr? Find(Symbol of, Symbol by) =>
        _derivatives.TryGetValue(of, out var row) && row.TryGetValue(by, out var value) ? value : null;
}
