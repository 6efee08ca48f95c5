using PopPK.TestKit;
using Xunit;

namespace PopPK.Symbolics.Tests;

public sealed class SpecialFunctionsTests
{
    /// <summary>Expected values: mpmath with 40 digits, rounded to 17.</summary>
    [Theory]
    [InlineData(ElementaryFunction.LogGamma, 1e-08, 18.420680738180209)]
    [InlineData(ElementaryFunction.Digamma, 1e-08, -100000000.57721565)]
    [InlineData(ElementaryFunction.Trigamma, 1e-08, 10000000000000001.0)]
    [InlineData(ElementaryFunction.LogGamma, 0.1, 2.2527126517342059)]
    [InlineData(ElementaryFunction.Digamma, 0.1, -10.423754940411076)]
    [InlineData(ElementaryFunction.Trigamma, 0.1, 101.43329915079275)]
    [InlineData(ElementaryFunction.LogGamma, 0.5, 0.57236494292470009)]
    [InlineData(ElementaryFunction.Digamma, 0.5, -1.9635100260214235)]
    [InlineData(ElementaryFunction.Trigamma, 0.5, 4.9348022005446793)]
    [InlineData(ElementaryFunction.LogGamma, 1.001, -0.00057639359828330615)]
    [InlineData(ElementaryFunction.Digamma, 1.001, -0.57557193181030065)]
    [InlineData(ElementaryFunction.Trigamma, 1.001, 1.6425331958689783)]
    [InlineData(ElementaryFunction.LogGamma, 1.5, -0.12078223763524522)]
    [InlineData(ElementaryFunction.Digamma, 1.5, 0.036489973978576521)]
    [InlineData(ElementaryFunction.Trigamma, 1.5, 0.93480220054467931)]
    [InlineData(ElementaryFunction.LogGamma, 2, 0.0)]
    [InlineData(ElementaryFunction.Digamma, 2, 0.42278433509846714)]
    [InlineData(ElementaryFunction.Trigamma, 2, 0.64493406684822644)]
    [InlineData(ElementaryFunction.LogGamma, 2.5, 0.28468287047291916)]
    [InlineData(ElementaryFunction.Digamma, 2.5, 0.70315664064524319)]
    [InlineData(ElementaryFunction.Trigamma, 2.5, 0.49035775610023486)]
    [InlineData(ElementaryFunction.LogGamma, 7.5, 7.534364236758733)]
    [InlineData(ElementaryFunction.Digamma, 7.5, 1.9467574842460868)]
    [InlineData(ElementaryFunction.Trigamma, 7.5, 0.1426158966967038)]
    [InlineData(ElementaryFunction.LogGamma, 14.9, 24.924132002217278)]
    [InlineData(ElementaryFunction.Digamma, 14.9, 2.6674289762160423)]
    [InlineData(ElementaryFunction.Trigamma, 14.9, 0.069416583207095787)]
    [InlineData(ElementaryFunction.LogGamma, 15.1, 25.458999750992663)]
    [InlineData(ElementaryFunction.Digamma, 15.1, 2.681216839951709)]
    [InlineData(ElementaryFunction.Trigamma, 15.1, 0.068466417596253922)]
    [InlineData(ElementaryFunction.LogGamma, 100, 359.1342053695754)]
    [InlineData(ElementaryFunction.Digamma, 100, 4.6001618527380874)]
    [InlineData(ElementaryFunction.Trigamma, 100, 0.010050166663333571)]
    [InlineData(ElementaryFunction.LogGamma, -0.5, 1.2655121234846454)]
    [InlineData(ElementaryFunction.Digamma, -0.5, 0.036489973978576521)]
    [InlineData(ElementaryFunction.Trigamma, -0.5, 8.9348022005446793)]
    [InlineData(ElementaryFunction.LogGamma, -1.3, 1.2024757863901113)]
    [InlineData(ElementaryFunction.Digamma, -1.3, 2.8825405488661673)]
    [InlineData(ElementaryFunction.Trigamma, -1.3, 14.53687624413708)]
    [InlineData(ElementaryFunction.LogGamma, -7.9, -8.0720397360128331)]
    [InlineData(ElementaryFunction.Digamma, -7.9, -7.5400072244194784)]
    [InlineData(ElementaryFunction.Trigamma, -7.9, 103.23693140003948)]
    [InlineData(ElementaryFunction.NormalCdf, -30, 4.9067139271481871e-198)]
    [InlineData(ElementaryFunction.NormalCdf, -10, 7.6198530241605261e-24)]
    [InlineData(ElementaryFunction.NormalCdf, -5, 2.8665157187919391e-7)]
    [InlineData(ElementaryFunction.NormalCdf, -2, 0.022750131948179207)]
    [InlineData(ElementaryFunction.NormalCdf, -0.5, 0.3085375387259869)]
    [InlineData(ElementaryFunction.NormalCdf, 0, 0.5)]
    [InlineData(ElementaryFunction.NormalCdf, 0.5, 0.6914624612740131)]
    [InlineData(ElementaryFunction.NormalCdf, 1, 0.84134474606854295)]
    [InlineData(ElementaryFunction.NormalCdf, 3, 0.99865010196836991)]
    [InlineData(ElementaryFunction.NormalCdf, 8, 0.99999999999999938)]
    [InlineData(ElementaryFunction.LogNormalCdf, -100, -5005.5242086942051)]
    [InlineData(ElementaryFunction.LogNormalCdf, -40, -804.60844201375379)]
    [InlineData(ElementaryFunction.LogNormalCdf, -12.5, -81.575967870743883)]
    [InlineData(ElementaryFunction.LogNormalCdf, -5.1, -15.588487091871466)]
    [InlineData(ElementaryFunction.LogNormalCdf, -4.9, -14.551182689355313)]
    [InlineData(ElementaryFunction.LogNormalCdf, -2, -3.7831843336820319)]
    [InlineData(ElementaryFunction.LogNormalCdf, -0.5, -1.1759117615936186)]
    [InlineData(ElementaryFunction.LogNormalCdf, 0, -0.69314718055994531)]
    [InlineData(ElementaryFunction.LogNormalCdf, 0.5, -0.36894641528865639)]
    [InlineData(ElementaryFunction.LogNormalCdf, 2, -0.023012909328963488)]
    [InlineData(ElementaryFunction.LogNormalCdf, 5, -2.8665161296376359e-7)]
    [InlineData(ElementaryFunction.LogNormalCdf, 8, -6.2209605742717861e-16)]
    [InlineData(ElementaryFunction.LogNormalCdf, 12, -1.776482112077679e-33)]
    [InlineData(ElementaryFunction.LogNormalCdf, 37, -5.7255712225245768e-300)]
    [InlineData(ElementaryFunction.InverseMills, -100, 100.00999800099926)]
    [InlineData(ElementaryFunction.InverseMills, -40, 40.024968847207264)]
    [InlineData(ElementaryFunction.InverseMills, -12.5, 12.579007304406976)]
    [InlineData(ElementaryFunction.InverseMills, -5.1, 5.283287616909157)]
    [InlineData(ElementaryFunction.InverseMills, -4.9, 5.0898286001298836)]
    [InlineData(ElementaryFunction.InverseMills, -2, 2.3732155328228409)]
    [InlineData(ElementaryFunction.InverseMills, 0, 0.79788456080286536)]
    [InlineData(ElementaryFunction.InverseMills, 1, 0.28759997093917836)]
    [InlineData(ElementaryFunction.InverseMills, 5, 1.4867199409049057e-6)]
    [InlineData(ElementaryFunction.InverseMills, 10, 7.6945986267064193e-23)]
    [InlineData(ElementaryFunction.NormalQuantile, 1e-300, -37.047096299361199)]
    [InlineData(ElementaryFunction.NormalQuantile, 1e-50, -14.933337534788489)]
    [InlineData(ElementaryFunction.NormalQuantile, 1e-10, -6.3613409024040562)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.001, -3.0902323061678135)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.1, -1.2815515655446004)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.3, -0.52440051270804082)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.4999, -0.00025066283008800749)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.5, 0.0)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.75, 0.67448975019608174)]
    [InlineData(ElementaryFunction.NormalQuantile, 0.975, 1.9599639845400539)]
    [InlineData(ElementaryFunction.Expm1, -30, -0.99999999999990642)]
    [InlineData(ElementaryFunction.Expm1, -1.5, -0.77686983985157017)]
    [InlineData(ElementaryFunction.Expm1, -0.9, -0.5934303402594009)]
    [InlineData(ElementaryFunction.Expm1, -1e-05, -9.9999500001666671e-6)]
    [InlineData(ElementaryFunction.Expm1, 1e-12, 1.0000000000005e-12)]
    [InlineData(ElementaryFunction.Expm1, 0.3, 0.34985880757600309)]
    [InlineData(ElementaryFunction.Expm1, 1, 1.7182818284590452)]
    [InlineData(ElementaryFunction.Expm1, 1.01, 1.7456010150169165)]
    [InlineData(ElementaryFunction.Expm1, 20, 485165194.40979028)]
    [InlineData(ElementaryFunction.ExpMean, -30, 0.033333333333330214)]
    [InlineData(ElementaryFunction.ExpMean, -1.5, 0.51791322656771345)]
    [InlineData(ElementaryFunction.ExpMean, -0.99, 0.63477101916965082)]
    [InlineData(ElementaryFunction.ExpMean, -0.001, 0.99950016662500833)]
    [InlineData(ElementaryFunction.ExpMean, 0, 1.0)]
    [InlineData(ElementaryFunction.ExpMean, 1e-09, 1.0000000005)]
    [InlineData(ElementaryFunction.ExpMean, 0.3, 1.1661960252533437)]
    [InlineData(ElementaryFunction.ExpMean, 1, 1.7182818284590452)]
    [InlineData(ElementaryFunction.ExpMean, 1.01, 1.7283178366504124)]
    [InlineData(ElementaryFunction.ExpMean, 5, 29.482631820515321)]
    [InlineData(ElementaryFunction.ExpMeanSlope, -30, 0.0011111111111078879)]
    [InlineData(ElementaryFunction.ExpMeanSlope, -1.5, 0.19652204427952241)]
    [InlineData(ElementaryFunction.ExpMeanSlope, -0.99, 0.26585285671475266)]
    [InlineData(ElementaryFunction.ExpMeanSlope, -0.001, 0.49966679163334028)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 0, 0.5)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 1e-09, 0.50000000033333333)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 0.3, 0.61220927440886474)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 1, 1.0)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 1.01, 1.007211067689608)]
    [InlineData(ElementaryFunction.ExpMeanSlope, 5, 23.786105456412257)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, -30, 7.4074074070739988e-5)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, -1.5, 0.11327595227374333)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, -0.99, 0.16174648728026224)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, -0.001, 0.33308343330556151)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 0, 0.33333333333333333)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 1e-09, 0.33333333358333333)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 0.3, 0.41813419586091203)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 1, 0.71828182845904524)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 1.01, 0.72393948478980239)]
    [InlineData(ElementaryFunction.ExpMeanCurvature, 5, 20.168189637950418)]
    public void Values_agree_with_forty_digit_arithmetic(ElementaryFunction function, double x, double expected)
    {
        // The density falls like exp(-x^2/2): rounding x/sqrt(2) alone costs x^2 units in the far tail.
        var scale = function switch
        {
            ElementaryFunction.NormalCdf => expected * Math.Max(1, x * x),
            ElementaryFunction.LogNormalCdf or ElementaryFunction.InverseMills when x > 0 => Math.Abs(expected) * Math.Max(1, x * x),
            >= ElementaryFunction.LogNormalCdf => Math.Abs(expected),
            _ => Math.Max(1, Math.Abs(expected)),
        };

        Assert.Equal(expected, Interpreter.Apply(function, x), Tolerance.SpecialFunction * scale);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Poles_do_not_throw(double x)
    {
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.LogGamma(x));
        Assert.Equal(double.NaN, SpecialFunctions.Digamma(x));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.Trigamma(x));
    }

    [Fact]
    public void NaN_and_infinity_pass_through()
    {
        Assert.All(Enum.GetValues<ElementaryFunction>(), function => Assert.Equal(double.NaN, Interpreter.Apply(function, double.NaN)));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.LogGamma(double.PositiveInfinity));
        Assert.Equal(double.PositiveInfinity, SpecialFunctions.Digamma(double.PositiveInfinity));
        Assert.Equal(0, SpecialFunctions.Trigamma(double.PositiveInfinity));
        Assert.Equal([0, 1], new[] { double.NegativeInfinity, double.PositiveInfinity }.Select(SpecialFunctions.NormalCdf));
    }

    [Theory]
    [InlineData(-40)]
    [InlineData(-20)]
    [InlineData(-5.2)]
    [InlineData(-5.0000001)]
    [InlineData(-3)]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(10)]
    public void Derivatives_of_the_log_probability_equal_difference_quotients(double at)
    {
        var x = new Symbol("x");
        Expr function = Expr.Call(ElementaryFunction.LogNormalCdf, x);
        var differentiator = new Differentiator();
        for (var order = 1; order <= 3; order++)
        {
            var slope = differentiator.Differentiate(function, x);
            var before = function;
            var expected = HighOrderDifference.Derivative(value => Interpreter.Evaluate(before, _ => value), at, step: 0.3);
            var scale = Math.Max(1e-15, Math.Abs(Interpreter.Evaluate(before, _ => at)));

            Near.Equal(expected, Interpreter.Evaluate(slope, _ => at), Tolerance.Derivative, scale, $"derivative {order} at {at}");
            function = slope;
        }
    }

    [Fact]
    public void The_quantile_inverts_the_distribution_function()
    {
        for (var x = -8.0; x <= 5; x += 0.25)
        {
            // Above 1/2 the probability itself keeps no more than its distance from 1.
            var lost = x > 0 ? 1e-16 / Math.Exp(-0.5 * x * x) : 0;
            Assert.Equal(x, NormalFunctions.Quantile(SpecialFunctions.NormalCdf(x)), (Tolerance.SpecialFunction * Math.Max(1, Math.Abs(x))) + (4 * lost));
        }

        Assert.Equal([double.NegativeInfinity, double.PositiveInfinity], new[] { 0.0, 1 }.Select(NormalFunctions.Quantile));
        Assert.All([-0.1, 1.1], p => Assert.Equal(double.NaN, NormalFunctions.Quantile(p)));
    }

    [Fact]
    public void The_log_probability_reaches_its_limits()
    {
        Assert.Equal([double.NegativeInfinity, 0], new[] { double.NegativeInfinity, double.PositiveInfinity }.Select(NormalFunctions.LogCdf));
        Assert.Equal([double.PositiveInfinity, 0], new[] { double.NegativeInfinity, double.PositiveInfinity }.Select(NormalFunctions.InverseMills));
    }
}
