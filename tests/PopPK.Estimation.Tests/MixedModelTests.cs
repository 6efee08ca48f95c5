using System.Text.Json;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>
/// Linear and generalised linear mixed models that established R packages have fitted (<c>mixed.json</c> of the reference
/// material): their likelihood at their estimates, and the same estimates by a fit of our own.
/// </summary>
public class MixedModelTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "sleepstudy_slope_ml", "focei" },
        { "sleepstudy_slope_ml", "fo" },
        { "sleepstudy_intercept_ml", "laplace" },
        { "sleepstudy_uncorrelated_ml", "foce" },
        { "dyestuff_ml", "focei" },
        { "pastes_nested_ml", "focei" },
        { "pastes_nested_ml", "laplace" },
        { "pastes_as_sites", "focei" },
        { "cbpp_laplace", "laplace" },
        { "cbpp_exact", "agq(25)" },
        { "epil_poisson_laplace", "laplace" },
        { "epil_nb2_laplace", "laplace" },
        { "bcg_ml", "focei" },
        { "bcg_ablat_ml", "agq(3)" },
        { "kidney_exponential_normal_laplace", "laplace" },
        { "kidney_exponential_normal_exact", "agq(25)" },
    };

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Likelihood_at_the_published_estimates_is_the_published_one(string id, string method)
    {
        var published = Published.Read(MixedModels.IdOf(id));
        var result = Estimator.Evaluate(MixedModels.Cohort(id, published.Values), new EstimationOptions { Approximation = MarginalApproximation.Find(method)! });
        Assert.True(result.HasObjective);
        Assert.Equal(published.Minus2LogLikelihood, result.Minus2LogLikelihood, Tolerance.ObjectiveFourDecimals);
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void A_fit_ends_at_the_published_estimates(string id, string method)
    {
        var published = Published.Read(MixedModels.IdOf(id));
        var start = published.Values.Select((v, i) => i < published.FixedCount ? v + (i % 2 == 0 ? 1 : -1) * published.StandardErrors[i] : 1.5 * v);
        var result = Estimator.Estimate(MixedModels.Cohort(id, [.. start]), new EstimationOptions { Approximation = MarginalApproximation.Find(method)! });
        Assert.Equal(EstimationStatus.Converged, result.Status);

        // A fit may find a better optimum of the same objective, as glmmTMB does beside glmer.
        Assert.Equal(published.Minus2LogLikelihood, result.Minus2LogLikelihood, Tolerance.ObjectiveFourDecimals);
        for (var i = 0; i < published.Values.Length; i++)
        {
            var tolerance = i < published.FixedCount
                ? Math.Max(Tolerance.PublishedEstimate * Math.Abs(published.Values[i]), Tolerance.PublishedEstimateInStandardErrors * published.StandardErrors[i])
                : Tolerance.PublishedVariance * published.Values[i];
            Assert.True(
                Math.Abs(published.Values[i] - result.FreeParameters[i]) <= tolerance,
                $"{result.Layout.Parameters[result.Layout.Free[i]].Name}: {result.FreeParameters[i]} against {published.Values[i]}");
        }
    }

    [SkippableFact]
    public void Conditional_modes_are_the_published_ones()
    {
        var published = Published.Read("sleepstudy_slope_ml");
        var result = Estimator.Evaluate(MixedModels.Cohort("sleepstudy_slope_ml", published.Values), new EstimationOptions());
        foreach (var (id, modes) in published.Modes)
        {
            var eta = result.Subjects.Single(s => s.Id == id).Eta;
            Near.Equal(modes, eta.AsSpan(), Tolerance.FiveDigits, what: id);
        }
    }

    [SkippableFact]
    public void A_fit_whose_variance_is_zero_ends_there()
    {
        var published = Published.Read("dyestuff2_ml");
        double[] start = [.. published.Values[..2], 1.0];
        var result = Estimator.Estimate(MixedModels.Cohort("dyestuff2_ml", start), new EstimationOptions());
        Assert.Equal(EstimationStatus.Converged, result.Status);
        Assert.Equal(published.Minus2LogLikelihood, result.Minus2LogLikelihood, Tolerance.ObjectiveFourDecimals);
        Assert.InRange(result.FreeParameters[2], 0, Tolerance.PublishedVariance * published.Values[1]);
    }

    /// <summary>What was published of a model.</summary>
    /// <param name="Minus2LogLikelihood">Complete.</param>
    /// <param name="Values">Fixed effects, residual variance (where there is one), then the elements of Omega.</param>
    /// <param name="StandardErrors">Of the fixed effects.</param>
    /// <param name="Modes">Subjects' random effects.</param>
    private sealed record Published(
        double Minus2LogLikelihood, double[] Values, double[] StandardErrors, IReadOnlyList<(string Id, double[] Modes)> Modes)
    {
        public int FixedCount => StandardErrors.Length;

        public static Published Read(string id)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("mixed", "mixed.json")));
            var element = document.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);
            var values = Numbers(element, "fixed", "estimate").ToList();
            if (element.GetProperty("residualVariance").ValueKind == JsonValueKind.Number)
            {
                values.Add(element.GetProperty("residualVariance").GetDouble());
            }

            if (element.GetProperty("other").TryGetProperty("k", out var size))
            {
                values.Add(size.GetDouble());
            }

            foreach (var variance in element.GetProperty("variance").EnumerateArray())
            {
                if (variance.TryGetProperty("covariance", out var covariance))
                {
                    values.Add(covariance.GetDouble());
                }

                values.Add(variance.GetProperty("variance").GetDouble());
            }

            var modes = element.GetProperty("other").TryGetProperty("conditionalModes", out var m)
                ? m.EnumerateObject().Select(p => (p.Name, p.Value.EnumerateArray().Select(x => x.GetDouble()).ToArray())).ToArray()
                : [];
            return new Published(
                element.GetProperty("minus2LogLikelihood").GetDouble(), [.. values], [.. Numbers(element, "fixed", "se")], modes);
        }

        private static IEnumerable<double> Numbers(JsonElement element, string list, string name) =>
            element.GetProperty(list).EnumerateArray().Select(x => x.GetProperty(name).GetDouble());
    }
}
