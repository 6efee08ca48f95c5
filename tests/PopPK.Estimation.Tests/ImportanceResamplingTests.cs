using System.Collections.Immutable;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class ImportanceResamplingTests
{
    private static readonly double[] Values = [1.2, -0.4, 2.9, 0.3, 1.8, 3.3, -1.1, 0.9, 2.2, 1.4];

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void A_Gaussian_likelihood_gives_its_covariance_back_whatever_the_proposals(double inflation)
    {
        var (fit, covariance) = Known();
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = [new(20_000, 2000)], Inflation = inflation });
        Assert.True(sir.Succeeded, sir.Reason);
        var variance = 0.75 / Values.Length;
        var a = Assert.Single(sir.Parameters);
        Assert.Equal(fit.FreeParameters[0], a.Mean, Tolerance.MonteCarloStandardErrors * Math.Sqrt(variance / sir.KeptCount));
        Assert.Equal(1, a.StandardDeviation / Math.Sqrt(variance), Tolerance.MonteCarloStandardErrors / Math.Sqrt(2.0 * sir.KeptCount));
    }

    [Fact]
    public void Proposals_from_the_likelihood_itself_all_weigh_the_same()
    {
        var (fit, covariance) = Known();
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = [new(100, 50)] });
        Assert.Equal(100, sir.EffectiveSampleSize, Tolerance.SmallStep * 100);
        Assert.Equal(50, sir.KeptCount);
        Assert.All(sir.Samples, s => Assert.InRange(s.Copies, 0, 1));
    }

    [Fact]
    public void The_distribution_of_a_variance_is_that_of_its_likelihood()
    {
        // Integrated on a grid: mean of omega under its likelihood, the mean of the observations known.
        var cohort = CohortOf.TextAndData(LinearModels.Mean("eta ~ 0.5").Replace("a = 1\n", "a = 1 fixed\n", StringComparison.Ordinal), LinearModels.Data(Values));
        var fit = Estimator.Estimate(cohort, new EstimationOptions());
        var covariance = CovarianceStep.Compute(fit, new CovarianceOptions { Kind = CovarianceMatrixKind.R });
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = [new(20_000, 2000), new(20_000, 2000)], MostCopies = 100 });
        var sum = Values.Sum(v => (v - 1) * (v - 1));
        var (weight, mean) = (0.0, 0.0);
        for (var omega = 0.0005; omega < 200; omega += 0.001)
        {
            var total = omega + 0.25;
            var likelihood = Math.Exp(-0.5 * (Values.Length * Math.Log(total) + sum / total));
            (weight, mean) = (weight + likelihood, mean + omega * likelihood);
        }

        var omegas = Assert.Single(sir.Parameters);
        var error = omegas.StandardDeviation * Math.Sqrt(1 / (double)sir.KeptCount + 1 / sir.EffectiveSampleSize);
        Assert.Equal(mean / weight, omegas.Mean, Tolerance.MonteCarloStandardErrors * error);
    }

    [Fact]
    public void Later_rounds_propose_what_the_likelihood_asks_for()
    {
        // Proposals four times as wide as the likelihood: the first round says so and the later ones need not.
        var (fit, covariance) = Known();
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = ImportanceOptions.RoundsTo(2000), Inflation = 16 });
        Assert.Equal([1000, 1000, 1000, 2000, 2000], sir.Rounds.Select(r => r.Samples));
        Assert.True(sir.Rounds[^1].EffectiveSampleSize > 4 * sir.Rounds[0].EffectiveSampleSize, string.Join(' ', sir.Rounds));
    }

    [Fact]
    public void Rises_of_a_Gaussian_likelihood_are_chi_square_distributed()
    {
        const int kept = 4000;
        var (fit, covariance) = Known();
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = [new(2 * kept, kept), new(2 * kept, kept)] });
        Assert.All(sir.Rounds, r => Assert.Equal(1, r.MeanRise, Tolerance.MonteCarloStandardErrors * Math.Sqrt(2.0 / kept)));
        Assert.True(sir.IsSettled);
        var rises = sir.Rises!;
        for (var i = 0; i < rises.Probabilities.Length; i++)
        {
            // The share of kept rises below the quantile of chi-square, with one degree of freedom here.
            var probability = rises.Probabilities[i];
            var share = sir.Samples.Where(s => s.Rise <= rises.ChiSquare[i]).Sum(s => s.Copies) / (double)kept;
            Assert.Equal(probability, share, Tolerance.MonteCarloStandardErrors * Math.Sqrt(probability * (1 - probability) / kept));
        }
    }

    [Fact]
    public void On_theophylline_most_proposals_of_the_last_round_count()
    {
        // Eight parameters of twelve subjects: proposals from the sandwich leave 8 of 2500 effective.
        var fit = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var covariance = CovarianceStep.Compute(fit, new CovarianceOptions());
        var sir = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions { Rounds = ImportanceOptions.RoundsTo(2000) });
        Assert.True(sir.EffectiveSampleSize > 0.4 * 2000, string.Join(' ', sir.Rounds));
        Assert.True(sir.Rounds[^1].EffectiveSampleSize / 2000 > 4 * sir.Rounds[0].EffectiveSampleSize / 1000);
        Assert.True(sir.IsSettled, string.Join(' ', sir.Rounds));
    }

    [Fact]
    public void Rounds_that_still_move_are_not_settled()
    {
        var rounds = new ImportanceRoundResult(1000, 200, 200, 8, 4);
        ImportanceResult With(double rise) => new() { Level = 0.95, Rounds = [rounds, rounds with { MeanRise = rise }] };
        Assert.True(With(8.5).IsSettled);
        Assert.False(With(10).IsSettled);
    }

    [Fact]
    public void Threads_change_no_bit_and_the_seed_does()
    {
        var fit = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var covariance = CovarianceStep.Compute(fit, new CovarianceOptions());
        ImmutableArray<ImportanceSample> Sample(int threads, long seed) => ImportanceResampling
            .Compute(fit, covariance, new ImportanceOptions { Rounds = [new(40, 10)], Threads = threads, Seed = seed }).Samples;
        string Text(ImmutableArray<ImportanceSample> samples) =>
            string.Join(';', samples.Select(s => $"{s.Rise:R} {s.Weight:R} {s.Copies} {string.Join(',', s.FreeParameters)}"));
        var one = Text(Sample(1, 7));
        Assert.Equal(one, Text(Sample(3, 7)));
        Assert.NotEqual(one, Text(Sample(3, 8)));
    }

    [Fact]
    public void Without_a_covariance_matrix_there_is_a_reason()
    {
        var (fit, covariance) = Known();
        var sir = ImportanceResampling.Compute(fit, covariance with { Succeeded = false }, new ImportanceOptions());
        Assert.False(sir.Succeeded);
        Assert.Contains("covariance matrix", sir.Reason, StringComparison.Ordinal);
        var interrupted = ImportanceResampling.Compute(fit, covariance, new ImportanceOptions(), cancellationToken: new CancellationToken(canceled: true));
        Assert.Contains("interrupted", interrupted.Reason, StringComparison.Ordinal);
        Assert.Empty(interrupted.Samples);
    }

    private static (EstimationResult Fit, CovarianceResult Covariance) Known()
    {
        var fit = Estimator.Estimate(CohortOf.TextAndData(LinearModels.Mean("eta ~ 0.5 fixed"), LinearModels.Data(Values)), new EstimationOptions());
        return (fit, CovarianceStep.Compute(fit, new CovarianceOptions { Kind = CovarianceMatrixKind.R }));
    }
}
