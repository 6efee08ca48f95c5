using PopPK.Likelihood;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class BoundaryTests
{
    private const string Separate = "  eta_cl ~ 0.1\n  eta_v ~ 0.1";
    private const string Together = "  eta_cl, eta_v ~ [0.1; 0.01, 0.1]";

    [Fact]
    public void Variance_that_is_zero_is_found_and_left_out_of_the_covariance_matrix()
    {
        var result = Estimator.Estimate(SimulatedBolus.Fitted(Separate, 0), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.EndsWith("on the boundary: omega(eta_v) is zero", result.Termination, StringComparison.Ordinal);
        var edge = Assert.Single(result.Boundary);
        Assert.Equal((BoundaryKind.ZeroVariance, 4), (edge.Kind, edge.Free));

        // The model without the random effect has the same objective, estimates and standard errors.
        var without = Estimator.Estimate(SimulatedBolus.Fitted("  eta_cl ~ 0.1\n  eta_v ~ 0 fixed", 0), new EstimationOptions());
        Near.Equal(without.Ofv, result.Ofv, Tolerance.MinimumReached, scale: 1);
        var step = CovarianceStep.Compute(result, new CovarianceOptions());
        var other = CovarianceStep.Compute(without, new CovarianceOptions());
        Assert.True(step.Succeeded, step.Reason);
        Assert.Equal("omega(eta_v) is zero", Assert.Single(step.Excluded).Reason);
        Assert.True(double.IsNaN(step.StandardErrors[4]));
        Near.Equal(other.StandardErrors.AsSpan(), step.StandardErrors.AsSpan()[..4], Tolerance.PublishedEstimate);
        Near.Equal(other.ConditionNumber, step.ConditionNumber, Tolerance.StandardError);
    }

    [Fact]
    public void Variance_that_is_not_zero_is_no_boundary()
    {
        var result = Estimator.Estimate(SimulatedBolus.Fitted(Separate, 0.2), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.Empty(result.Boundary);
        Assert.Empty(CovarianceStep.Compute(result, new CovarianceOptions()).Excluded);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.02, 1)]
    public void Block_that_becomes_singular_ends_the_search_on_its_edge(double volumeDeviation, double correlation)
    {
        var result = Estimator.Estimate(SimulatedBolus.Fitted(Together, volumeDeviation, correlation), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        var edge = Assert.Single(result.Boundary);
        Assert.Contains(edge.Kind, new[] { BoundaryKind.SingularBlock, BoundaryKind.ZeroVariance });
        var step = CovarianceStep.Compute(result, new CovarianceOptions());
        Assert.True(step.Succeeded, step.Reason);
        Assert.Equal(edge.Members.ToArray(), step.Excluded.Select(e => e.Free).ToArray());
        Assert.True(step.StandardErrors[0] > 0);
        Assert.True(result.ObjectiveEvaluations < 60, $"{result.ObjectiveEvaluations} evaluations");
        var certificate = Certifier.Check(result, new EstimationOptions());
        Assert.True(certificate.AtEnd!.RelativeError < Tolerance.FiveDigits, $"{certificate.AtEnd}");
    }

    [Fact]
    public void Block_of_three_with_a_needless_correlation_is_fitted_to_its_edge_or_inside()
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"))
            .Replace("  eta_ka ~ 0.4\n  eta_cl ~ 0.1\n  eta_v  ~ 0.02\n", "  eta_ka, eta_cl, eta_v ~ [0.4; 0.01, 0.1; 0.01, 0.01, 0.02]\n", StringComparison.Ordinal);
        var result = Estimator.Estimate(CohortOf.TextAndFile(text, RepositoryFiles.Path("datasets", "theophylline.csv")), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.True(result.ObjectiveEvaluations < 60, $"{result.ObjectiveEvaluations} evaluations");
    }

    [Fact]
    public void What_nothing_informs_is_named_kept_and_left_out_of_the_covariance_matrix()
    {
        var cohort = SimulatedBolus.Fitted(
            "  eta_cl ~ 0.1\n  eta_v ~ 0.1\n  eta_f ~ 0.05", 0.2, 0, "  tvf = 0.7 in (0, 1)", "  bioavailability(depot) = tvf*exp(eta_f)");
        var result = Estimator.Estimate(cohort, new EstimationOptions());
        var plain = Estimator.Estimate(SimulatedBolus.Fitted(Separate, 0.2), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        var names = result.Uninformed.Select(i => result.Layout.Parameters[result.Layout.Free[i]].Name).ToArray();
        Assert.Equal(["tvf", "omega(eta_f)"], names);
        Assert.Equal(result.Uninformed.Select(i => result.Layout.InitialFree()[i]).ToArray(), result.Uninformed.Select(i => result.FreeParameters[i]).ToArray());
        Near.Equal(plain.Ofv, result.Ofv, Tolerance.MinimumReached, scale: 1);

        var step = CovarianceStep.Compute(result, new CovarianceOptions());
        var other = CovarianceStep.Compute(plain, new CovarianceOptions());
        Assert.True(step.Succeeded, step.Reason);
        Assert.Equal(result.Uninformed.ToArray(), step.Excluded.Select(e => e.Free).ToArray());
        Near.Equal(other.StandardErrors.AsSpan(), step.StandardErrors.Where(double.IsFinite).ToArray(), Tolerance.PublishedEstimate);
        Assert.Empty(plain.Uninformed);
    }

    [Fact]
    public void Parameters_that_cannot_be_told_apart_fail_the_covariance_step_by_name()
    {
        var cohort = SimulatedBolus.Fitted(Separate, 0.2, 0, "  f1 = 0.9 in (0, 5)", "  bioavailability(central) = f1");
        var step = CovarianceStep.Compute(Estimator.Estimate(cohort, new EstimationOptions()), new CovarianceOptions());
        Assert.False(step.Succeeded);
        Assert.Contains("tvcl, tvv and f1", step.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Importance_resampling_says_why_it_cannot_propose()
    {
        var result = Estimator.Estimate(SimulatedBolus.Fitted(Separate, 0), new EstimationOptions());
        var sampled = ImportanceResampling.Compute(result, CovarianceStep.Compute(result, new CovarianceOptions()), new ImportanceOptions());
        Assert.False(sampled.Succeeded);
        Assert.Contains("omega(eta_v)", sampled.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Edges_of_a_block_are_told_apart()
    {
        var layout = new ParameterLayout(SimulatedBolus.Fitted(Together, 0.2).Model);
        double[] theta = [3, 30, 0.15];
        Assert.Empty(Boundary.Of(layout, [.. theta, 0.1, 0.05, 0.1]));
        Assert.Equal(BoundaryKind.SingularBlock, Assert.Single(Boundary.Of(layout, [.. theta, 0.1, 0.1, 0.1])).Kind);
        Assert.Equal(BoundaryKind.SingularBlock, Assert.Single(Boundary.Of(layout, [.. theta, 0.1, -0.02, 0.004 + 1e-9])).Kind);
        var first = Assert.Single(Boundary.Of(layout, [.. theta, 1e-9, 0, 0.1]));
        Assert.Equal(BoundaryKind.ZeroVariance, first.Kind);
        Assert.Equal([3, 4], first.Members.ToArray());
        Assert.Equal(BoundaryKind.LowerBound, Assert.Single(Boundary.Of(layout, [1e-6, 30, 0.15, 0.1, 0.05, 0.1])).Kind);
        Assert.Equal(BoundaryKind.UpperBound, Assert.Single(Boundary.Of(layout, [3, 30, 1 - 1e-6, 0.1, 0.05, 0.1])).Kind);
    }
}
