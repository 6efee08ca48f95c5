using PopPK.Evaluation.Predictive;
using Xunit;

namespace PopPK.Library.Tests;

public sealed class PredictiveTests(TheophyllineFit theophylline) : IClassFixture<TheophyllineFit>
{
    private static readonly PredictiveSettings _settings = new() { Replicates = 200, Seed = 1, Threads = 2 };

    private FitResult Fit => theophylline.Fit;

    [Fact]
    public void Bands_hold_most_of_what_a_good_model_was_fitted_to()
    {
        var vpc = Fit.Vpc(_settings);
        var known = vpc.Bands.Where(b => b.Kind == VpcRowKind.Percentile && !double.IsNaN(b.Observed) && !double.IsNaN(b.SimulatedLower)).ToArray();
        Assert.True(known.Length >= 15);
        Assert.All(known, b => Assert.InRange(b.SimulatedMedian, b.SimulatedLower, b.SimulatedUpper));
        Assert.InRange(known.Count(b => b.Observed >= b.SimulatedLower && b.Observed <= b.SimulatedUpper) / (double)known.Length, 0.7, 1);
        Assert.Equal(theophylline.Data.ObservationCount, vpc.Bands.Where(b => b.Probability == 0.5).Sum(b => b.Count));
        Assert.Equal(vpc.Bands.ToArray(), Fit.Vpc(_settings with { Threads = 1 }).Bands.ToArray());
    }

    [Fact]
    public void Settings_reach_the_check()
    {
        var corrected = Fit.Vpc(_settings with { IsPredictionCorrected = true, Percentiles = [0.1, 0.9], IsByTimeAfterDose = true });
        Assert.Equal([0.1, 0.9], corrected.Bands.Select(b => b.Probability).Distinct());
        Assert.NotEqual(
            Fit.Vpc(_settings with { Percentiles = [0.1, 0.9] }).Bands.Select(b => b.Observed),
            corrected.Bands.Select(b => b.Observed));
        var problem = Assert.Throws<ModelException>(() => Fit.Vpc(_settings with { StratifyBy = ["SEKS"] }));
        Assert.Equal("PK7404", Assert.Single(problem.Diagnostics).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit.Vpc(_settings with { Replicates = 0 }));
    }

    [Fact]
    public void Prediction_errors_of_a_good_model_are_nearly_standard_normal()
    {
        var npde = Fit.Npde(_settings);
        Assert.Equal(theophylline.Data.ObservationCount, npde.Errors.Length);
        Assert.InRange(npde.Mean, -0.3, 0.3);
        Assert.InRange(npde.Variance, 0.6, 1.6);
        Assert.InRange(npde.GlobalP, 0, 1);
        Assert.Equal(npde.Errors.ToArray(), Fit.Npde(_settings with { Threads = 1 }).Errors.ToArray());
    }

    [Fact]
    public void A_cancelled_check_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Fit.Vpc(_settings, cancellationToken: source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Fit.Npde(_settings, cancellationToken: source.Token));
    }
}
