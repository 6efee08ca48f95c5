using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

public class EstimatorTests
{
    public static IEnumerable<object[]> ModelFiles =>
        Directory.GetFiles(RepositoryFiles.Path("models"), "*.poppk")
            .Where(f => CohortOf.Model(File.ReadAllText(f)).Data is not null)
            .Select(f => new object[] { Path.GetFileName(f) });

    [Theory]
    [MemberData(nameof(ModelFiles))]
    public void Every_model_of_the_repository_that_names_data_compiles_and_evaluates(string file)
    {
        var cohort = CohortOf.File("models", file);
        var method = MarginalApproximation.Find(cohort.Model.Model.Method ?? "focei");
        Assert.NotNull(method);
        var result = Estimator.Evaluate(cohort, new EstimationOptions { Approximation = method });
        Assert.True(result.HasObjective);
        Assert.Empty(result.Failures);
        Assert.All(result.Gradient, g => Assert.True(double.IsFinite(g)));
    }

    [Theory]
    [InlineData("theophylline")]
    [InlineData("indomethacin")]
    public void A_closed_form_and_its_equations_are_the_same_fit(string model)
    {
        var closed = Estimator.Estimate(CohortOf.File("models", model + ".poppk"), new EstimationOptions());
        var equations = Estimator.Estimate(CohortOf.File("models", model + "_ode.poppk"), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, closed.Status);
        Assert.Equal(closed.Ofv, equations.Ofv, Tolerance.MinimumReached);
    }

    [Fact]
    public void Estimates_do_not_depend_on_the_number_of_threads_to_the_last_bit()
    {
        var cohort = CohortOf.File("models", "phenobarbital.poppk");
        var one = Estimator.Estimate(cohort, new EstimationOptions { Threads = 1 });
        foreach (var threads in new[] { 2, 4 })
        {
            var many = Estimator.Estimate(cohort, new EstimationOptions { Threads = threads });
            Assert.Equal(one.Estimates.ToArray(), many.Estimates.ToArray());
            Assert.Equal(one.Ofv, many.Ofv);
            Assert.Equal(one.Subjects.SelectMany(s => s.Eta), many.Subjects.SelectMany(s => s.Eta));
        }
    }

    [Fact]
    public void Evaluating_at_the_estimates_gives_the_reported_objective()
    {
        var cohort = CohortOf.File("models", "theophylline.poppk");
        var fit = Estimator.Estimate(cohort, new EstimationOptions());
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei);
        Near.Equal(fit.Ofv, objective.Evaluate(fit.FreeParameters.AsSpan(), withGradient: true).Ofv, Tolerance.Algebra);
    }

    [Fact]
    public void A_variance_that_went_to_zero_too_early_is_set_up_again()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"))
            .Replace("tvka = 1.5  in (0, 20)", "tvka = 0.015 in (0, inf)", StringComparison.Ordinal)
            .Replace("tvcl = 2.7  in (0, 20)", "tvcl = 0.027 in (0, inf)", StringComparison.Ordinal)
            .Replace("tvv  = 32   in (0, 200)", "tvv = 0.32 in (0, inf)", StringComparison.Ordinal);
        var result = Estimator.Estimate(
            CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv")), new EstimationOptions());
        var good = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.True(result.Ofv <= good.Ofv + Tolerance.ObjectiveOfFit, $"{result.Ofv} against {good.Ofv}");
    }

    [Fact]
    public void A_cancelled_fit_reports_the_best_point_so_far()
    {
        using var source = new CancellationTokenSource();
        var result = Estimator.Estimate(
            CohortOf.File("models", "theophylline.poppk"),
            new EstimationOptions(),
            iteration =>
            {
                if (iteration.Number == 2)
                {
                    source.Cancel();
                }
            },
            source.Token);
        Assert.Equal(EstimationStatus.Cancelled, result.Status);
        Assert.True(result.HasObjective);
        Assert.NotEmpty(result.Subjects);
        Assert.True(result.Ofv <= result.Iterations[0].Ofv);
    }

    [Fact]
    public void A_fit_cancelled_in_its_first_evaluation_does_not_begin_another()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions(), null, source.Token);
        Assert.Equal((EstimationStatus.Cancelled, "interrupted before the objective was known"), (result.Status, result.Termination));
        Assert.False(result.HasObjective);
        Assert.Equal(0, result.InnerEvaluations);
    }

    [Fact]
    public void A_cancelled_evaluation_has_no_objective_and_says_so()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = Estimator.Evaluate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions(), source.Token);
        Assert.Equal(EstimationStatus.Cancelled, result.Status);
        Assert.False(result.HasObjective);
        Assert.Empty(result.Subjects);
    }

    [Fact]
    public void A_model_that_cannot_start_says_why()
    {
        var cohort = CohortOf.TextAndData(SmallModels.ProportionalDecay, "ID,TIME,DV,AMT,EVID\n8,0,1,.,0\n8,1,.,10,1\n8,2,7,.,0\n");
        var result = Estimator.Estimate(cohort, new EstimationOptions());
        Assert.Equal(EstimationStatus.InitialPointFailed, result.Status);
        Assert.Contains("subject 8 (row 2)", result.Termination, StringComparison.Ordinal);
    }

    [Fact]
    public void Unconstrained_coordinates_invert_and_their_gradient_is_the_chain_rule()
    {
        var layout = new ParameterLayout(CohortOf.File("models", "theophylline.poppk").Model);
        var scale = new UnconstrainedScale(layout);
        var natural = layout.InitialFree();
        var x = new double[natural.Length];
        var back = new double[natural.Length];
        scale.FromNatural(natural, x);
        scale.ToNatural(x, back);
        for (var i = 0; i < x.Length; i++)
        {
            Assert.Equal(natural[i], back[i], Tolerance.Algebra * Math.Abs(natural[i]));
        }

        // The gradient of sum w_i p_i(x) by x.
        var weights = natural.Select((_, i) => 1.0 + i).ToArray();
        var gradient = new double[x.Length];
        scale.GradientFromNatural(x, weights, gradient);
        for (var i = 0; i < x.Length; i++)
        {
            double Along(double value)
            {
                var moved = x.ToArray();
                moved[i] = value;
                var p = new double[x.Length];
                scale.ToNatural(moved, p);
                return p.Zip(weights, (a, b) => a * b).Sum();
            }

            Assert.Equal(HighOrderDifference.Derivative(Along, x[i], 0.1), gradient[i], Tolerance.Derivative * Math.Max(1, Math.Abs(gradient[i])));
        }
    }
}
