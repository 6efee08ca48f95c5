using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Likelihood.Capabilities;

/// <summary>What expressions of a model depend on, by way of its definitions and its structure. Stateless.</summary>
internal static class Reach
{
    /// <summary>All symbols expressions depend on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="expressions">The expressions.</param>
    public static HashSet<Symbol> From(PopulationModel model, IEnumerable<Expr> expressions)
    {
        var definitions = model.Individual.Concat(model.Predictions).ToDictionary(d => d.Symbol, d => d.Value);
        var amounts = model.Structure.Compartments.Select(c => c.Amount).ToHashSet();
        var reached = new HashSet<Symbol>();
        var open = new Stack<Expr>(expressions);
        while (open.TryPop(out var expression))
        {
            foreach (var symbol in expression.Symbols().Where(reached.Add))
            {
                if (definitions.TryGetValue(symbol, out var value))
                {
                    open.Push(value);
                }
                else if (amounts.Contains(symbol))
                {
                    PushStructure(model, open);
                }
            }
        }

        return reached;
    }

    // An amount may depend on every other one.
    private static void PushStructure(PopulationModel model, Stack<Expr> open)
    {
        foreach (var property in model.CompartmentProperties)
        {
            open.Push(property.Value);
        }

        switch (model.Structure)
        {
            case EquationStructure equations:
                foreach (var rate in equations.Rates)
                {
                    open.Push(rate);
                }

                break;
            case ClosedFormStructure closed:
                open.Push(closed.EliminationRate);
                if (closed.AbsorptionRate is { } absorption)
                {
                    open.Push(absorption);
                }

                foreach (var (fromCentral, toCentral) in closed.Exchange)
                {
                    open.Push(fromCentral);
                    open.Push(toCentral);
                }

                break;
        }
    }
}
