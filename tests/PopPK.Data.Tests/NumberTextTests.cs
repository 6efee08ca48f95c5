using PopPK.Data.Reading;
using Xunit;

namespace PopPK.Data.Tests;

public class NumberTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("0.", 0)]
    [InlineData("1e3", 1000)]
    [InlineData("1D-3", 0.001)]
    [InlineData("1.5d+02", 150)]
    [InlineData("4.9406564584124654e-324", 4.9406564584124654e-324)]
    [InlineData("0012", 12)]
    public void Numbers_are_read(string text, double expected) => Assert.Equal(new CellNumber(CellContent.Number, expected), NumberText.Parse(text));

    [Theory]
    [InlineData("", "Missing")]
    [InlineData(".", "Missing")]
    [InlineData("NA", "Missing")]
    [InlineData("1,5", "NumberWithComma")]
    [InlineData("1,234.5", "NumberWithComma")]
    [InlineData("1.234,5", "NumberWithComma")]
    [InlineData(",", "Text")]
    [InlineData(",,", "Text")]
    [InlineData("inf", "NotFinite")]
    [InlineData("-Infinity", "NotFinite")]
    [InlineData("NaN", "NotFinite")]
    [InlineData("1e999", "NotFinite")]
    [InlineData("2020-01-02", "DateOrClock")]
    [InlineData("10:30", "DateOrClock")]
    [InlineData("1/2/2020", "DateOrClock")]
    [InlineData("<0.5", "Bounded")]
    [InlineData(">=10", "Bounded")]
    [InlineData("5 mg", "Text")]
    [InlineData("0x10", "Text")]
    [InlineData("1 000", "Text")]
    [InlineData("∞", "Text")]
    [InlineData("-", "Text")]
    [InlineData("+", "Text")]
    [InlineData("e5", "Text")]
    [InlineData("1e", "Text")]
    [InlineData("1e5d2", "Text")]
    [InlineData("(5)", "Text")]
    [InlineData("5-", "Text")]
    [InlineData("$5", "Text")]
    public void Everything_else_is_told_apart(string text, string expected)
    {
        var number = NumberText.Parse(text);

        Assert.Equal(expected, number.Content.ToString());
        Assert.True(double.IsNaN(number.Value));
    }
}
