using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class InvariantHoisterTests
{
    private static readonly Symbol _central = new("central");
    private static readonly Symbol _periph = new("periph");
    private static readonly Symbol _cl = new("cl");
    private static readonly Symbol _v = new("v");
    private static readonly Symbol _k = new("k");

    [Fact]
    public void Hoisting_keeps_values() => Checked.ForAll(RandomExpression.Any, AssertKept, count: 500);

    [Fact]
    public void Hoisting_keeps_values_of_derivatives() => Checked.ForAll(RandomExpression.Smooth, random =>
        AssertKept(random with { Expression = new Differentiator().Differentiate(random.Expression, RandomExpression.Y) }));

    [Fact]
    public void Definitions_are_free_of_variant_symbols_and_different_from_each_other() => Checked.ForAll(RandomExpression.Any, random =>
    {
        var definitions = InvariantHoister.Hoist([random.Expression], IsVariant).Definitions;

        Assert.DoesNotContain(definitions.SelectMany(d => d.Value.Symbols()), IsVariant);
        var values = Simplifier.Simplify(definitions.SelectMany(d => new[] { d.Value, -d.Value }));
        Assert.Equal(values.Length, values.Distinct().Count());
    });

    [Fact]
    public void What_is_left_has_no_invariant_part_but_numbers_and_single_symbols() => Checked.ForAll(RandomExpression.Any, random =>
    {
        var hoisted = InvariantHoister.Hoist([random.Expression], IsVariant);
        var fresh = hoisted.Definitions.Select(d => d.Symbol).ToHashSet();
        var dependence = new SymbolDependence(IsVariant);
        var nodes = RandomExpression.AllNodes(hoisted.Roots);

        Assert.All(hoisted.Roots.Symbols(), symbol => Assert.True(IsVariant(symbol) || fresh.Contains(symbol)));
        Assert.All(nodes.Where(node => !dependence.DependsOnAny(node)), node => Assert.True(IsBare(node), ExprPrinter.Print(node)));
        Assert.All(nodes.OfType<SumExpr>(), sum => Assert.True(sum.Terms.Count(term => !dependence.DependsOnAny(term)) <= 1, ExprPrinter.Print(sum)));
        Assert.All(nodes.OfType<ProductExpr>(), product => Assert.True(product.Factors.Count(IsFresh) <= 1, ExprPrinter.Print(product)));

        bool IsFresh(Expr node) => node is SymbolExpr s && fresh.Contains(s.Symbol);
        bool IsBare(Expr node) => node is ConstantExpr || IsFresh(node)
            || (node is ProductExpr { Factors: [ConstantExpr { Value: -1 }, var only] } && IsFresh(only));
    });

    [Fact]
    public void A_two_compartment_model_keeps_one_coefficient_per_amount()
    {
        Expr q = new Symbol("q"), v2 = new Symbol("v2");
        var rate = -(Expr)_cl / _v * _central + q / v2 * _periph - q / _v * _central;

        var hoisted = InvariantHoister.Hoist([rate, q / _v * _central - q / v2 * _periph], s => s == _central || s == _periph);

        Assert.Equal(["-central*h2 + h1*periph", "central*h3 - h1*periph"], hoisted.Roots.Select(root => ExprPrinter.Print(root)));
        Assert.Equal(
            ["h1 = q/v2", "h2 = cl/v + q/v", "h3 = q/v"],
            hoisted.Definitions.Select(d => $"{d.Symbol} = {ExprPrinter.Print(d.Value)}"));
    }

    [Fact]
    public void A_sign_stays_outside_so_that_one_symbol_serves_both()
    {
        var hoisted = InvariantHoister.Hoist([-(Expr)_k * _central, (Expr)_k * _periph, _central + ((Expr)_cl - _k), _central + ((Expr)_k - _cl), -(Expr)_k], IsState);

        Assert.Equal(["-central*h1", "h1*periph", "central + h2", "central - h2", "-h1"], hoisted.Roots.Select(root => ExprPrinter.Print(root)));
        Assert.Equal(2, hoisted.Definitions.Length);
    }

    [Fact]
    public void Numbers_alone_are_not_taken_out()
    {
        var hoisted = InvariantHoister.Hoist([2 * (Expr)_central + 1, 3], IsState);

        Assert.Empty(hoisted.Definitions);
        Assert.Equal(["2*central + 1", "3"], hoisted.Roots.Select(root => ExprPrinter.Print(root)));
    }

    [Fact]
    public void An_invariant_root_becomes_one_symbol()
    {
        var hoisted = InvariantHoister.Hoist([Expr.Exp(_k) + _v, _cl], IsState);

        Assert.Equal(["h1", "h2"], hoisted.Roots.Select(root => ExprPrinter.Print(root)));
        Assert.Same(_cl, ((SymbolExpr)hoisted.Definitions[1].Value).Symbol);
    }

    [Fact]
    public void Invariant_parts_of_conditions_are_taken_out()
    {
        var choice = Expr.Select(new ComparisonCondition(Comparison.Greater, (Expr)_k / _v, 3), _central, 2 * (Expr)_k);

        var hoisted = InvariantHoister.Hoist([choice], IsState);

        Assert.Equal("if (h1 > 3) central else h2", ExprPrinter.Print(hoisted.Roots[0]));
    }

    [Fact]
    public void A_sum_that_factors_gives_its_coefficient_to_the_product_around_it()
    {
        var hoisted = InvariantHoister.Hoist([_cl * ((Expr)_k * _central + (Expr)_v * _central)], IsState);

        Assert.Equal("central*h1", ExprPrinter.Print(hoisted.Roots[0]));
    }

    private static void AssertKept(RandomExpression random)
    {
        var hoisted = InvariantHoister.Hoist([random.Expression], IsVariant);
        var values = random.Values.ToDictionary();
        foreach (var (symbol, value) in hoisted.Definitions)
        {
            values.Add(symbol, Interpreter.Evaluate(value, random.At));
        }

        Assert.Equal(
            random.Value,
            Interpreter.Evaluate(hoisted.Roots[0], s => values[s]),
            Tolerance.Algebra * random.Magnitude * random.Magnitude);
    }

    private static bool IsVariant(Symbol symbol) => symbol == RandomExpression.X || symbol == RandomExpression.Switch;

    private static bool IsState(Symbol symbol) => symbol == _central || symbol == _periph;
}
