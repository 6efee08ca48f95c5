using PopPK.Cli.Output;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(0.0345249, "0.03452")]
    [InlineData(9.99961, "10.00")]
    [InlineData(12.346, "12.35")]
    [InlineData(-1234.4, "-1234")]
    [InlineData(123456, "123456")]
    [InlineData(1.23456e8, "1.235e+08")]
    [InlineData(1.23456e-5, "1.235e-05")]
    [InlineData(0.00012344, "0.0001234")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "")]
    public void Numbers_are_written_with_four_significant_digits(double value, string expected) =>
        Assert.Equal(expected, DisplayNumber.Significant(value));

    [Fact]
    public void Tables_are_aligned_and_lose_empty_columns()
    {
        var table = new TextTable([new("name"), new("x", true), new("empty")], [["a", "1.5", ""], ["long", "10.25", ""]]);
        Assert.Equal(["name      x", "a       1.5", "long  10.25"], table.WithoutEmptyColumns().Lines());
    }

    [Fact]
    public void Terminal_gets_rules_and_colors_and_the_same_numbers()
    {
        var (text, plain) = (OnTerminal(useColor: true), _workspace.Run("fit", "models/theophylline.poppk", "--out", "out").Out);
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        Assert.Contains("─────", text, StringComparison.Ordinal);
        foreach (var number in (string[])["104.3221", "346.9219", "2.786", "0.06459"])
        {
            Assert.Contains(number, plain, StringComparison.Ordinal);
            Assert.Contains(number, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Terminal_without_color_has_none()
    {
        var text = OnTerminal(useColor: false);
        Assert.DoesNotMatch("\u001b\\[(3|4|9|10)[0-7]m", text);
        Assert.Contains("─────", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Tables_on_a_terminal_never_break_names_or_numbers(int width)
    {
        var text = WithoutEscapes(OnTerminal(useColor: false, width));
        Assert.Matches("eta_ka +0\\.3907 +0\\.215", text);
        Assert.Matches("tvka +1\\.479 +0\\.301", text);
        Assert.DoesNotContain("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnostics_on_a_terminal_say_the_same_in_color()
    {
        using var error = new StringWriter();
        var environment = new CliEnvironment(TextWriter.Null, error, _workspace.Root) { IsErrorTerminal = true };
        Assert.Equal(2, CliApplication.Run(["fit", "models/theophylline.poppk", "--treads", "2"], environment));
        var text = error.ToString();
        Assert.Contains("\u001b[", text, StringComparison.Ordinal);
        var plain = WithoutEscapes(text).ReplaceLineEndings("\n");
        Assert.Equal(_workspace.Run("fit", "models/theophylline.poppk", "--treads", "2").Error, plain);
    }

    [Fact]
    public void A_fit_whose_progress_cannot_be_shown_still_writes_its_results_and_says_so()
    {
        using var disk = new FullDiskWriter();
        using var output = new TolerantWriter(disk);
        var run = _workspace.RunWith(output, CancellationToken.None, "fit", "models/theophylline.poppk", "--out", "kept");
        Assert.Equal(1, run.Code);
        Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
        Assert.Contains("fit.json", _workspace.Entries("kept"));
    }

    private static string WithoutEscapes(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;]*m", "");

    private string OnTerminal(bool useColor, int width = CliEnvironment.PlainWidth)
    {
        using var output = new StringWriter();
        var environment = new CliEnvironment(output, TextWriter.Null, _workspace.Root) { IsOutTerminal = true, UseColor = useColor, Width = width };
        Assert.Equal(0, CliApplication.Run(["fit", "models/theophylline.poppk"], environment));
        return output.ToString();
    }
}
