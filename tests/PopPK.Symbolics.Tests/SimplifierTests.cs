using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class SimplifierTests
{
    private static readonly Symbol _a = new("a");
    private static readonly Symbol _b = new("b");
    private static readonly Symbol _x = new("x");
    private static readonly Expr _one = Expr.One;

    [Fact]
    public void Simplifying_keeps_values() => Checked.ForAll(
        RandomExpression.Any,
        random =>
        {
            var simple = random with { Expression = Simplifier.Simplify(random.Expression) };
            Assert.Equal(random.Value, simple.Value, Tolerance.Algebra * random.Magnitude * random.Magnitude);
        },
        count: 1000);

    [Fact]
    public void Simplifying_derivatives_keeps_values() => Checked.ForAll(RandomExpression.Smooth, random =>
    {
        var slope = random with { Expression = new Differentiator().Differentiate(random.Expression, RandomExpression.X) };
        var simple = slope with { Expression = Simplifier.Simplify(slope.Expression) };
        Assert.Equal(slope.Value, simple.Value, Tolerance.Algebra * slope.Magnitude * slope.Magnitude);
    });

    [Fact]
    public void Simplifying_twice_is_simplifying_once() => Checked.ForAll(RandomExpression.Any, random => AssertIsFixed(random.Expression), count: 500);

    [Fact]
    public void Simplifying_derivatives_twice_is_simplifying_them_once() => Checked.ForAll(RandomExpression.Smooth, random =>
        AssertIsFixed(new Differentiator().Differentiate(random.Expression, RandomExpression.X)));

    [Fact]
    public void Simplifying_makes_programs_shorter_on_the_whole()
    {
        var (before, after) = (0, 0);
        Checked.ForAll(RandomExpression.Smooth, random =>
        {
            var differentiator = new Differentiator();
            Expr[] outputs = [random.Expression, differentiator.Differentiate(random.Expression, RandomExpression.X)];
            var slots = outputs.Symbols().Select((symbol, i) => (symbol, i)).ToDictionary(pair => pair.symbol, pair => new Slot(0, pair.i));
            before += FunctionCompiler.Compile(slots, outputs).Operations;
            after += FunctionCompiler.Compile(slots, Simplifier.Simplify(outputs)).Operations;
        });

        Assert.True(after < before, $"{after} operations instead of {before}");
    }

    public static TheoryData<Expr, string> Rules => new()
    {
        { 2 * (Expr)_x + 3 * (Expr)_x, "5*x" },
        { (Expr)_x - _x, "0" },
        { (Expr)_x + 1 + _a + 2, "a + x + 3" },
        { (Expr)_x + _a - (_x + (Expr)_b), "a - b" },
        { 3 * ((Expr)_x + _a) - 2 * ((Expr)_x + _a), "a + x" },
        { _x * Expr.Power(_x, -1), "1" },
        { (Expr)_x * _x * _x, "x^3" },
        { (Expr)_a * _x / _a, "x" },
        { (Expr)_a / ((Expr)_a * _b), "1/b" },
        { 2 * (Expr)_x * 0.5, "x" },
        { Expr.Power((Expr)_x * _a, 2) / _x, "a^2*x" },
        { Expr.Sqrt(_x) * Expr.Sqrt(_x), "x" },
        { Expr.Power(Expr.Sqrt(_x), 2), "x" },
        { Expr.Sqrt((Expr)_a * _b) * Expr.Sqrt((Expr)_a * _b) / _a, "b" },
        { Expr.Power(Expr.Power(_x, 2), 0.5), "sqrt(x^2)" },
        { Expr.Power(Expr.Power(_x, 0.5), 2), "x" },
        { Expr.Power(Expr.Power(_x, 3), 0.5), "x^1.5" },
        { Expr.Power(Expr.Power(_x, -2), -0.5), "1/sqrt(1/x^2)" },
        { Expr.Log(Expr.Exp(_x)), "x" },
        { Expr.Exp(Expr.Log(_x)), "x" },
        { Expr.Power(Expr.Exp(_x), 0.75), "exp(0.75*x)" },
        { Expr.Power(Expr.Exp(_x), _a), "exp(a*x)" },
        { Expr.Exp(_x) * Expr.Exp(_x), "exp(x)^2" },
        { Expr.Power(_x, _a) * Expr.Power(_x, _a), "(x^a)^2" },
        { Expr.Power(_x, _a) / Expr.Power(_x, _a), "1" },
        { Expr.Exp(0) + Expr.Log(1) + Expr.Sqrt(4), "3" },
        { Expr.Log(-1.0), "log(-1)" },
        { -((Expr)_a - _b), "-(a - b)" },
        { _x - ((Expr)_a - _b), "-a + b + x" },
        { Expr.Select(Less(1, 2), _a, _b), "a" },
        { Expr.Select(new NotCondition(Less(1, 2)), _a, _b), "b" },
        { Expr.Select(new NotCondition(new NotCondition(Less(_x, 2))), _a, _b), "if (x < 2) a else b" },
        { Expr.Select(new AndCondition(Less(1, 2), Less(_x, 2)), _a, _b), "if (x < 2) a else b" },
        { Expr.Select(new AndCondition(Less(_x, 2), Less(2, 1)), _a, _b), "b" },
        { Expr.Select(new OrCondition(Less(_x, 2), Less(1, 2)), _a, _b), "a" },
        { Expr.Select(new OrCondition(Less(_x, 2), Less(_x, 2)), _a, _b), "if (x < 2) a else b" },
        { Expr.Select(Less(_x, 2), (Expr)_a + _b, (Expr)_b + _a), "a + b" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_rules_do_what_the_table_says(Expr expression, string expected) =>
        Assert.Equal(expected, ExprPrinter.Print(Simplifier.Simplify(expression)));

    [Fact]
    public void Equal_parts_become_one_object_across_all_roots()
    {
        var roots = Simplifier.Simplify([Expr.Exp((Expr)_a * _b) + 1, 2 * Expr.Exp((Expr)_b * _a), Expr.Exp((Expr)_a * _b / _x * _x)]);

        Assert.Same(roots[2], ((SumExpr)roots[0]).Terms[0]);
        Assert.Same(roots[2], ((ProductExpr)roots[1]).Factors[1]);
    }

    [Fact]
    public void Symbols_of_one_name_stay_different()
    {
        var other = new Symbol("a");

        var sum = Assert.IsType<SumExpr>(Simplifier.Simplify((Expr)_a + other));

        Assert.Equal(3, Interpreter.Evaluate(sum, s => s == other ? 1 : 2));
        Assert.Same(Expr.Zero, Simplifier.Simplify((Expr)other + _a - other - _a));
    }

    [Fact]
    public void The_order_of_writing_does_not_matter()
    {
        var (left, right) = (Expr.Log(_x) * _a + _one / _b + Expr.Exp(_x), Expr.Exp(_x) + _a * Expr.Log(_x) + _one / _b);

        var roots = Simplifier.Simplify([left, right]);

        Assert.Same(roots[0], roots[1]);
        Assert.Equal(ExprPrinter.Print(roots[0]), ExprPrinter.Print(Simplifier.Simplify(right)));
    }

    private static ComparisonCondition Less(Expr left, Expr right) => new(Comparison.Less, left, right);

    /// <summary>Requires that a second simplification changes nothing.</summary>
    private static void AssertIsFixed(Expr expression)
    {
        var once = Simplifier.Simplify(expression);
        Assert.Equal(StructureOf(once), StructureOf(Simplifier.Simplify(once)));
    }

    /// <summary>One line per distinct node, children by number; unlike a printed expression it is not longer than the graph.</summary>
    private static string StructureOf(Expr root)
    {
        var numbers = new Dictionary<Expr, int>(ReferenceEqualityComparer.Instance);
        var lines = new List<string>();
        ExprGraph.VisitChildrenFirst(root, numbers.ContainsKey, node =>
        {
            var children = new List<Expr>();
            ExprGraph.AddChildren(node, children);
            var label = node switch
            {
                ConstantExpr c => $"{c.Value:R}",
                SymbolExpr s => s.Symbol.Name,
                FunctionExpr f => f.Function.Name(),
                SelectExpr s => ExprPrinter.Print(s.Condition, 1000),
                _ => "",
            };
            lines.Add($"{node.GetType().Name} {label} {string.Join(' ', children.Select(child => numbers[child]))}");
            numbers[node] = numbers.Count;
        });
        return string.Join('\n', lines);
    }
}
