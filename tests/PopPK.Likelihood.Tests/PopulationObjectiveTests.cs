using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

public class PopulationObjectiveTests
{
    [Fact]
    public void Focei_is_the_exact_likelihood_of_a_linear_gaussian_model()
    {
        // y = base + slope t + eta1 + eta2 t + eps: marginally normal with covariance Z Omega Z' + sigma^2 I.
        const string text = """
            model line
            parameters
              base  = 2
              slope = -0.3
              sd    = 0.4 in (0, inf)
            variability by ID
              a, b ~ [0.5; 0.1, 0.2]
            individual
              intercept = base + a
              rate      = slope + b
            observations
              f = intercept + rate*t
              DV ~ additive(f, sd)

            """;
        const string data = "ID,TIME,DV\n1,0,2.1\n1,1,1.2\n1,3,2.2\n2,0,1\n2,2,0.3\n3,0.5,3\n3,1,2.5\n3,1.5,2.7\n3,4,1\n";
        var cohort = CohortOf.TextAndData(text, data);
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei);
        var actual = objective.Evaluate(objective.Layout.InitialFree(), withGradient: false).Ofv;
        var expected = cohort.Subjects.Sum(s => ExactLine(s, [2, -0.3, 0.4], [0.5, 0.1, 0.2]));
        Assert.Equal(expected, actual, Tolerance.Algebra * 10 * Math.Abs(expected));
    }

    [Fact]
    public void Objective_does_not_depend_on_the_number_of_threads_to_the_last_bit()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var one = Evaluate(cohort, 1);
        foreach (var threads in new[] { 2, 4 })
        {
            var many = Evaluate(cohort, threads);
            Assert.Equal(one.Ofv, many.Ofv);
            Assert.Equal(one.Gradient.ToArray(), many.Gradient.ToArray());
        }
    }

    [Fact]
    public void Objective_does_not_depend_on_the_order_of_subjects_and_shifts_of_time()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"));
        var rows = File.ReadAllLines(RepositoryFiles.Path("datasets", "theophylline.csv"));
        var reversed = rows.Skip(1).GroupBy(r => r.Split(',')[0]).Reverse().SelectMany(g => g);
        var shifted = reversed.Select(r => r.Split(',')).Select(c => string.Join(',', c.Select((x, i) => i == 1 ? $"{double.Parse(x) + 7:R}" : x)));
        var expected = Evaluate(CohortOf.TextAndData(text, string.Join('\n', rows)), 1).Ofv;
        var actual = Evaluate(CohortOf.TextAndData(text, string.Join('\n', shifted.Prepend(rows[0]))), 1).Ofv;
        Assert.Equal(expected, actual, Tolerance.ModeAccuracy * Math.Abs(expected));
    }

    [Fact]
    public void A_subject_that_cannot_be_predicted_is_named_with_its_row()
    {
        var cohort = CohortOf.TextAndData(SmallModels.ProportionalDecay, "ID,TIME,DV,AMT,EVID\n7,0,.,10,1\n7,1,9,.,0\n8,0,1,.,0\n8,1,.,10,1\n8,2,7,.,0\n");
        var evaluation = Evaluate(cohort, 1);
        var failure = Assert.Single(evaluation.Failures);
        Assert.False(evaluation.Exists);
        Assert.Equal("8", failure.Id);
        Assert.Equal(4, failure.Row);
        Assert.Equal(PredictionStatus.VarianceNotPositive, failure.Prediction);
    }

    [Fact]
    public void Subjects_whose_mode_is_not_found_are_named_and_count_as_no_better_mode()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei, 1, new EtaModeOptions { MaximumEvaluations = 1 });
        var evaluation = objective.EvaluateBestModes(objective.Layout.InitialFree(), out var improved);
        Assert.Equal(cohort.Subjects.Select(s => s.Id), evaluation.InexactSubjects.Select(s => s.Id));
        Assert.All(evaluation.InexactSubjects, s => Assert.Equal(EtaModeStatus.NotConverged, s.Status));
        Assert.True(evaluation.Exists);
        Assert.Equal(0, improved);
        Assert.Empty(Evaluate(cohort, 1).InexactSubjects);
    }

    [Theory]
    [InlineData("theophylline", "focei")]
    [InlineData("theophylline_ode", "focei")]
    [InlineData("remifentanil", "focei")]
    [InlineData("theophylline", "fo")]
    [InlineData("theophylline", "foi")]
    [InlineData("theophylline", "foce")]
    [InlineData("theophylline", "laplace")]
    [InlineData("theophylline", "laplace-nointer")]
    [InlineData("theophylline", "agq(3)")]
    public void Evaluating_a_subject_allocates_nothing(string model, string method)
    {
        var cohort = CohortOf.File("models", model + ".poppk");
        var layout = new ParameterLayout(cohort.Model);
        var point = layout.PointAt(layout.InitialFree())!;
        var clusters = ClusterLayout.Of(cohort, layout);
        var workspace = new ClusterWorkspace(cohort, clusters);
        var contribution = new ClusterContribution(clusters[0], layout.Free.Length);
        var options = new EtaModeOptions();
        var approximation = MarginalApproximation.Find(method)!;
        void EvaluateAll()
        {
            foreach (var cluster in clusters)
            {
                workspace.Latent.Clear();
                contribution.IsWarm = false;
                approximation.Evaluate(new ClusterRequest(cluster, 0, layout, point, options, true), workspace, contribution);
            }
        }

        EvaluateAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        EvaluateAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static PopulationEvaluation Evaluate(Cohort cohort, int threads)
    {
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei, threads);
        return objective.Evaluate(objective.Layout.InitialFree(), withGradient: true);
    }

    private static double ExactLine(BoundSubject subject, double[] theta, double[] omega)
    {
        var n = subject.Observed.Length;
        var times = subject.Observations.Times;
        var covariance = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(n, n, (i, j) =>
            omega[0] + omega[1] * (times[i] + times[j]) + omega[2] * times[i] * times[j] + (i == j ? theta[2] * theta[2] : 0));
        var observed = subject.Observed.ToArray();
        var residual = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(n, i => observed[i] - theta[0] - theta[1] * times[i]);
        var factor = covariance.Cholesky();
        return factor.DeterminantLn + residual * factor.Solve(residual);
    }
}
