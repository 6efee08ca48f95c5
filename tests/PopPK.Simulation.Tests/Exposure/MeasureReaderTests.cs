using PopPK.Simulation.Exposure;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>The text form of measures, targets and percentiles.</summary>
public class MeasureReaderTests
{
    [Theory]
    [InlineData("auc", "auc")]
    [InlineData("auc(0, 24)", "auc(0, 24)")]
    [InlineData("auc0_24", "auc(0, 24)")]
    [InlineData("auc0.5_24", "auc(0.5, 24)")]
    [InlineData("auc0_24(cp)", "auc(cp, 0, 24)")]
    [InlineData(" cmax ( cp,312 ,336 ) ", "cmax(cp, 312, 336)")]
    [InlineData("tmax(cp)", "tmax(cp)")]
    [InlineData("c(24)", "c(24)")]
    [InlineData("c(cp, 24)", "c(cp, 24)")]
    [InlineData("ctrough(24)", "ctrough(24)")]
    [InlineData("ctrough(0, 24)", "ctrough(0, 24)")]
    [InlineData("ctrough", "ctrough")]
    [InlineData("cavg(-24, 1e2)", "cavg(-24, 100)")]
    [InlineData("above(10)", "above(10)")]
    [InlineData("above(cp, 10)", "above(cp, 10)")]
    [InlineData("above(MIC, 0, 24)", "above(MIC, 0, 24)")]
    [InlineData("fraction_above(4*MIC, 0, 24)", "fraction_above(4*MIC, 0, 24)")]
    [InlineData("longest_above(cp, MIC*4, 0, 24)", "longest_above(cp, 4*MIC, 0, 24)")]
    public void Measures_read_and_written(string text, string written)
    {
        var measure = Assert.Single(Read(text, out var diagnostics));
        Assert.Empty(diagnostics);
        Assert.Equal(written, measure.ToString());
        Assert.Equal(measure with { Location = null }, Assert.Single(Read(written, out _)) with { Location = null });
    }

    [Fact]
    public void Several_measures()
    {
        var measures = Read("auc(0, 24), cmax, above(2*MIC, 0, 24)", out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(["auc(0, 24)", "cmax", "above(2*MIC, 0, 24)"], measures.Select(m => m.ToString()));
    }

    [Theory]
    [InlineData("auc0_24 in [400, 600]", 400, 600)]
    [InlineData("cmin(12, 24) >= 10", 10, double.PositiveInfinity)]
    [InlineData("cmax<=30", double.NegativeInfinity, 30)]
    [InlineData("fraction_above(4*MIC, 0, 24) >= 0.5", 0.5, double.PositiveInfinity)]
    public void Targets(string text, double lower, double upper)
    {
        var target = Target(text, out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal((lower, upper), (target!.Lower, target.Upper));
        Assert.Equal(target with { Measure = target.Measure with { Location = null } }, WithoutLocation(Target(target.ToString(), out _)!));
    }

    [Fact]
    public void An_end_that_does_not_belong_to_the_range()
    {
        var above = Target("fraction_above(1, 0, 24) > 0", out _)!;
        Assert.False(above.IsAttained(0));
        Assert.True(above.IsAttained(1e-300));
        Assert.False(Target("cmax < 3", out _)!.IsAttained(3));
        Assert.False(above.IsAttained(double.NaN));
    }

    [Theory]
    [InlineData("auk(0, 24)", "PK7201", "auk")]
    [InlineData("auc0_inf", "PK7201", "auc0_inf")]
    [InlineData("auc(0)", "PK7202", "auc(0)")]
    [InlineData("auc(0, 24, 36)", "PK7202", "auc(0, 24, 36)")]
    [InlineData("c", "PK7202", "c")]
    [InlineData("above(0, 24)", "PK7202", "above(0, 24)")]
    [InlineData("above(10, cp, 24)", "PK7202", "above(10, cp, 24)")]
    [InlineData("auc(2*cp, 0, 24)", "PK7202", "auc(2*cp, 0, 24)")]
    [InlineData("auc(24, 0)", "PK7204", "auc(24, 0)")]
    [InlineData("auc(3, 3)", "PK7204", "auc(3, 3)")]
    [InlineData("auc(0, 24", "PK7200", "")]
    [InlineData("auc(0; 24)", "PK7200", ";")]
    [InlineData("auc cmax", "PK7200", "c")]
    [InlineData("auc,", "PK7200", "")]
    [InlineData("", "PK7200", "")]
    [InlineData("auc(1e999, 3)", "PK7200", "1")]
    public void What_is_no_measure_is_pointed_at(string text, string code, string marked)
    {
        Read(text, out var diagnostics);
        var problem = Assert.Single(diagnostics);
        Assert.Equal(code, problem.Code);
        Assert.NotNull(problem.Advice);
        var location = Assert.IsType<TextLocation>(problem.Location);
        Assert.Equal(marked, location.Source.TextOf(location.Span));
    }

    [Theory]
    [InlineData("auc(0, 24)", "PK7200")]
    [InlineData("auc(0, 24) in [600, 400]", "PK7205")]
    [InlineData("auc(0, 24) in [400, 600", "PK7200")]
    [InlineData("auc(0, 24) = 3", "PK7200")]
    [InlineData("auc(0, 24) >= 3 4", "PK7200")]
    public void What_is_no_target(string text, string code)
    {
        Assert.Null(Target(text, out var diagnostics));
        Assert.Equal(code, Assert.Single(diagnostics).Code);
    }

    [Fact]
    public void Percentiles_are_from_0_to_100()
    {
        var diagnostics = new DiagnosticBag();
        Assert.Equal([0, 2.5, 50, 100], Percentiles("50, 2.5,0,100, 50", diagnostics));
        Assert.Empty(diagnostics);
        Percentiles("50, 101, -1", diagnostics);
        Assert.Equal(["PK7209", "PK7209"], diagnostics.Select(d => d.Code));
    }

    private static double[] Percentiles(string text, DiagnosticBag diagnostics) =>
        [.. PercentileList.Read(new SourceText("command line", text), new TextSpan(0, text.Length), diagnostics)];

    private static Target WithoutLocation(Target target) => target with { Measure = target.Measure with { Location = null } };

    private static Measure[] Read(string text, out Diagnostic[] problems)
    {
        var diagnostics = new DiagnosticBag();
        Measure[] measures = [.. MeasureReader.ReadMeasures(new SourceText("command line", text), new TextSpan(0, text.Length), diagnostics)];
        problems = [.. diagnostics];
        return measures;
    }

    private static Target? Target(string text, out Diagnostic[] problems)
    {
        var diagnostics = new DiagnosticBag();
        var target = MeasureReader.ReadTarget(new SourceText("command line", text), new TextSpan(0, text.Length), diagnostics);
        problems = [.. diagnostics];
        return target;
    }
}
