using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.Uncertainty;
using Xunit;

namespace PopPK.Estimation.Tests;

public class ProfileLikelihoodTests
{
    private const string ThreeInABlock = "eta_cl, eta_v, eta_ka ~ [0.1; 0.01, 0.02; 0.05, 0.02, 0.4]";
    private static readonly double[] Values = [1.2, -0.4, 2.9, 0.3, 1.8, 3.3, -1.1, 0.9, 2.2, 1.4];

    [Fact]
    public void Intervals_of_a_linear_Gaussian_model_are_exact()
    {
        // Known variances: the objective is a parabola, and the total variance of an observation 0.5 + 0.25.
        var result = Fit(LinearModels.Mean("eta ~ 0.5 fixed"), out var profile);
        var interval = Assert.Single(profile.Intervals);
        var half = Math.Sqrt(profile.Rise * 0.75 / Values.Length);
        Assert.Equal((ProfileEnd.Found, ProfileEnd.Found), (interval.LowerEnd, interval.UpperEnd));
        Assert.Equal(Values.Average() - half, interval.Lower, Tolerance.ProfileEnd * half);
        Assert.Equal(Values.Average() + half, interval.Upper, Tolerance.ProfileEnd * half);
        Assert.All(interval.Points, p => Assert.Equal(
            result.Ofv + Values.Length * (p.Value - Values.Average()) * (p.Value - Values.Average()) / 0.75, p.Ofv, Tolerance.MinimumReached));
    }

    [Fact]
    public void With_an_unknown_variance_both_intervals_are_those_of_the_formula()
    {
        Fit(LinearModels.Mean("eta ~ 0.5"), out var profile);
        var (mean, variance) = (Values.Average(), Values.Average(v => v * v) - Values.Average() * Values.Average());
        var half = Math.Sqrt(variance * (Math.Exp(profile.Rise / Values.Length) - 1));
        var ofMean = profile.Intervals[0];
        Assert.Equal(mean - half, ofMean.Lower, Tolerance.ProfileEnd * half);
        Assert.Equal(mean + half, ofMean.Upper, Tolerance.ProfileEnd * half);
        var ofVariance = profile.Intervals[1];
        Assert.Equal((ProfileEnd.Found, ProfileEnd.Found), (ofVariance.LowerEnd, ofVariance.UpperEnd));
        foreach (var omega in (double[])[ofVariance.Lower, ofVariance.Upper])
        {
            var ratio = variance / (omega + 0.25);
            Assert.Equal(profile.Rise, Values.Length * (ratio - 1 - Math.Log(ratio)), Tolerance.ProfileEnd);
        }
    }

    [Fact]
    public void A_variance_that_may_as_well_be_zero_has_its_bound_for_an_end()
    {
        Fit(LinearModels.Mean("eta ~ 0.5"), out var profile, [.. Values.Select(v => 0.25 * v)]);
        var interval = profile.Intervals[1];
        Assert.Equal((ProfileEnd.Bound, 0.0), (interval.LowerEnd, interval.Lower));
        Assert.Equal(ProfileEnd.Found, interval.UpperEnd);
        Assert.True(interval.Upper > interval.Estimate);
    }

    [Fact]
    public void A_variance_is_one_coordinate_wherever_its_effect_stands_in_the_block()
    {
        var layout = new ParameterLayout(TwoEffects("eta_cl, eta_v ~ [0.1; 0.01, 0.02]").Model);
        var variance = PositionOf(layout, "omega(eta_v)");
        var scale = new ProfileScale(layout, variance);
        var natural = layout.InitialFree();
        var coordinates = scale.FromNatural(natural);
        Near.Equal(natural, scale.ToNatural(coordinates), Tolerance.Algebra);
        for (var i = 0; i < coordinates.Length; i++)
        {
            var moved = (double[])coordinates.Clone();
            moved[i] += 0.1;
            Assert.Equal(i == scale.Coordinate, Math.Abs(scale.ToNatural(moved)[variance] - natural[variance]) > Tolerance.Algebra);
        }
    }

    [Fact]
    public void The_order_of_effects_in_a_block_does_not_matter()
    {
        ProfileInterval Interval(string effects)
        {
            var result = Estimator.Estimate(TwoEffects(effects), new EstimationOptions());
            return ProfileLikelihood.Compute(result, [PositionOf(result.Layout, "omega(eta_v)")], new ProfileOptions()).Intervals[0];
        }

        var (last, first) = (Interval("eta_cl, eta_v ~ [0.1; 0.01, 0.02]"), Interval("eta_v, eta_cl ~ [0.02; 0.01, 0.1]"));
        Assert.Equal((ProfileEnd.Found, ProfileEnd.Found), (last.LowerEnd, last.UpperEnd));
        Near.Equal([last.Lower, last.Upper], [first.Lower, first.Upper], Tolerance.ProfileEnd, last.Upper - last.Lower);
    }

    [Fact]
    public void Threads_and_the_other_parameters_asked_for_change_no_bit()
    {
        var result = Estimator.Estimate(CohortOf.File("models", "theophylline.poppk"), new EstimationOptions());
        var all = ProfileLikelihood.Compute(result, [0, 1], new ProfileOptions { Threads = 3 });
        var one = ProfileLikelihood.Compute(result, [1], new ProfileOptions { Threads = 1 });
        Assert.True(all.IsComplete);
        Assert.Equal((all.Intervals[1].Lower, all.Intervals[1].Upper), (one.Intervals[0].Lower, one.Intervals[0].Upper));
        Assert.Equal(all.Intervals[1].Points.Select(p => p.Ofv), one.Intervals[0].Points.Select(p => p.Ofv));
        Assert.All(all.Intervals, i => Assert.InRange(i.Improvement(result.Ofv), 0, Tolerance.MinimumReached));
        Assert.All(all.Intervals, i => Assert.InRange(i.Points.Length, 5, 20));
    }

    [Fact]
    public void An_interrupted_profile_has_no_ends_and_says_so()
    {
        var result = Fit(LinearModels.Mean("eta ~ 0.5"), out _);
        var profile = ProfileLikelihood.Compute(result, [0], new ProfileOptions(), default, cancellationToken: new CancellationToken(canceled: true));
        Assert.False(profile.IsComplete);
        var interval = Assert.Single(profile.Intervals);
        Assert.Equal((ProfileEnd.Interrupted, ProfileEnd.Interrupted), (interval.LowerEnd, interval.UpperEnd));
        Assert.Equal((double.NaN, double.NaN), (interval.Lower, interval.Upper));
    }

    [Theory]
    [InlineData("omega(eta_cl)")]
    [InlineData("omega(eta_v, eta_cl)")]
    [InlineData("omega(eta_v)")]
    [InlineData("omega(eta_ka, eta_cl)")]
    [InlineData("omega(eta_ka, eta_v)")]
    public void Holding_a_parameter_of_a_block_leaves_the_others_free(string name)
    {
        var layout = new ParameterLayout(Theophylline(ThreeInABlock).Model);
        var free = PositionOf(layout, name);
        var scale = new ProfileScale(layout, free);
        var natural = layout.InitialFree();
        var coordinates = scale.FromNatural(natural);
        Near.Equal(natural, scale.ToNatural(coordinates), Tolerance.Algebra, 1);

        // Another value of the parameter, of the others what they may be; the chain rule by differences, of a sum with weights.
        var slice = scale.HoldAt(coordinates[scale.Coordinate] - 0.2);
        var others = new double[slice.Dimension];
        slice.FromNatural(natural, others);
        for (var i = 0; i < others.Length; i++)
        {
            others[i] += 0.1 * Math.Sin(i);
        }

        double[] At(ReadOnlySpan<double> point)
        {
            var values = new double[natural.Length];
            slice.ToNatural(point, values);
            return values;
        }

        Assert.NotNull(layout.PointAt(At(others)));
        Assert.Equal(At(new double[others.Length])[free], At(others)[free], Tolerance.Algebra);
        double[] weights = [.. natural.Select((_, i) => 1 + Math.Cos(3 * i))];
        var expected = HighOrderDifference.Gradient(p => At(p).Zip(weights, (v, w) => v * w).Sum(), others);
        var gradient = new double[others.Length];
        slice.GradientFromNatural(others, weights, gradient);
        Near.Equal(expected, gradient, Tolerance.Derivative, 1);
    }

    [Fact]
    public void The_profile_of_a_covariance_does_not_depend_on_the_order_of_its_effects()
    {
        ProfileInterval Interval(string effects)
        {
            var result = Estimator.Estimate(TwoEffects(effects), new EstimationOptions());
            var covariance = Enumerable.Range(0, result.Layout.Free.Length).Single(i => result.Layout.Parameters[result.Layout.Free[i]] is { Kind: ParameterKind.Omega, IsVariance: false });
            var interval = ProfileLikelihood.Compute(result, [covariance], new ProfileOptions()).Intervals[0];
            Assert.All(interval.Points, p => Assert.Equal(p.Value, p.FreeParameters[covariance]));
            return interval;
        }

        var (one, other) = (Interval("eta_cl, eta_v ~ [0.1; 0.01, 0.02]"), Interval("eta_v, eta_cl ~ [0.02; 0.01, 0.1]"));
        Assert.Equal((ProfileEnd.Found, ProfileEnd.Found), (one.LowerEnd, one.UpperEnd));
        Assert.InRange(one.Estimate, one.Lower, one.Upper);
        Near.Equal([one.Lower, one.Upper], [other.Lower, other.Upper], Tolerance.ProfileEnd, one.Upper - one.Lower);
    }

    // Theophylline with clearance and volume correlated.
    private static Cohort TwoEffects(string block) => Theophylline("eta_ka ~ 0.4\n  " + block);

    private static Cohort Theophylline(string effects)
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"));
        var start = text.IndexOf("eta_ka ~", StringComparison.Ordinal);
        var end = text.IndexOf('\n', text.IndexOf("eta_v ", start, StringComparison.Ordinal));
        return CohortOf.TextAndFile(text[..start] + effects + text[end..], RepositoryFiles.Path("datasets", "theophylline.csv"));
    }

    private static int PositionOf(ParameterLayout layout, string name) =>
        Enumerable.Range(0, layout.Free.Length).Single(i => layout.Parameters[layout.Free[i]].Name == name);

    private static EstimationResult Fit(string model, out ProfileResult profile, double[]? values = null)
    {
        Cohort cohort = CohortOf.TextAndData(model, LinearModels.Data(values ?? Values));
        var result = Estimator.Estimate(cohort, new EstimationOptions());
        profile = ProfileLikelihood.Compute(result, [.. Enumerable.Range(0, result.FreeParameters.Length)], new ProfileOptions());
        return result;
    }
}
