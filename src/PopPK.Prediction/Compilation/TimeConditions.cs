using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Takes comparisons that depend on the time out of equations. One that is linear in time changes sides at one time, which is
/// computed before; the equations then contain a flag instead. Of another kind it stays where it is, and is counted.
/// </summary>
internal sealed class TimeConditions
{
    private readonly SymbolDependence _onTime;
    private readonly SymbolDependence _onAmounts;
    private readonly LinearForm _form;
    private readonly Dictionary<Expr, Expr> _known = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<TimeSwitch>.Builder _switches = ImmutableArray.CreateBuilder<TimeSwitch>();

    private TimeConditions(EquationStructure structure, Symbol time, DataFeatures data)
    {
        var amounts = structure.Compartments.Select(c => c.Amount).ToHashSet();
        _onTime = new SymbolDependence(s => s == time);
        _onAmounts = new SymbolDependence(amounts.Contains);
        _form = new LinearForm(
            [time],
            data.VaryingCovariates.Where(c => c.Interpolation == CovariateInterpolation.Linear).Select(c => c.Symbol).ToHashSet());
    }

    /// <summary>Number of comparisons and steps in time that could not be taken out.</summary>
    public int Unlocated { get; private set; }

    /// <summary>Takes the comparisons out.</summary>
    /// <param name="structure">The equations, their definitions written out.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="data">Knows the covariates that change.</param>
    /// <returns>The equations with flags, the flags, and the number of discontinuities in time that remain.</returns>
    public static (EquationStructure Structure, ImmutableArray<TimeSwitch> Switches, int Unlocated) TakeOut(
        EquationStructure structure, Symbol time, DataFeatures data)
    {
        var conditions = new TimeConditions(structure, time, data);
        ImmutableArray<Expr> rates = [.. structure.Rates.Select(conditions.Rewrite)];
        return (structure with { Rates = rates }, conditions._switches.ToImmutable(), conditions.Unlocated);
    }

    private Expr Rewrite(Expr e)
    {
        if (!_onTime.DependsOnAny(e))
        {
            return e;
        }

        if (!_known.TryGetValue(e, out var result))
        {
            _known[e] = result = RewriteNode(e);
        }

        return result;
    }

    private Expr RewriteNode(Expr e)
    {
        switch (e)
        {
            case SumExpr sum:
                return Expr.Sum(sum.Terms.Select(Rewrite));
            case ProductExpr product:
                return Expr.Product(product.Factors.Select(Rewrite));
            case PowerExpr power:
                return Expr.Power(Rewrite(power.Base), Rewrite(power.Exponent));
            case FunctionExpr function:
                Unlocated += function.Function is ElementaryFunction.Floor or ElementaryFunction.Sign ? 1 : 0;
                return Expr.Call(function.Function, Rewrite(function.Argument));
            case SelectExpr select:
                return Expr.Select(Rewrite(select.Condition), Rewrite(select.WhenTrue), Rewrite(select.WhenFalse));
            default:
                return e;
        }
    }

    private Condition Rewrite(Condition condition) => condition switch
    {
        AndCondition and => new AndCondition(Rewrite(and.Left), Rewrite(and.Right)),
        OrCondition or => new OrCondition(Rewrite(or.Left), Rewrite(or.Right)),
        NotCondition not => new NotCondition(Rewrite(not.Operand)),
        ComparisonCondition comparison => TakeOut(comparison),
        _ => condition,
    };

    private ComparisonCondition TakeOut(ComparisonCondition comparison)
    {
        var difference = Simplifier.Simplify(comparison.Left - comparison.Right);
        if (!_onTime.DependsOnAny(difference))
        {
            return comparison;
        }

        if (_onAmounts.DependsOnAny(difference) || _form.Read(difference) is not [var slope, var constant])
        {
            Unlocated++;
            return comparison;
        }

        var flag = new Symbol($"when{_switches.Count + 1}");
        _switches.Add(new TimeSwitch(flag, -constant / slope, difference, comparison.Comparison));
        return new ComparisonCondition(Comparison.Greater, flag, Expr.Constant(0.5));
    }
}
