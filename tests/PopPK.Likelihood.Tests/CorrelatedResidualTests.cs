using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>Residuals of endpoints that are observed at one time may be correlated, under every method.</summary>
public class CorrelatedResidualTests
{
    private const string Pair = "correlation(cp, effect) = rho";

    public static TheoryData<string> Methods => ["fo", "foi", "foce", "focei", "laplace", "laplace-nointer", "agq(1)", "agq(3)"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Without_correlation_nothing_changes(string method)
    {
        var zero = Evaluate(method, CorrelatedResiduals.Cohort(3, "correlation(cp, effect) = 0\n  correlation(3, 2) = 0"));
        var none = Evaluate(method, CorrelatedResiduals.Cohort(3, ""));
        AssertNear(none, zero, Tolerance.Algebra, method);
        Assert.NotEqual(none.Ofv, Evaluate(method, CorrelatedResiduals.Cohort(3, Pair)).Ofv, Tolerance.ObjectiveFourDecimals);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Observations_at_different_times_are_independent(string method)
    {
        var data = CorrelatedResiduals.Data(2, shift: 0.125);
        var correlated = Evaluate(method, CohortOf.TextAndData(CorrelatedResiduals.Model(Pair), data));
        var independent = Evaluate(method, CohortOf.TextAndData(CorrelatedResiduals.Model(""), data));
        Assert.Equal(independent.Ofv, correlated.Ofv);
        Assert.Equal(independent.Gradient.ToArray(), correlated.Gradient.ToArray());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Order_of_the_records_of_a_time_does_not_matter(string method)
    {
        var text = CorrelatedResiduals.Model(CorrelatedResiduals.AllCorrelations);
        var one = Evaluate(method, CohortOf.TextAndData(text, CorrelatedResiduals.Data(3)));
        var other = Evaluate(method, CohortOf.TextAndData(text, CorrelatedResiduals.Data(3, isReversed: true)));
        AssertNear(one, other, Tolerance.ModeAccuracy, method);
    }

    /// <summary>p(y1, y2) = p(y1) p(y2 | y1), the second normal with mean f2 + rho w2/w1 (y1 - f1) and variance w2^2 (1 - rho^2).</summary>
    /// <param name="method">
    /// With constant deviations all methods see the same in both forms; with others only those that use the density itself do, because
    /// the expected curvature of the one form is not that of the other.
    /// </param>
    /// <param name="isConstant">True for constant deviations.</param>
    [Theory]
    [InlineData("fo", true)]
    [InlineData("foi", true)]
    [InlineData("foce", true)]
    [InlineData("focei", true)]
    [InlineData("laplace", true)]
    [InlineData("laplace-nointer", true)]
    [InlineData("agq(3)", true)]
    [InlineData("laplace", false)]
    [InlineData("agq(3)", false)]
    public void A_pair_is_one_observation_and_the_other_given_it(string method, bool isConstant)
    {
        // Subject 4 has no first endpoint, of subject 3 some times have not: they stay as they are by a Y1 that is predicted.
        var (one, other) = isConstant ? ("add", "sd") : ("sqrt(add^2 + (prop*cp)^2)", "sqrt(sd^2 + (0.05*effect)^2)");
        var joint = Factorised("effect", other, Pair);
        var conditional = Factorised($"effect + rho*{other}/({one})*(Y1 - cp)", $"{other}*sqrt(1 - rho^2)", "");
        var rows = CorrelatedResiduals.Data(2).Split('\n').Where(l => !l.StartsWith('3') && !l.StartsWith('4'));
        var data = string.Join('\n', rows);
        AssertNear(
            Evaluate(method, CohortOf.TextAndData(joint, data)),
            Evaluate(method, CohortOf.TextAndData(conditional, data)),
            method.StartsWith("fo", StringComparison.Ordinal) ? Tolerance.ModeAccuracy : Tolerance.Derivative,
            method);

        string Factorised(string mean, string deviation, string correlation) => CorrelatedResiduals
            .Model(correlation, $"normal({mean}, {deviation})")
            .Replace("combined(cp, add + 0*rho, prop)", $"normal(cp, {one} + 0*rho)", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_linear_model_has_its_exact_likelihood(string method)
    {
        const string text = """
            model lines
            parameters
              base  = 2
              slope = -0.3
              sd    = 0.4 in (0, inf)
              wide  = 0.7 in (0, inf)
              rho   = 0.6 in (-1, 1)
            variability by ID
              a, b ~ [0.5; 0.1, 0.2]
            covariates
              DVID
            individual
              intercept = base + a
              rate      = slope + b
            observations
              f = intercept + rate*t
              g = 3*intercept - rate
              DV[DVID == 1] ~ additive(f, sd)
              DV[DVID == 2] ~ additive(g, wide)
              correlation(f, g) = rho

            """;
        const string data = "ID,TIME,DV,DVID\n1,0,2.1,1\n1,0,6.7,2\n1,1,1.2,1\n1,3,2.2,2\n1,3,4,1\n2,0,1,2\n2,2,0.3,1\n3,1,2.5,1\n3,1,2.7,2\n3,4,1,1\n";
        var cohort = CohortOf.TextAndData(text, data);
        var expected = cohort.Subjects.Sum(ExactLines);
        var actual = Evaluate(method, cohort);
        Near.Equal(expected, actual.Ofv, Tolerance.DividedDifference, 0, method);
    }

    [Fact]
    public void Correlations_that_do_not_go_together_are_a_failure_with_words_and_a_row()
    {
        const string impossible = "correlation(cp, effect) = 0.9\n  correlation(effect, marker) = 0.9\n  correlation(cp, marker) = -0.9";
        foreach (string method in (string[])["fo", "foi", "foce", "focei", "laplace", "agq(3)"])
        {
            var evaluation = Evaluate(method, CorrelatedResiduals.Cohort(3, impossible));
            Assert.False(evaluation.Exists);
            Assert.Equal(["1", "2", "3"], evaluation.Failures.Select(f => f.Id));
            var failure = evaluation.Failures[0];
            Assert.Equal(PredictionStatus.ResidualCovarianceNotPositiveDefinite, failure.Prediction);
            Assert.Equal(3, failure.Row);
            Assert.Contains("do not go together", failure.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Evaluating_a_subject_allocates_nothing(string method)
    {
        var cohort = CorrelatedResiduals.Cohort(3, CorrelatedResiduals.AllCorrelations);
        var layout = new ParameterLayout(cohort.Model);
        var point = layout.PointAt(layout.InitialFree())!;
        var clusters = ClusterLayout.Of(cohort, layout);
        var workspace = new ClusterWorkspace(cohort, clusters);
        var contribution = new ClusterContribution(clusters[0], layout.Free.Length);
        var options = new EtaModeOptions();
        var approximation = MarginalApproximation.Find(method)!;
        Allocation.IsZero(() =>
        {
            foreach (var cluster in clusters)
            {
                workspace.Latent.Clear();
                contribution.IsWarm = false;
                approximation.Evaluate(new ClusterRequest(cluster, 0, layout, point, options, true), workspace, contribution);
            }
        });
    }

    private static PopulationEvaluation Evaluate(string method, Cohort cohort)
    {
        var objective = new PopulationObjective(cohort, MarginalApproximation.Find(method)!);
        return objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
    }

    private static void AssertNear(PopulationEvaluation expected, PopulationEvaluation actual, double tolerance, string method)
    {
        Assert.True(expected.Exists && actual.Exists, $"{method}: {string.Join("; ", expected.Failures.Concat(actual.Failures))}");
        Near.Equal(expected.Ofv, actual.Ofv, Math.Min(tolerance, Tolerance.ModeAccuracy), 0, method);
        Near.Equal(expected.Gradient.AsSpan(), actual.Gradient.AsSpan(), tolerance, expected.Gradient.Max(Math.Abs), $"{method} gradient");
    }

    // Z Omega Z' + V, where V has covariances between the two lines at one time.
    private static double ExactLines(BoundSubject subject)
    {
        var n = subject.Observed.Length;
        var times = subject.Observations.Times;
        var isSecond = subject.Observations.Endpoints.Select(e => e == 1).ToArray();
        var z = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, 2, (i, k) => (isSecond[i], k) switch
        {
            (false, 0) => 1,
            (false, _) => times[i],
            (true, 0) => 3,
            _ => -1,
        });
        var omega = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(new[,] { { 0.5, 0.1 }, { 0.1, 0.2 } });
        double Deviation(int i) => isSecond[i] ? 0.7 : 0.4;
        var v = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, n, (i, j) =>
            (i == j ? 1 : times[i] == times[j] ? 0.6 : 0) * Deviation(i) * Deviation(j));
        var observed = subject.Observed.ToArray();
        var typical = z * MathNet.Numerics.LinearAlgebra.Vector<double>.Build.DenseOfArray([2, -0.3]);
        var residual = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(n, i => observed[i] - typical[i]);
        var factor = (z * omega * z.Transpose() + v).Cholesky();
        return factor.DeterminantLn + residual * factor.Solve(residual);
    }
}
