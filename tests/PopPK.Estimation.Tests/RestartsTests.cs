using System.Collections.Immutable;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

public class RestartsTests
{
    private static readonly Cohort Theophylline = CohortOf.File("models", "theophylline.poppk");
    private static readonly ParameterLayout Layout = new(Theophylline.Model);

    [Fact]
    public void Starts_depend_on_seed_and_number_only_and_stay_within_the_factor()
    {
        var center = Layout.InitialFree();
        var start = RandomStart.Near(Layout, center, 1, 2);
        Assert.Equal(start, RandomStart.Near(Layout, center, 1, 2));
        Assert.NotEqual(start, RandomStart.Near(Layout, center, 2, 2));
        Assert.NotEqual(start, RandomStart.Near(Layout, center, 1, 3));
        for (var i = 0; i < start.Length; i++)
        {
            var ratio = start[i] / center[i];
            Assert.InRange(ratio, 1 / RandomStart.DefaultFactor, RandomStart.DefaultFactor);
            Assert.NotEqual(1, ratio);
        }
    }

    [Fact]
    public void Correlations_of_a_block_stay_as_they_are()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"))
            .Replace("  eta_cl ~ 0.1\n  eta_v  ~ 0.02", "  eta_cl, eta_v ~ [0.1; 0.02, 0.02]", StringComparison.Ordinal);
        var layout = new ParameterLayout(CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv")).Model);
        var start = RandomStart.Near(layout, layout.InitialFree(), 1, 1);
        Assert.Equal(3, layout.FreeBlocks.Sum(b => b.Size));
        Assert.Equal(0.02 / Math.Sqrt(0.1 * 0.02), start[^2] / Math.Sqrt(start[^3] * start[^1]), Tolerance.Algebra);
        Assert.NotEqual(0.02, start[^2]);
    }

    [Fact]
    public void The_best_fit_is_kept_and_all_are_told()
    {
        var (best, summary) = Restarts.Run(Layout, 3, 1, 2, (_, initial, threads) => Fit(initial, threads));
        Assert.Equal([0, 1, 2, 3], summary.Fits.Select(f => f.Number));
        Assert.Equal(Layout.InitialFree(), summary.Fits[0].Initial.ToArray());
        Assert.Equal(4, summary.AtBest);
        Assert.Equal(summary.Fits.Min(f => f.Ofv), best[^1].Result.Ofv);
        Assert.InRange(summary.Spread, 0, Tolerance.MinimumReached);
    }

    [Fact]
    public void Fits_side_by_side_are_the_same_to_the_last_bit_as_one_after_the_other()
    {
        var one = Restarts.Run(Layout, 4, 1, 1, (_, initial, threads) => Fit(initial, threads)).Summary;
        var three = Restarts.Run(Layout, 4, 1, 3, (_, initial, threads) => Fit(initial, threads)).Summary;
        Assert.Equal(one.Best, three.Best);
        Assert.Equal(one.Fits.Select(f => f.Ofv), three.Fits.Select(f => f.Ofv));
        Assert.Equal(one.Fits.SelectMany(f => f.Estimates), three.Fits.SelectMany(f => f.Estimates));
    }

    [Fact]
    public void An_interruption_keeps_the_fits_that_were_begun()
    {
        using var source = new CancellationTokenSource();
        var summary = Restarts.Run(Layout, 8, 1, 1, (number, initial, threads) =>
        {
            if (number == 2)
            {
                source.Cancel();
            }

            return Fit(initial, threads);
        }, source.Token).Summary;
        Assert.Equal([0, 1, 2], summary.Fits.Select(f => f.Number));
    }

    [Fact]
    public void A_fit_that_did_not_converge_must_be_clearly_better_to_be_kept()
    {
        var fit = Estimator.Evaluate(Theophylline, new EstimationOptions());
        (double Ofv, EstimationStatus Status)[] ends =
            [(10, EstimationStatus.Converged), (9.995, EstimationStatus.NotConverged), (double.NaN, EstimationStatus.InitialPointFailed), (8, EstimationStatus.NotConverged), (12, EstimationStatus.Converged)];
        var (best, summary) = Restarts.Run(Layout, 4, 1, 1, (n, _, _) => [new EstimationStep(fit with { Ofv = ends[n].Ofv, Status = ends[n].Status }, 0)]);
        Assert.Equal((3, 8.0), (summary.Best, best[^1].Result.Ofv));
        Assert.Equal((2, 0, 2.0), (summary.Converged, summary.AtBest, summary.Spread));
        Assert.Equal(0, Restarts.Run(Layout, 2, 1, 1, (n, _, _) => [new EstimationStep(fit with { Ofv = ends[n].Ofv, Status = ends[n].Status }, 0)]).Summary.Best);
    }

    private static ImmutableArray<EstimationStep> Fit(double[] initial, int threads) =>
        [new EstimationStep(Estimator.EstimateFrom(Theophylline, new EstimationOptions { Threads = threads }, initial), 0)];
}
