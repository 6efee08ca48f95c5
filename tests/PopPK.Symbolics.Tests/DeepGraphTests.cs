using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

/// <summary>Graphs whose trees would have more nodes than there are atoms: every pass must visit each node once.</summary>
public sealed class DeepGraphTests
{
    private static readonly Symbol _x = new("x");
    private static readonly Symbol _y = new("y");
    private static readonly Dictionary<Symbol, Slot> _slots = new() { [_x] = new Slot(0, 0), [_y] = new Slot(0, 1) };

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Every_pass_ends(string name, Func<Expr> build)
    {
        Assert.NotEmpty(name);
        var graph = build();
        var differentiator = new Differentiator();
        var slope = differentiator.Differentiate(graph, _x);
        var curvature = differentiator.Differentiate(slope, _x);

        var simple = Simplifier.Simplify([graph, slope, curvature]);
        var substituted = Substitution.Substitute(curvature, new Dictionary<Symbol, Expr> { [_x] = (Expr)_y / 2 });
        var hoisted = InvariantHoister.Hoist([graph, slope], s => s == _x);
        var compiled = FunctionCompiler.Compile(_slots, [graph, slope, curvature, .. simple, substituted]);

        Assert.NotEmpty(graph.Symbols());
        Assert.True(new SymbolDependence(s => s == _x).DependsOnAny(graph));
        Assert.NotEmpty(hoisted.Roots);
        Assert.NotEmpty(ExprPrinter.Print(curvature));
        Assert.NotEmpty(compiled.Listing);
        var output = new double[compiled.OutputCount];
        compiled.Invoke([0.001, 0.002], [], [], output);
        Assert.Equal(Interpreter.Evaluate(graph, s => s == _x ? 0.001 : 0.002), output[0], Tolerance.Algebra);
    }

    public static TheoryData<string, Func<Expr>> Graphs => new()
    {
        { "x*x + x, 60 times", () => Repeat(60, e => e * e + e) },
        { "x + x, 500 times", () => Repeat(500, e => (e + e) * 0.5 + e * 1e-9) },
        { "sums of sums, 200 times", () => Repeat(200, e => (0.5 * e + _y) * 0.1 + (0.25 * e - _y)) },
        { "products of products, 30 times", () => Repeat(30, e => e * (e * _y)) },
        { "functions, 2000 deep", () => Repeat(2000, e => Expr.Call(ElementaryFunction.Sin, e) + _y) },
        { "conditionals, 300 deep", () => Repeat(300, e => Expr.Select(new ComparisonCondition(Comparison.Less, e, 1), e * 0.5, e + 1)) },
        { "a quotient in itself, 40 times", () => Repeat(40, e => e / (1 + e)) },
    };

    private static Expr Repeat(int count, Func<Expr, Expr> step)
    {
        Expr result = _x;
        for (var i = 0; i < count; i++)
        {
            result = step(result);
        }

        return result;
    }
}
