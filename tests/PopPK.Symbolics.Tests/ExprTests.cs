using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class ExprTests
{
    private static readonly Symbol _x = new("x");
    private static readonly Expr _y = new Symbol("y");

    [Fact]
    public void Neutral_elements_disappear()
    {
        Assert.Same(_y, _y + 0);
        Assert.Same(_y, 1 * _y);
        Assert.Same(_y, Expr.Power(_y, 1));
        Assert.Same(Expr.One, Expr.Power(_y, 0));
        Assert.Same(Expr.Zero, 0 * _y);
        Assert.Same(Expr.Zero, Expr.Sum([]));
        Assert.Same(Expr.One, Expr.Product([]));
    }

    [Fact]
    public void Numbers_are_folded()
    {
        Assert.Equal(3, Assert.IsType<ConstantExpr>((Expr)1 + 2).Value);
        Assert.Equal(0.25, Assert.IsType<ConstantExpr>(1 / (Expr)4).Value);
        Assert.Equal("6*x*y", ExprPrinter.Print(2 * (Expr)_x * (3 * _y)));
        Assert.Equal("x + y + 3", ExprPrinter.Print(_x + (Expr)1 + (_y + 2)));
    }

    [Fact]
    public void Nested_sums_and_products_are_joined()
    {
        Assert.Equal(3, Assert.IsType<SumExpr>(_x + _y + Expr.Exp(_y)).Terms.Length);
        Assert.Equal(3, Assert.IsType<ProductExpr>(_x * (_y * Expr.Exp(_y))).Factors.Length);
    }

    [Fact]
    public void Long_sums_and_products_nest_but_lose_nothing()
    {
        const int Count = 2000;
        var symbols = Enumerable.Range(0, Count).Select(i => new Symbol($"x{i}")).ToList();
        var sum = symbols.Aggregate(Expr.Zero, (total, symbol) => total + symbol);
        var product = symbols.Aggregate(Expr.One, (total, symbol) => total * symbol);

        Assert.Equal(symbols, sum.Symbols());
        Assert.Equal(symbols, product.Symbols());
        Assert.Equal(Count, Interpreter.Evaluate(sum, _ => 1));
        Assert.Equal(1, Interpreter.Evaluate(product, _ => -1));
    }

    [Fact]
    public void No_symbol_is_no_expression()
    {
        Symbol? none = null;
        Expr? converted = none;

        Assert.Null(converted);
    }
}
