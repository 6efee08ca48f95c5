using System.Collections.Immutable;

namespace PopPK.Reporting;

/// <summary>What a folder of results holds; one that holds something else is never replaced. Immutable.</summary>
/// <param name="Noun">What messages call it.</param>
/// <param name="Marker">The file that tells it from others.</param>
/// <param name="Files">All files it may have beside charts, the marker among them.</param>
public sealed record RunFolderKind(string Noun, string Marker, ImmutableArray<string> Files)
{
    private static readonly ImmutableArray<string> ChartEndings = [".vl.json", ".svg", ".png"];

    /// <summary>What the names of its charts begin with; null: it has none.</summary>
    public string? ChartPrefix { get; private init; }

    /// <summary>True when a folder of this kind may have a file.</summary>
    /// <param name="name">The file's name.</param>
    public bool Owns(string name) => Files.Contains(name)
        || (ChartPrefix is { } prefix && name.StartsWith(prefix, StringComparison.Ordinal) && ChartEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal)));

    /// <summary>A fit or an evaluation.</summary>
    public static RunFolderKind Run { get; } = new("run", "fit.json", RunFile.Names);

    /// <summary>A simulation.</summary>
    public static RunFolderKind Simulation { get; } = new("simulation", "simulation.json", ["simulation.json", "simulated.csv", "exposure.csv", "exposure_summary.csv", "targets.csv"]);

    /// <summary>A visual predictive check.</summary>
    public static RunFolderKind Vpc { get; } = new("visual predictive check", "vpc.json", ["vpc.json", "vpc.csv", "vpc_points.csv"]) { ChartPrefix = "vpc" };

    /// <summary>Prediction distribution errors.</summary>
    public static RunFolderKind Npde { get; } = new(
        "check of prediction distribution errors", "npde.json", ["npde.json", "npde.csv", "npde_tests.csv", "npc.csv"])
    { ChartPrefix = "npde" };

    /// <summary>A posterior predictive check of measures.</summary>
    public static RunFolderKind Ppc { get; } = new("posterior predictive check", "ppc.json", ["ppc.json", "ppc.csv", "ppc_replicates.csv"]) { ChartPrefix = "ppc" };

    /// <summary>A forecast.</summary>
    public static RunFolderKind Forecast { get; } = new("forecast", "forecast.json", ["forecast.json", "forecast.csv", "individuals.csv", "targets.csv"]);
}
