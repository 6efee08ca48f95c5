using System.Xml.Linq;
using PopPK.Reporting.Html;
using PopPK.Symbolics;
using Xunit;

namespace PopPK.Reporting.Tests;

public class MathWriterTests
{
    private static readonly Symbol X = new("x");
    private static readonly Symbol Y = new("y");
    private static readonly Dictionary<Symbol, string> NoNames = [];

    [Theory]
    [InlineData("tvka", "<mi>tvka</mi>")]
    [InlineData("eta_ka", "<msub><mi>η</mi><mtext>ka</mtext></msub>")]
    [InlineData("THETA1", "<msub><mi>θ</mi><mtext>1</mtext></msub>")]
    [InlineData("THETA(12)", "<msub><mi>θ</mi><mtext>12</mtext></msub>")]
    [InlineData("V2", "<mi>V2</mi>")]
    [InlineData("a<b", "<mi>a&lt;b</mi>")]
    [InlineData("cl_", "<mi>cl_</mi>")]
    public void Names_are_letters_with_indices(string name, string expected) => Assert.Equal(expected, MathNames.Of(name));

    [Fact]
    public void Quotients_are_fractions() =>
        AssertWritten("<mfrac><mrow><mi>x</mi></mrow><mrow><mi>y</mi></mrow></mfrac>", (Expr)X / (Expr)Y);

    [Fact]
    public void Differences_have_one_sign() => AssertWritten("<mi>x</mi><mo>−</mo><mi>y</mi>", (Expr)X - (Expr)Y);

    [Fact]
    public void A_sum_in_a_product_has_parentheses() =>
        AssertWritten("<mi>x</mi><mo>·</mo><mo>(</mo><mi>y</mi><mo>+</mo><mn>1</mn><mo>)</mo>", (Expr)X * ((Expr)Y + 1));

    [Fact]
    public void An_exponential_is_a_power_of_e() => AssertWritten("<msup><mi>e</mi><mrow><mi>x</mi></mrow></msup>", Expr.Exp(X));

    [Fact]
    public void An_exponential_of_a_fraction_stays_on_the_line() =>
        Assert.Contains("<mi>exp</mi>", MathWriter.Write(Expr.Exp((Expr)X / (Expr)Y), NoNames), StringComparison.Ordinal);

    [Fact]
    public void A_power_of_a_sum_has_parentheses() =>
        AssertWritten("<msup><mrow><mo>(</mo><mi>x</mi><mo>+</mo><mn>1</mn><mo>)</mo></mrow><mrow><mi>y</mi></mrow></msup>", Expr.Power((Expr)X + 1, Y));

    [Fact]
    public void A_power_of_a_power_has_parentheses() =>
        AssertWritten(
            "<msup><mrow><mo>(</mo><msup><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></msup><mo>)</mo></mrow><mrow><mi>y</mi></mrow></msup>",
            Expr.Power(Expr.Power(X, 2), Y));

    [Fact]
    public void The_square_of_a_root_is_what_is_under_it() =>
        Assert.Equal(MathWriter.Write((Expr)X + (Expr)Y, NoNames), MathWriter.WriteSquare(Expr.Sqrt((Expr)X + (Expr)Y), NoNames));

    [Theory]
    [InlineData(-2, "<mo>−</mo><mn>2</mn>")]
    [InlineData(1e-7, "<mn>1</mn><mo>·</mo><msup><mn>10</mn><mn>−7</mn></msup>")]
    [InlineData(double.PositiveInfinity, "<mi>∞</mi>")]
    [InlineData(double.NaN, "<mtext>undefined</mtext>")]
    public void Numbers_are_written_as_people_write_them(double value, string expected) => AssertWritten(expected, value);

    [Fact]
    public void A_conditional_shows_its_cases()
    {
        var condition = new AndCondition(
            new ComparisonCondition(Comparison.GreaterOrEqual, X, 2),
            new NotCondition(new OrCondition(new ComparisonCondition(Comparison.Equal, X, 3), new ComparisonCondition(Comparison.NotEqual, Y, 4))));
        var written = MathWriter.Write(Expr.Select(condition, X, Expr.Select(new ComparisonCondition(Comparison.Less, Y, 0), Y, 1)), NoNames);
        AssertWellFormed(written);
        Assert.Equal(3, XElement.Parse(written).Descendants("mtr").Count());
        foreach (var part in (string[])["≥", "≠", "&lt;", "not", "and", "or", "otherwise"])
        {
            Assert.Contains(part, written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_function_is_written_with_its_argument()
    {
        foreach (var function in Enum.GetValues<ElementaryFunction>())
        {
            var written = MathWriter.Write(Expr.Call(function, (Expr)X + (Expr)Y), NoNames);
            AssertWellFormed(written);
            Assert.Contains("<mi>x</mi><mo>+</mo><mi>y</mi>", written, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_would_be_too_long_is_cut()
    {
        Expr expression = X;
        for (var i = 0; i < 60; i++)
        {
            expression = Expr.Exp(expression * expression + 1);
        }

        var written = MathWriter.Write(expression, NoNames);
        AssertWellFormed(written);
        Assert.Contains("…", written, StringComparison.Ordinal);
        Assert.InRange(written.Length, 1000, 1_000_000);
    }

    private static void AssertWritten(string expected, Expr expression)
    {
        var written = MathWriter.Write(expression, NoNames);
        AssertWellFormed(written);
        Assert.Equal($"<mrow>{expected}</mrow>", written);
    }

    private static void AssertWellFormed(string mathml) => Assert.NotNull(XElement.Parse(mathml));
}
