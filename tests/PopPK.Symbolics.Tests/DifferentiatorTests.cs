using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class DifferentiatorTests
{
    private static readonly Symbol _x = RandomExpression.X;
    private static readonly Symbol _y = RandomExpression.Y;
    private static readonly Symbol _z = RandomExpression.Z;

    [Fact]
    public void First_derivatives_equal_difference_quotients() => Checked.ForAll(RandomExpression.Smooth, random =>
    {
        foreach (var by in new[] { _x, _y, _z })
        {
            var slope = new Differentiator().Differentiate(random.Expression, by);
            AssertEqualsQuotient(random, slope, by);
        }
    });

    [Fact]
    public void Second_derivatives_equal_difference_quotients_of_first_ones() => Checked.ForAll(
        RandomExpression.Smooth,
        random =>
        {
            var differentiator = new Differentiator();
            var slope = differentiator.Differentiate(random.Expression, _x);
            foreach (var by in new[] { _x, _y })
            {
                AssertEqualsQuotient(random with { Expression = slope }, differentiator.Differentiate(slope, by), by);
            }
        },
        count: 150);

    [Fact]
    public void The_order_of_differentiation_does_not_matter() => Checked.ForAll(RandomExpression.Smooth, random =>
    {
        var differentiator = new Differentiator();
        var xy = random with { Expression = differentiator.Differentiate(differentiator.Differentiate(random.Expression, _x), _y) };
        var yx = random with { Expression = differentiator.Differentiate(differentiator.Differentiate(random.Expression, _y), _x) };

        Assert.Equal(xy.Value, yx.Value, Tolerance.Algebra * Math.Max(xy.Magnitude, yx.Magnitude));
    });

    [Fact]
    public void An_implicit_derivative_is_the_chain_rule() => Checked.ForAll(RandomExpression.Smooth, random =>
    {
        // z stands for a function of x: once known by its derivatives only, once written out.
        var explicitZ = Expr.Call(ElementaryFunction.Sin, (Expr)_x * _y) + 1.5;
        var (zx, zxx) = (new Symbol("z_x"), new Symbol("z_x_x"));
        var known = new Differentiator((symbol, by) => by != _x ? null : symbol == _z ? zx : symbol == zx ? zxx : null);
        var writtenOut = new Differentiator();
        var definitions = new Dictionary<Symbol, Expr>
        {
            [_z] = explicitZ,
            [zx] = writtenOut.Differentiate(explicitZ, _x),
            [zxx] = writtenOut.Differentiate(writtenOut.Differentiate(explicitZ, _x), _x),
        };
        var inlined = Substitution.Substitute(random.Expression, definitions);

        var implicitly = Substitution.Substitute(known.Differentiate(known.Differentiate(random.Expression, _x), _x), definitions);
        var expected = random with { Expression = writtenOut.Differentiate(writtenOut.Differentiate(inlined, _x), _x) };

        Assert.Equal(expected.Value, (random with { Expression = implicitly }).Value, Tolerance.Algebra * expected.Magnitude);
    });

    [Fact]
    public void An_implicit_derivative_may_be_missing()
    {
        var differentiator = new Differentiator((_, _) => null);

        Assert.Same(Expr.Zero, differentiator.Differentiate(Expr.Exp(_y), _x));
        Assert.Same(Expr.One, differentiator.Differentiate(_x, _x));
    }

    [Fact]
    public void Derivatives_are_built_once_and_shared()
    {
        var differentiator = new Differentiator();
        var shared = Expr.Exp((Expr)_x * _y);

        var first = differentiator.Differentiate(shared, _x);

        Assert.Same(first, differentiator.Differentiate(shared, _x));
        Assert.Contains(first, ((SumExpr)differentiator.Differentiate(shared + Expr.Log(_x), _x)).Terms);
    }

    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(3, 2, 12)]
    [InlineData(-1, 2, -0.25)]
    [InlineData(0.5, 4, 0.25)]
    public void A_power_with_a_number_has_the_textbook_derivative_at_zero_too(double exponent, double at, double expected)
    {
        var slope = new Differentiator().Differentiate(Expr.Power(_x, exponent), _x);

        Assert.Equal(expected, Interpreter.Evaluate(slope, _ => at), Tolerance.Algebra);
    }

    [Fact]
    public void A_Hill_term_has_finite_derivatives_at_concentration_zero()
    {
        var (concentration, ec50, gamma) = (new Symbol("c"), new Symbol("ec50"), new Symbol("gamma"));
        var power = Expr.Power(concentration, gamma);
        var effect = power / (power + Expr.Power(ec50, gamma));
        double At(Symbol s) => s == concentration ? 0 : s == ec50 ? 3 : 1.7;
        var differentiator = new Differentiator();

        foreach (var by in new[] { concentration, ec50, gamma })
        {
            var slope = differentiator.Differentiate(effect, by);
            Assert.Equal(0, Interpreter.Evaluate(slope, At));
            Assert.Equal(0, Interpreter.Evaluate(Simplifier.Simplify(slope), At));
            Assert.True(double.IsFinite(Interpreter.Evaluate(differentiator.Differentiate(slope, gamma), At)));
        }
    }

    [Fact]
    public void The_functions_without_smoothness_have_the_documented_derivatives()
    {
        var differentiator = new Differentiator();
        double Slope(ElementaryFunction function, double at) =>
            Interpreter.Evaluate(differentiator.Differentiate(Expr.Call(function, _x), _x), _ => at);

        Assert.Equal([-1, 0, 1], new[] { -2.0, 0, 2 }.Select(at => Slope(ElementaryFunction.Abs, at)));
        Assert.Equal(0, Slope(ElementaryFunction.Sign, 2));
        Assert.Equal(0, Slope(ElementaryFunction.Floor, 2.5));
    }

    [Fact]
    public void A_condition_is_kept_and_its_branches_are_differentiated()
    {
        var condition = new ComparisonCondition(Comparison.Less, _x, 1);
        var differentiator = new Differentiator();

        var slope = Assert.IsType<SelectExpr>(differentiator.Differentiate(Expr.Select(condition, 3 * (Expr)_x, _y), _x));

        Assert.Same(condition, slope.Condition);
        Assert.Equal("if (x < 1) 3 else 0", ExprPrinter.Print(slope));
        Assert.Same(Expr.Zero, differentiator.Differentiate(Expr.Select(condition, _y, _z), _x));
    }

    [Fact]
    public void The_derivative_of_trigamma_is_refused() => Assert.Throws<NotSupportedException>(
        () => new Differentiator().Differentiate(Expr.Call(ElementaryFunction.Trigamma, _x), _x));

    private static void AssertEqualsQuotient(RandomExpression random, Expr slope, Symbol by)
    {
        var exact = random with { Expression = slope };
        var quotient = DifferenceQuotient.Of(value => random.ValueAt(by, value), random.At(by));

        Assert.Equal(quotient, exact.Value, Tolerance.Derivative * Math.Max(random.Magnitude, exact.Magnitude));
    }
}
