using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class NpdeTests
{
    private const string Model = """
        model line
        parameters
          level = 10 fixed
        variability by ID
          eta ~ 4 fixed
        individual
          base = level + eta
        observations
          DV ~ normal(base, 1)
        """;

    [Fact]
    public void Two_observations_worked_by_hand()
    {
        // Replicates (1, 1), (2, 4), (3, 4): means 2 and 3; variances 1 and 3; covariance 1.5; Cholesky factor 1, 1.5, sqrt(0.75).
        var result = Npde("ID,TIME,DV\n1,0,2.5\n1,1,3\n", [1, 1, 2, 4, 3, 4], Decorrelation.Cholesky);
        Near.Equal([2, 3], [.. result.Rows.Select(r => r.Epred)], Tolerance.Algebra);

        // Shares below: two of three, one of three. Decorrelated, the second is (0 - 1.5 * 0.5) / root against (-2 + 1.5, 1, 1 - 1.5) / root.
        Near.Equal([NormalQuantile.At(2.0 / 3), NormalQuantile.At(1.0 / 3)], [.. result.Rows.Select(r => r.Npd)], Tolerance.Algebra);
        Near.Equal([NormalQuantile.At(2.0 / 3), NormalQuantile.At(1.0 / 6)], [.. result.Rows.Select(r => r.Npde)], Tolerance.Algebra);
    }

    [Fact]
    public void Ties_count_half_and_nothing_is_nearer_to_an_end_than_half_a_replicate()
    {
        var result = Npde("ID,TIME,DV\n1,0,2\n2,0,9\n3,0,0\n", [1, 2, 3, 2], Decorrelation.Cholesky);
        Near.Equal(NormalQuantile.At(0.5), result.Rows[0].Npd, Tolerance.Algebra, scale: 1);
        Near.Equal([NormalQuantile.At(7.0 / 8), NormalQuantile.At(1.0 / 8)], [result.Rows[1].Npde, result.Rows[2].Npde], Tolerance.Algebra);
    }

    [Theory]
    [InlineData(Decorrelation.Cholesky)]
    [InlineData(Decorrelation.Symmetric)]
    public void Decorrelated_values_are_uncorrelated_and_of_variance_one(Decorrelation method)
    {
        var stream = new RandomStream(1, RandomPurpose.General);
        var values = new double[4][];
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = [.. Enumerable.Range(0, 40).Select(k => stream.NextNormal() + (j > 0 ? 2 * values[j - 1][k] : 5))];
        }

        var decorrelator = Decorrelator.TryCreate(values, method)!;
        var made = Enumerable.Range(0, 40).Select(k =>
        {
            var result = new double[4];
            decorrelator.Apply([.. values.Select(v => v[k])], result);
            return result;
        }).ToArray();
        for (var i = 0; i < 4; i++)
        {
            Near.Equal(0, made.Sum(r => r[i]), Tolerance.LinearGaussian, scale: 1);
            for (var j = 0; j < 4; j++)
            {
                Near.Equal(i == j ? 1 : 0, made.Sum(r => r[i] * r[j]) / 39, Tolerance.LinearGaussian, scale: 1);
            }
        }
    }

    [Fact]
    public void Observations_that_do_not_vary_have_none_and_those_that_follow_from_others_are_reported()
    {
        var constant = Npde("ID,TIME,DV\n1,0,2\n1,1,2.5\n", [5, 1, 5, 2, 5, 3], Decorrelation.Cholesky);
        Assert.True(double.IsNaN(constant.Rows[0].Npd) && double.IsNaN(constant.Rows[0].Npde));
        Near.Equal(NormalQuantile.At(2.0 / 3), constant.Rows[1].Npde, Tolerance.Algebra);
        Assert.Contains(constant.Findings, f => f.Code == "PK7422");
        var dependent = Npde("ID,TIME,DV\n1,0,2\n1,1,2.5\n", [1, 2, 2, 4, 3, 6], Decorrelation.Symmetric);
        Assert.All(dependent.Rows, r => Assert.True(double.IsNaN(r.Npde) && double.IsFinite(r.Npd)));
        Assert.Contains(dependent.Findings, f => f.Code == "PK7423");
    }

    [Fact]
    public void Replicates_that_do_not_exist_are_left_out_and_reported()
    {
        var result = Npde("ID,TIME,DV\n1,0,2.5\n1,1,3\n", [1, 1, double.NaN, 7, 2, 4, 3, 4], Decorrelation.Cholesky);
        Near.Equal([2, 3], [.. result.Rows.Select(r => r.Epred)], Tolerance.Algebra);
        Assert.Contains(result.Findings, f => f.Code == "PK7405" && f.Message.StartsWith("1 replicate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_censored_observation_is_drawn_below_its_limit()
    {
        var censored = Model.Replace("DV ~ normal(base, 1)", "DV ~ normal(base, 1)\n    censored below 8", StringComparison.Ordinal);
        var data = "ID,TIME,DV\n" + string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"{i},0,{(i % 2 == 0 ? 7 : 9)}"));
        double[] simulated = [.. Enumerable.Range(1, 10).Select(v => (double)v)];
        var result = Npde(data, simulated, Decorrelation.Cholesky, censored);

        // Seven of ten replicates lie below 8; of those that were not quantified nothing else is known.
        double[] drawn = [.. result.Rows.Where(r => r.IsCensored).Select(r => MathNet.Numerics.Distributions.Normal.CDF(0, 1, r.Npd))];
        Assert.Equal(1000, drawn.Length);
        Assert.All(drawn, p => Assert.InRange(p, 0, 0.7));
        Near.Equal(0.35, drawn.Average(), Tolerance.MonteCarloStandardErrors * 0.7 / Math.Sqrt(12 * 1000.0), scale: 1);
        Assert.All(result.Rows.Where(r => !r.IsCensored), r => Near.Equal(NormalQuantile.At(0.85), r.Npd, Tolerance.Algebra));
    }

    // The model has no effect at time 0, and the two observations of a subject hardly have a covariance: every way to decorrelate gives the same. The
    // columns of the reference are from 300 draws; NPD there and here in expectation is a smooth integral over the random effect.
    [SkippableTheory]
    [InlineData(Decorrelation.Cholesky)]
    [InlineData(Decorrelation.Symmetric)]
    public void Errors_of_the_wang_data_are_the_published_ones(Decorrelation method)
    {
        const int replicates = 20_000;
        const int published = 300;
        var table = new NumericTable(RepositoryFiles.Reference("wang2007", "nonmem_proportional_focei.csv"));
        var cohort = CohortOf.TextAndData(WangModel.Text("sqrt(0.1)*f"), WangModel.Data());
        var result = Simulated.Npde(cohort, new NpdeSettings { Decorrelation = method }, replicates, 1);
        for (var i = 0; i < table.Count; i++)
        {
            var row = result.Rows[i];
            var exact = NormalQuantile.At(ExactShare(row.Time, row.Value));
            var error = ErrorOf(exact, replicates);
            Near.Equal(exact, row.Npd, Tolerance.MonteCarloStandardErrors * error, scale: 1, $"NPD of row {i}");
            Near.Equal(exact, row.Npde, Tolerance.MonteCarloStandardErrors * error, scale: 1, $"NPDE of row {i}");
            var limit = Tolerance.MonteCarloStandardErrors * ErrorOf(exact, published);
            Near.Equal(table[i, "NPD"], row.Npd, limit, scale: 1, $"published NPD of row {i}");
            Near.Equal(table[i, "NPDE"], row.Npde, limit, scale: 1, $"published NPDE of row {i}");
            Near.Equal(table[i, "EPRED"], row.Epred, Tolerance.MonteCarloStandardErrors * 0.65 * (1 / Math.Sqrt(published) + 3 / Math.Sqrt(replicates)), scale: 1);
        }
    }

    /// <summary>Probability that an observation of the Wang model lies below a value, by the trapezoidal rule over its random effect.</summary>
    private static double ExactShare(double time, double value)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var z = -8.0; z <= 8; z += 0.01)
        {
            var f = 10 * Math.Exp(-0.5 * Math.Exp(0.2 * z) * time);
            var weight = Math.Exp(-0.5 * z * z);
            sum += weight * MathNet.Numerics.Distributions.Normal.CDF(0, 1, (value - f) / (Math.Sqrt(0.1) * f));
            weights += weight;
        }

        return sum / weights;
    }

    // Standard error of a quantile of a share of K draws.
    private static double ErrorOf(double quantile, int draws)
    {
        var p = MathNet.Numerics.Distributions.Normal.CDF(0, 1, quantile);
        return Math.Sqrt(p * (1 - p) / draws) / MathNet.Numerics.Distributions.Normal.PDF(0, 1, quantile);
    }

    private static NpdeResult Npde(string data, double[] ofEachSubject, Decorrelation method, string model = Model)
    {
        var cohort = CohortOf.TextAndData(model, data);
        var layout = new ParameterLayout(cohort.Model);
        var width = cohort.Subjects[0].Observations.Count;
        var diagnostics = new DiagnosticBag();
        var settings = new NpdeSettings { Decorrelation = method };
        var accumulator = new NpdeAccumulator(cohort, layout.PointAt(layout.InitialFree())!, ofEachSubject.Length / width, settings, diagnostics);
        Assert.Empty(diagnostics);
        for (var c = 0; c < cohort.Clusters.Length; c++)
        {
            accumulator.Add(c, ofEachSubject);
        }

        return accumulator.Finish();
    }
}
