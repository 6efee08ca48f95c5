using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class SymbolCollectorTests
{
    private static readonly Symbol _a = new("a");
    private static readonly Symbol _b = new("b");
    private static readonly Symbol _c = new("c");
    private static readonly ComparisonCondition _condition = new(Comparison.Less, _c, _a);

    [Fact]
    public void Symbols_come_once_in_the_order_of_first_occurrence()
    {
        var expression = _b * Expr.Exp(_a) + Expr.Power(_b, Expr.Select(_condition, 1, _a));

        Assert.Equal([_b, _a, _c], expression.Symbols());
        Assert.Equal([_c, _a], _condition.Symbols());
        Assert.Equal([_a, _b, _c], new Expr[] { _a, expression }.Symbols());
    }

    [Fact]
    public void Symbols_are_told_apart_by_identity_not_name() =>
        Assert.Equal(2, ((Expr)_a + new Symbol("a")).Symbols().Count);

    [Fact]
    public void Dependence_is_what_the_list_of_symbols_says() => Checked.ForAll(RandomExpression.Any, random =>
    {
        var dependence = new SymbolDependence(symbol => symbol == RandomExpression.X || symbol == RandomExpression.Switch);
        foreach (var node in RandomExpression.AllNodes(random.Expression))
        {
            var symbols = node.Symbols();
            Assert.Equal(symbols.Contains(RandomExpression.X) || symbols.Contains(RandomExpression.Switch), dependence.DependsOnAny(node));
        }
    });

    [Fact]
    public void A_condition_depends_on_what_it_compares()
    {
        Assert.True(new SymbolDependence(s => s == _c).DependsOnAny(new NotCondition(_condition)));
        Assert.False(new SymbolDependence(s => s == _b).DependsOnAny(_condition));
        Assert.True(new SymbolDependence(s => s == _c).DependsOnAny(Expr.Select(_condition, _b, 1)));
    }
}
