using System.Globalization;
using PopPK.Likelihood.Capabilities;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Likelihood.Tests.Capabilities;

/// <summary>A small model for every feature, with data for it.</summary>
internal static class FeatureModels
{
    /// <summary>The model of a feature.</summary>
    /// <param name="feature">The feature.</param>
    public static string Text(ModelFeature feature) => feature switch
    {
        ModelFeature.NormalObservations => Model("combined(f, sd, cv)"),
        ModelFeature.Transform => Model("lognormal(f, cv)"),
        ModelFeature.EstimatedTransform => Model("boxcox(f, sd, lambda)", parameters: "lambda = 0.5"),
        ModelFeature.ResidualRandomEffect => Model("normal(f, sd*exp(eta_w))", variability: "eta_w ~ 0.1"),
        ModelFeature.StudentT => Model("student_t(f, sd, 4)"),
        ModelFeature.WrittenLikelihood => Model("loglikelihood(-0.5*((DV - f)/(sd + cv*f))^2 - log(sd + cv*f))"),
        ModelFeature.CensoringDiscarded => Model("combined(f, sd, cv) censored below 4 using m1"),
        ModelFeature.CensoringProbability => Model("combined(f, sd, cv) censored below 4 using m3"),
        ModelFeature.CensoringGivenPositive => Model("combined(f, sd, cv) censored below 4 using m4"),
        ModelFeature.CensoringInterval => Model("combined(f, sd, cv) censored by CENS below 4 interval 2"),
        ModelFeature.CorrelatedResiduals => Model(
            "combined(f, sd, cv)", "DV[DVID == 1]", "rho = 0.3 in (-1, 1)", more: "  g = 0.5*f\n  DV[DVID == 2] ~ combined(g, sd, cv)\n  correlation(f, g) = rho\n"),
        ModelFeature.BetweenSubjects => Model("combined(f, sd, cv)", variability: "eta_k, eta_b ~ [0.1; 0.02, 0.2]", factor: "*exp(0.2*eta_k*t + 0.1*eta_b)"),
        ModelFeature.BetweenOccasions => Model("combined(f, sd, cv)", variability: "\nvariability by OCC within ID\n  kappa ~ 0.05", factor: "*exp(kappa)"),
        ModelFeature.LevelsAbove => Model("combined(f, sd, cv)", variability: "\nvariability by SITE\n  eta_site ~ 0.05", factor: "*exp(eta_site)"),
        ModelFeature.Mixture => Model(
            "combined(f, sd, cv)", parameters: "p = 0.4 in (0, 1)", sections: "mixture POP\n  low = p\n  high = rest\n", factor: "*(if (POP == low) 0.6 else 1.5)"),
        ModelFeature.Prior => Model("combined(f, sd, cv)", sections: "priors\n  tva ~ normal(10, sd 3)\n  eta_a ~ inverse_wishart(0.3, 5)\n"),
        ModelFeature.FixedOmega => Model("combined(f, sd, cv)", variability: "eta_k ~ 0.2 fixed", factor: "*exp(0.2*eta_k*t)"),
        ModelFeature.RepeatedOmega => Model("combined(f, sd, cv)", variability: "eta_k ~ same eta_a", factor: "*exp(0.2*eta_k*t)"),
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    /// <summary>The model of a feature without its random effects.</summary>
    /// <param name="feature">A feature of observations.</param>
    public static string WithoutRandomEffects(ModelFeature feature) => Text(feature)
        .Replace("variability by ID\n  eta_a ~ 0.1\n  \n", "", StringComparison.Ordinal)
        .Replace("*exp(eta_a)", "", StringComparison.Ordinal);

    /// <summary>A model with its data.</summary>
    /// <param name="text">The model.</param>
    public static Cohort Bind(string text) => CohortOf.TextAndData(text, Data());

    private static string Model(
        string distribution,
        string observation = "DV[DVID == 1]",
        string parameters = "",
        string variability = "",
        string sections = "",
        string factor = "",
        string more = "  DV[DVID == 2] ~ normal(0.5*f, 0.7)\n") => $"""
        model small
        parameters
          tva = 10  in (0, inf)
          tvk = 0.3 in (0, inf)
          sd  = 0.6 in (0, inf)
          cv  = 0.1 in (0, inf)
          {parameters}
        variability by ID
          eta_a ~ 0.1
          {variability}
        {sections}
        covariates
          DVID, CENS, OCC
        individual
          a = tva*exp(eta_a){factor.Replace("*t", "*1", StringComparison.Ordinal)}
        observations
          f = a*exp(-tvk*t)
          {observation} ~ {distribution}
        {more}
        """;

    // Six subjects at three sites, two occasions each; both kinds of observations at every time.
    private static string Data()
    {
        var rows = from id in Enumerable.Range(1, 6)
                   from time in (double[])[0.5, 1, 2, 4]
                   from kind in (int[])[1, 2]
                   let noise = Math.Sin(7 * id + 3 * time + kind)
                   let f = 10 * Math.Exp(0.3 * Math.Sin(2 * id) - 0.3 * time) * (kind == 1 ? 1 : 0.5)
                   let value = Math.Max(f + 0.7 * noise, 0.4)
                   let censored = kind == 1 && value < 4 ? 1 : 0
                   select string.Create(
                       CultureInfo.InvariantCulture, $"{id},{time},{value:F3},{kind},{censored},{(time > 1.5 ? 2 : 1)},{(id + 1) / 2}");
        return string.Join('\n', rows.Prepend("ID,TIME,DV,DVID,CENS,OCC,SITE"));
    }
}
