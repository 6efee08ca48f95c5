using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class ExprPrinterTests
{
    private static readonly Symbol _a = new("a");
    private static readonly Symbol _b = new("b");
    private static readonly Symbol _c = new("c");
    private static readonly Expr _x = new Symbol("x");

    public static TheoryData<Expr, string> Golden => new()
    {
        { (Expr)_a + _b - _c, "a + b - c" },
        { _a - ((Expr)_b - _c), "a - (b - c)" },
        { -(Expr)_a, "-a" },
        { -((Expr)_a + _b), "-(a + b)" },
        { -(Expr)_a * _b + _c, "-a*b + c" },
        { -(Expr)_a / _b * _c, "-a/b*c" },
        { (Expr)_a / _b / _c, "a/b/c" },
        { _a / ((Expr)_b * _c), "a/(b*c)" },
        { 1 / (Expr)_b * _c, "c/b" },
        { 1 / (Expr)_b / _c, "1/b/c" },
        { -1 / (Expr)_b, "-1/b" },
        { -2 / (Expr)_b, "-2/b" },
        { -2 * (Expr)_a, "-2*a" },
        { _x - 2, "x - 2" },
        { _x + 1e-5, "x + 1E-05" },
        { 2 * ((Expr)_a + _b), "2*(a + b)" },
        { Expr.Power(_a, 2), "a^2" },
        { Expr.Power((Expr)_a * _b, 2), "(a*b)^2" },
        { Expr.Power(-(Expr)_a, 2), "(-a)^2" },
        { -Expr.Power(_a, 2), "-a^2" },
        { Expr.Power(-2, _a), "(-2)^a" },
        { Expr.Power(_a, -(Expr)_b), "a^(-b)" },
        { Expr.Power(_a, (Expr)_b + 1), "a^(b + 1)" },
        { Expr.Power(Expr.Power(_a, _b), _c), "(a^b)^c" },
        { Expr.Power(_a, Expr.Power(_b, _c)), "a^(b^c)" },
        { Expr.Power(_a, -2), "1/a^2" },
        { Expr.Power(_a, -1) + 1, "1/a + 1" },
        { Expr.Power(Expr.Power(_a, -1), 2), "(1/a)^2" },
        { _b / Expr.Power(_a, 2), "b/a^2" },
        { Expr.Power(_a, 0.5) + Expr.Sqrt(_a), "sqrt(a) + sqrt(a)" },
        { _b * Expr.Power(_a, -0.5), "b/sqrt(a)" },
        { Expr.Exp(-(Expr)_a * _b), "exp(-a*b)" },
        { Expr.Call(ElementaryFunction.LogGamma, (Expr)_a + 1), "lgamma(a + 1)" },
        { Expr.Select(Less(_a, _b), _a, _b), "if (a < b) a else b" },
        { 1 + Expr.Select(Less(_a, _b), _a, _b), "(if (a < b) a else b) + 1" },
        { Expr.Select(Less(_a, _b), Expr.Select(Less(_a, 1), 1, 2), Expr.Select(Less(_a, 2), 3, 4)), "if (a < b) (if (a < 1) 1 else 2) else if (a < 2) 3 else 4" },
        { Expr.Exp(Expr.Select(Less(_a, _b), _a, _b)), "exp(if (a < b) a else b)" },
        { Expr.Constant(double.NaN) * _x, "(0/0)*x" },
        { _x - double.PositiveInfinity, "x - 1/0" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Expressions_are_written_with_few_parentheses(Expr expression, string expected) =>
        Assert.Equal(expected, ExprPrinter.Print(expression));

    [Fact]
    public void Conditions_are_written_in_words()
    {
        var (less, equal) = (Less(_a, (Expr)_b + 1), new ComparisonCondition(Comparison.Equal, _c, 1));

        Assert.Equal("a < b + 1 and c == 1", ExprPrinter.Print(new AndCondition(less, equal)));
        Assert.Equal("(a < b + 1 or c == 1) and c == 1", ExprPrinter.Print(new AndCondition(new OrCondition(less, equal), equal)));
        Assert.Equal("c == 1 or a < b + 1 and c == 1", ExprPrinter.Print(new OrCondition(equal, new AndCondition(less, equal))));
        Assert.Equal("not (c == 1)", ExprPrinter.Print(new NotCondition(equal)));
        Assert.Equal("a >= b", ExprPrinter.Print(new ComparisonCondition(Comparison.GreaterOrEqual, _a, _b)));
        Assert.Equal("a != b", ExprPrinter.Print(new ComparisonCondition(Comparison.NotEqual, _a, _b)));
    }

    [Fact]
    public void Every_function_has_a_name_of_its_own()
    {
        var functions = Enum.GetValues<ElementaryFunction>();

        Assert.Equal(functions.Length, functions.Select(f => f.Name()).Distinct().Count());
    }

    [Fact]
    public void Long_text_is_cut() =>
        Assert.Equal("x + x + x ...", ExprPrinter.Print(Expr.Sum(Enumerable.Repeat(_x, 100)), maximumLength: 10));

    [Fact]
    public void An_expression_is_its_text() => Assert.Equal("a*b", ((Expr)_a * _b).ToString());

    private static ComparisonCondition Less(Expr left, Expr right) => new(Comparison.Less, left, right);
}
