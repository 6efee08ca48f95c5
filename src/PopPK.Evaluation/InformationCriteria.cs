using PopPK.Estimation;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Evaluation;

/// <summary>
/// How good a fit is for its number of parameters. With p estimated parameters, n observations and N independent clusters of subjects:
/// AIC = -2 log L + 2 p (Akaike 1974), BIC = -2 log L + p log n (Schwarz 1978), and the mixed-model BIC
/// -2 log L + p_R log N + p_F log n (Delattre, Lavielle and Poursat 2014, Electron J Stat 8:456), where p_R counts Omega and the fixed
/// effects of quantities that have random effects. Immutable.
/// </summary>
/// <param name="Parameters">Number of estimated parameters p.</param>
/// <param name="RandomParameters">p_R.</param>
/// <param name="Aic">AIC; NaN without an objective.</param>
/// <param name="Bic">BIC.</param>
/// <param name="MixedBic">The mixed-model BIC.</param>
public sealed record InformationCriteria(int Parameters, int RandomParameters, double Aic, double Bic, double MixedBic)
{
    /// <summary>Computes the criteria of a result.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    public static InformationCriteria Of(EstimationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var p = result.Layout.Free.Length;
        var random = p - result.Layout.FreeThetaCount + CountRandomThetas(result);
        var (likelihood, observations, clusters) = (result.Minus2LogLikelihood, (double)result.Cohort.ObservationCount, (double)result.Cohort.Clusters.Length);
        return new InformationCriteria(
            p,
            random,
            likelihood + 2 * p,
            likelihood + p * Math.Log(observations),
            likelihood + random * Math.Log(clusters) + (p - random) * Math.Log(observations));
    }

    // Estimated fixed effects of an individual quantity that depends on random effects.
    private static int CountRandomThetas(EstimationResult result)
    {
        var model = result.Cohort.Model;
        var random = model.Phi.Definitions.Where(d => d.Role == PhiRole.Active).Select(d => d.Value).Symbols().ToHashSet();
        return model.FreeThetas.Count(i => random.Contains(model.Model.FixedEffects[i].Symbol));
    }
}
