using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class InterpreterTests
{
    private static readonly Symbol _x = new("x");

    [Fact]
    public void A_concentration_curve_has_the_value_of_the_formula_written_in_CSharp()
    {
        var (dose, v, ke, time) = (new Symbol("dose"), new Symbol("v"), new Symbol("ke"), new Symbol("time"));
        var values = new Dictionary<Symbol, double> { [dose] = 320, [v] = 31.5, [ke] = 0.086, [time] = 4.2 };
        var concentration = dose / (Expr)v * Expr.Exp(-(Expr)ke * time);

        Assert.Equal(320 / 31.5 * Math.Exp(-0.086 * 4.2), Interpreter.Evaluate(concentration, s => values[s]), Tolerance.Algebra);
    }

    [Fact]
    public void Undefined_values_are_numbers_not_exceptions()
    {
        Assert.Equal(double.NaN, Interpreter.Evaluate(Expr.Log(_x), _ => -1));
        Assert.Equal(double.PositiveInfinity, Interpreter.Evaluate(1 / (Expr)_x, _ => 0));
        Assert.Equal(7, Interpreter.Evaluate(Expr.Select(new ComparisonCondition(Comparison.Greater, _x, 0), Expr.Log(_x), 7), _ => -1));
    }

    [Theory]
    [InlineData(0.5, true, false, true)]
    [InlineData(1.5, false, false, false)]
    [InlineData(2.5, false, true, false)]
    public void Conditions_combine_as_in_logic(double x, bool isLow, bool isHigh, bool isNeitherHighNorMiddle)
    {
        Condition low = new ComparisonCondition(Comparison.Less, _x, 1), high = new ComparisonCondition(Comparison.Greater, _x, 2);
        Condition outside = new OrCondition(low, high);
        bool Holds(Condition condition) => Interpreter.Evaluate(condition, _ => x);

        Assert.Equal(isLow, Holds(low));
        Assert.Equal(isHigh, Holds(high));
        Assert.Equal(isLow || isHigh, Holds(outside));
        Assert.Equal(isNeitherHighNorMiddle, Holds(new AndCondition(outside, new NotCondition(high))));
    }

    [Fact]
    public void Each_symbol_object_is_asked_for_once_however_often_it_is_shared()
    {
        var asked = 0;
        Expr leaf = _x;

        Interpreter.Evaluate(leaf * Expr.Exp(leaf) + leaf, _ =>
        {
            asked++;
            return 1;
        });

        Assert.Equal(1, asked);
    }
}
