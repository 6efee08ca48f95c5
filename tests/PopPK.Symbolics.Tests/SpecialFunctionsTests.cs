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
    public void Values_agree_with_forty_digit_arithmetic(ElementaryFunction function, double x, double expected)
    {
        // The density falls like exp(-x^2/2): rounding x/sqrt(2) alone costs x^2 units in the far tail.
        var scale = function == ElementaryFunction.NormalCdf ? expected * Math.Max(1, x * x) : Math.Max(1, Math.Abs(expected));

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
}
