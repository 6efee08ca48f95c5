using System.Collections.Immutable;
using PopPK.Reporting;
using PopPK.Uncertainty;

namespace PopPK.Cli.Output;

/// <summary>Shows profiles, importance resampling and bootstrap side by side.</summary>
/// <param name="screen">Where to.</param>
internal sealed class UncertaintyPresenter(IScreen screen)
{
    /// <summary>Shows what there is; nothing when nothing was asked for or reached.</summary>
    /// <param name="report">The run.</param>
    public void Show(RunReport report)
    {
        var (profile, sir, bootstrap) = (report.Profile, report.Importance is { Succeeded: true } s ? s : null, report.Bootstrap);
        if (profile is null && sir is null && bootstrap is null)
        {
            return;
        }

        var layout = report.Estimation.Layout;
        var ofProfile = profile?.Intervals.ToDictionary(i => i.Free) ?? [];
        var rows = Enumerable.Range(0, layout.Free.Length).Where(i => sir is not null || bootstrap is not null || ofProfile.ContainsKey(i)).ToArray();
        var level = DisplayNumber.Short(100 * (profile?.Level ?? sir?.Level ?? bootstrap!.Level));
        screen.Heading("Uncertainty", $"{level} % intervals; SIR: importance resampling; BC(a): bootstrap corrected for bias (and acceleration)");
        screen.Table(new TextTable(
            [
                new("parameter"),
                new("estimate", true),
                new("profile", true),
                new("SIR", true),
                new("bootstrap", true),
                new(bootstrap is { Corrected: [{ Acceleration: var acceleration }, ..] } && !double.IsNaN(acceleration) ? "BCa" : "BC", true),
                new("bootstrap bias", true),
                new("bootstrap SD", true),
            ],
            [.. rows.Select(i => (string[])
            [
                layout.Parameters[layout.Free[i]].Name,
                DisplayNumber.Significant(report.Estimation.FreeParameters[i]),
                ofProfile.TryGetValue(i, out var interval) ? Interval(interval.Lower, interval.Upper) : "",
                OfSample(sir?.Parameters, i),
                OfSample(bootstrap?.Parameters, i),
                bootstrap is { Corrected.IsEmpty: false } ? Interval(bootstrap.Corrected[i].Lower, bootstrap.Corrected[i].Upper) : "",
                DisplayNumber.Significant(bootstrap?.Parameters[i].Bias ?? double.NaN, 3),
                DisplayNumber.Significant(bootstrap?.Parameters[i].StandardDeviation ?? double.NaN, 3),
            ])]).WithoutEmptyColumns());
        if (sir is not null)
        {
            screen.Line(
                $"  SIR: {sir.KeptCount} of {sir.Samples.Length} proposals kept, effective sample size {sir.EffectiveSampleSize:F0}"
                    + (sir.Rises is { } rises ? $"; median rise of the objective {DisplayNumber.Significant(rises.Kept[2], 3)}, of chi-square {DisplayNumber.Significant(rises.ChiSquare[2], 3)}" : ""),
                Tone.Dim);
        }

        if (bootstrap is not null)
        {
            screen.Line(
                $"  bootstrap: {bootstrap.ConvergedCount} of {DisplayNumber.Count(bootstrap.Replicates.Length, "replicate")} converged"
                    + (bootstrap.Strata > 1 ? $", {bootstrap.Strata} strata" : ""),
                Tone.Dim);
        }
    }

    private static string OfSample(ImmutableArray<SampledParameter>? sample, int i) => sample is { } s ? Interval(s[i].Lower, s[i].Upper) : "";

    private static string Interval(double lower, double upper) => double.IsNaN(lower) && double.IsNaN(upper)
        ? ""
        : $"{(double.IsNaN(lower) ? "?" : DisplayNumber.Significant(lower))} to {(double.IsNaN(upper) ? "?" : DisplayNumber.Significant(upper))}";
}
