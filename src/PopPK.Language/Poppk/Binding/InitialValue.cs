using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Language.Poppk.Binding;

/// <summary>What expressions of fixed effects are worth at the initial estimates.</summary>
internal static class InitialValue
{
    /// <summary>The value of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="model">The model with its fixed effects.</param>
    /// <returns>The value; null when the expression uses anything but fixed effects.</returns>
    public static double? Of(Expr expression, PopulationModel model)
    {
        var initial = new Dictionary<Symbol, double>();
        foreach (var effect in model.FixedEffects)
        {
            initial.Add(effect.Symbol, effect.Initial);
        }

        return SymbolsOf.Expression(expression).All(initial.ContainsKey) ? Interpreter.Evaluate(expression, s => initial[s]) : null;
    }
}
