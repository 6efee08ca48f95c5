using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2*3", 7)]
    [InlineData("(1 + 2)*3", 9)]
    [InlineData("2^3^2", 512)]
    [InlineData("(2^3)^2", 64)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-1", 0.5)]
    [InlineData("2^-2^2", 0.0625)]
    [InlineData("8/2/2", 2)]
    [InlineData("8/2*2", 8)]
    [InlineData("8 - 2 - 2", 4)]
    [InlineData("a*-b", -6)]
    [InlineData("a - -b", 5)]
    [InlineData("+a", 2)]
    [InlineData(".5 + 1e-3 + 1.E2", 100.501)]
    [InlineData("if (a < b) 1 else 2", 1)]
    [InlineData("if (a > b) 1 else if (b > c) 2 else 3 + 4", 7)]
    [InlineData("(if (a > b) 1 else 2) + 4", 6)]
    [InlineData("if (a < b or a < c and b > c) 1 else 0", 1)]
    [InlineData("if ((a < b or a < c) and b > c) 1 else 0", 0)]
    [InlineData("if (not a < b) 1 else 0", 0)]
    [InlineData("if (not a > b and not b > c) 1 else 0", 1)]
    [InlineData("if (a + 1 == b) 1 else 0", 1)]
    [InlineData("if (a != 2) 1 else 0", 0)]
    [InlineData("if (a <= 2) 1 else 0", 1)]
    [InlineData("if (a >= 2) 1 else 0", 1)]
    [InlineData("exp(log(a))", 2)]
    [InlineData("ln(exp(b))", 3)]
    [InlineData("log10(1000*a/2)", 3)]
    [InlineData("sqrt(a + 2)", 2)]
    [InlineData("sin(a)^2 + cos(a)^2", 1)]
    [InlineData("tan(atan(b))", 3)]
    [InlineData("tanh(a) - (exp(2*a) - 1)/(exp(2*a) + 1)", 0)]
    [InlineData("abs(-a)*sign(-b)", -2)]
    [InlineData("floor(-a/4)", -1)]
    [InlineData("min(b, a, c)", 2)]
    [InlineData("max(b, c, a)", 5)]
    [InlineData("pow(a, b)", 8)]
    [InlineData("expit(logit(a/10))", 0.2)]
    [InlineData("if (SEX == male) 1 else 2", 1)]
    [InlineData("if (female == SEX) 1 else 2", 2)]
    public void Expressions_mean_what_they_say(string text, double expected)
    {
        var value = ModelText.ReadDefinition(text).Value;
        var actual = Evaluate(value, new() { ["a"] = 2, ["b"] = 3, ["c"] = 5, ["WT"] = 70, ["SEX"] = 1 });
        Assert.True(Math.Abs(actual - expected) <= Tolerance.Algebra * Math.Max(1, Math.Abs(expected)), $"{text} gave {actual}");
    }

    [Theory]
    [InlineData("lgamma(a)", ElementaryFunction.LogGamma)]
    [InlineData("normcdf(a)", ElementaryFunction.NormalCdf)]
    [InlineData("lognormcdf(a)", ElementaryFunction.LogNormalCdf)]
    [InlineData("probit(a)", ElementaryFunction.NormalQuantile)]
    [InlineData("expm1(a)", ElementaryFunction.Expm1)]
    [InlineData("digamma(a)", ElementaryFunction.Digamma)]
    [InlineData("trigamma(a)", ElementaryFunction.Trigamma)]
    public void Special_functions_have_names(string text, ElementaryFunction expected)
    {
        var call = Assert.IsType<FunctionExpr>(ModelText.ReadDefinition(text).Value);
        Assert.Equal(expected, call.Function);
    }

    [Theory]
    [InlineData("a +\n    b")]
    [InlineData("(a\n    + b)")]
    [InlineData("a\n    + b")]
    [InlineData("a\n\n  # and\n  + b")]
    [InlineData("if (a < b) a + b\n    else a")]
    [InlineData("if (a < b)\n    a + b\n    else\n    a")]
    [InlineData("\n    a + b")]
    [InlineData("max(a + b,\n  a)")]
    public void Expressions_may_go_over_several_lines(string text)
    {
        var value = ModelText.ReadDefinition(text).Value;
        Assert.Equal(5, Evaluate(value, new() { ["a"] = 2, ["b"] = 3 }));
    }

    private static double Evaluate(Expr expression, Dictionary<string, double> values) => expression switch
    {
        ConstantExpr constant => constant.Value,
        SymbolExpr symbol => values[symbol.Symbol.Name],
        SumExpr sum => sum.Terms.Sum(t => Evaluate(t, values)),
        ProductExpr product => product.Factors.Aggregate(1.0, (p, f) => p * Evaluate(f, values)),
        PowerExpr power => Math.Pow(Evaluate(power.Base, values), Evaluate(power.Exponent, values)),
        SelectExpr select => Evaluate(Holds(select.Condition, values) ? select.WhenTrue : select.WhenFalse, values),
        FunctionExpr function => Apply(function.Function, Evaluate(function.Argument, values)),
        _ => throw new InvalidOperationException(expression.GetType().Name),
    };

    private static bool Holds(Condition condition, Dictionary<string, double> values) => condition switch
    {
        AndCondition and => Holds(and.Left, values) && Holds(and.Right, values),
        OrCondition or => Holds(or.Left, values) || Holds(or.Right, values),
        NotCondition not => !Holds(not.Operand, values),
        ComparisonCondition comparison => Compare(comparison.Comparison, Evaluate(comparison.Left, values), Evaluate(comparison.Right, values)),
        _ => throw new InvalidOperationException(condition.GetType().Name),
    };

    private static bool Compare(Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        Comparison.GreaterOrEqual => left >= right,
        Comparison.Equal => left.Equals(right),
        _ => !left.Equals(right),
    };

    private static double Apply(ElementaryFunction function, double x) => function switch
    {
        ElementaryFunction.Exp => Math.Exp(x),
        ElementaryFunction.Log => Math.Log(x),
        ElementaryFunction.Sqrt => Math.Sqrt(x),
        ElementaryFunction.Sin => Math.Sin(x),
        ElementaryFunction.Cos => Math.Cos(x),
        ElementaryFunction.Tan => Math.Tan(x),
        ElementaryFunction.Atan => Math.Atan(x),
        ElementaryFunction.Tanh => Math.Tanh(x),
        ElementaryFunction.Abs => Math.Abs(x),
        ElementaryFunction.Sign => Math.Sign(x),
        ElementaryFunction.Floor => Math.Floor(x),
        _ => throw new InvalidOperationException(function.ToString()),
    };
}
