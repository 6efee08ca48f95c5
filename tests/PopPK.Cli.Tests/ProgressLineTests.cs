using PopPK.Cli.Output;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>The line that says how far long work is.</summary>
public class ProgressLineTests
{
    [Theory]
    [InlineData(0, 100, 0, "work  ────────────────────────  0 %")]
    [InlineData(50, 100, 10, "work  ━━━━━━━━━━━━────────────  50 %  10 s left")]
    [InlineData(1, 4, 100, "work  ━━━━━━──────────────────  25 %  5 min 00 s left")]
    [InlineData(1, 1000, 60, "work  ────────────────────────  0 %  16 h 39 min left")]
    [InlineData(100, 100, 10, "work  ━━━━━━━━━━━━━━━━━━━━━━━━  100 %  0 s left")]
    public void Says_how_much_is_done_and_how_long_the_rest_takes(long done, long all, double elapsed, string line) =>
        Assert.Equal(line, ProgressLine.Line("work", done, all, elapsed));
}
