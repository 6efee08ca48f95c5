using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Checks that what a model says of its observations can be evaluated. Stateless.</summary>
internal static class EndpointChecks
{
    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void Check(PopulationModel model, DiagnosticBag diagnostics)
    {
        foreach (var endpoint in model.Endpoints.Where(e => e.Censoring is { Method: not CensoringMethod.Discard }))
        {
            if (endpoint.Distribution is not NormalDistribution normal)
            {
                diagnostics.Error(
                    "PK3031",
                    $"censored observations of {endpoint.Name} have no probability: its distribution is not normal",
                    endpoint.Location,
                    "write the probability into a likelihood of your own, use a normal distribution, or discard censored observations (M1)");
            }
            else if (normal.Transform is not null && endpoint.Censoring!.Method == CensoringMethod.ProbabilityGivenPositive)
            {
                diagnostics.Error(
                    "PK3032",
                    $"the probability given that an observation is positive (M4) has no meaning under the transform of {endpoint.Name}",
                    endpoint.Location,
                    "use the probability itself (M3)");
            }
        }

        foreach (var correlation in model.Correlations)
        {
            Endpoint[] pair = [model.Endpoints[correlation.First], model.Endpoints[correlation.Second]];
            if (pair.FirstOrDefault(e => e.Distribution is not NormalDistribution) is { } other)
            {
                diagnostics.Error(
                    "PK3043",
                    $"{other.Name} has no normal distribution, so its residual has no correlation",
                    correlation.Location,
                    "only residuals of normal endpoints, transformed or not, can be correlated");
            }
            else if (pair.All(e => e.Censoring is { Method: CensoringMethod.ProbabilityGivenPositive }))
            {
                diagnostics.Error(
                    "PK3054",
                    $"{pair[0].Name} and {pair[1].Name} are both given to be positive (M4), and the probability of that is not computed for correlated residuals",
                    correlation.Location,
                    "use the probability itself (M3) for one of them at least, or remove the correlation");
            }
        }
    }
}
