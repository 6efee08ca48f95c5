using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class SubstitutionTests
{
    private static readonly Symbol _x = RandomExpression.X;
    private static readonly Symbol _y = RandomExpression.Y;

    [Fact]
    public void Substituting_is_evaluating_at_the_replacement() => Checked.ForAll(RandomExpression.Any, random =>
    {
        var replacement = Expr.Call(ElementaryFunction.Sin, (Expr)_x + _y) + 1.2;
        var value = Interpreter.Evaluate(replacement, random.At);

        var substituted = random with { Expression = Substitution.Substitute(random.Expression, new Dictionary<Symbol, Expr> { [_x] = replacement }) };

        Assert.Equal(random.ValueAt(_x, value), substituted.Value, Tolerance.Algebra * substituted.Magnitude);
    });

    [Fact]
    public void All_symbols_are_replaced_at_once()
    {
        var swapped = Substitution.Substitute((Expr)_x - _y, new Dictionary<Symbol, Expr> { [_x] = _y, [_y] = _x });

        Assert.Equal("y - x", ExprPrinter.Print(swapped));
    }

    [Fact]
    public void Sharing_is_kept_across_roots_and_untouched_parts_are_the_same_objects()
    {
        var (shared, untouched) = (Expr.Exp(_x), Expr.Log(_y));

        var roots = Substitution.Substitute([shared + untouched, shared * untouched, untouched], new Dictionary<Symbol, Expr> { [_x] = 3 * (Expr)_y });

        Assert.Same(((SumExpr)roots[0]).Terms[0], ((ProductExpr)roots[1]).Factors[0]);
        Assert.Same(untouched, ((SumExpr)roots[0]).Terms[1]);
        Assert.Same(untouched, roots[2]);
    }

    [Fact]
    public void Conditions_are_rewritten_too()
    {
        var condition = new AndCondition(new ComparisonCondition(Comparison.Less, _x, 1), new NotCondition(new ComparisonCondition(Comparison.Equal, _y, _x)));

        var rewritten = Substitution.Substitute(condition, new Dictionary<Symbol, Expr> { [_x] = 2 * (Expr)_y });

        Assert.Equal("2*y < 1 and not (y == 2*y)", ExprPrinter.Print(rewritten));
        Assert.Same(condition, Substitution.Substitute(condition, new Dictionary<Symbol, Expr>()));
    }

    [Fact]
    public void Numbers_that_meet_are_folded() =>
        Assert.Same(Expr.Zero, Substitution.Substitute((Expr)_x * _y, new Dictionary<Symbol, Expr> { [_x] = 0 }));
}
