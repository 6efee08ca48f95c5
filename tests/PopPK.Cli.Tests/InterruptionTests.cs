using System.Text.Json;
using Xunit;

namespace PopPK.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Interrupted_fit_keeps_the_best_point_and_says_so()
    {
        using var interruption = new CancellationTokenSource();
        using var output = new WatchingWriter("3 ", interruption.Cancel);
        var run = _workspace.RunWith(output, interruption.Token, "fit", "models/theophylline.poppk", "--out", "out");
        Assert.Equal(130, run.Code);
        Assert.Contains("PK5002", output.ToString(), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        var root = document.RootElement;
        Assert.False(root.GetProperty("converged").GetBoolean());
        Assert.Equal("cancelled", root.GetProperty("status").GetString());
        Assert.False(root.GetProperty("covarianceStep").GetProperty("succeeded").GetBoolean());
        var best = _workspace.Read("out", "iterations.csv").TrimEnd().Split('\n')[^1].Split(',');
        Assert.Equal("3", best[2]);
        Assert.Equal(best[7], root.GetProperty("parameters")[0].GetProperty("estimate").GetRawText());
        Assert.Equal(13, _workspace.Read("out", "individuals.csv").TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void Fit_interrupted_before_it_began_writes_what_there_is()
    {
        var run = _workspace.RunWith(null, new CancellationToken(canceled: true), "fit", "models/theophylline.poppk", "--out", "out");
        Assert.Equal(130, run.Code);
        using var document = JsonDocument.Parse(_workspace.Read("out", "fit.json"));
        Assert.False(document.RootElement.GetProperty("converged").GetBoolean());
        Assert.All(document.RootElement.GetProperty("objective").EnumerateObject(), value => Assert.Equal(JsonValueKind.Null, value.Value.ValueKind));
    }
}
