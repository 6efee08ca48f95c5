using System.Globalization;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Estimation.Tests;

/// <summary>The models of the reference material's <c>mixed</c> folder in the model language, with their data as a data set.</summary>
internal static class MixedModels
{
    private const string Line = "parameters\n  b0 = {0}\n  b1 = {1}\n  s = {2} in (0, inf)\n";
    private const string Sleep = "\nobservations\n  DV ~ normal(b0 + u0 + (b1 + u1)*t, variance = s)\n";
    private const string Mean = "parameters\n  b0 = {0}\n  s = {1} in (0, inf)\n";

    private static Dictionary<string, (string Text, string Published)> Texts { get; } = new()
    {
        ["sleepstudy_slope_ml"] = (Line + "variability by ID\n  u0, u1 ~ [{3}; {4}, {5}]" + Sleep, ""),
        ["sleepstudy_uncorrelated_ml"] = (Line + "variability by ID\n  u0 ~ {3}\n  u1 ~ {4}" + Sleep, ""),
        ["sleepstudy_intercept_ml"] = (Line + "variability by ID\n  u0 ~ {3}" + Sleep.Replace("b1 + u1", "b1", StringComparison.Ordinal), ""),
        ["dyestuff_ml"] = (Mean + "variability by ID\n  u ~ {2}\nobservations\n  DV ~ normal(b0 + u, variance = s)\n", ""),
        ["dyestuff2_ml"] = (Mean + "variability by ID\n  u ~ {2}\nobservations\n  DV ~ normal(b0 + u, variance = s)\n", ""),
        ["pastes_nested_ml"] = (
            Mean + "variability by ID\n  u ~ {2}\nvariability by CASK within ID\n  v ~ {3}\nobservations\n  DV ~ normal(b0 + u + v, variance = s)\n", ""),
        ["pastes_as_sites"] = (
            Mean + "variability by BATCH\n  u ~ {2}\nvariability by ID\n  v ~ {3}\nobservations\n  DV ~ normal(b0 + u + v, variance = s)\n", "pastes_nested_ml"),
        ["cbpp_laplace"] = (Binomial, ""),
        ["cbpp_exact"] = (Binomial, ""),
        ["epil_poisson_laplace"] = (Epilepsy("", "{6}", "DV*log(mu) - mu - lgamma(DV + 1)"), ""),
        ["epil_nb2_laplace"] = (
            Epilepsy("k = {6} in (0, inf)", "{7}", "lgamma(DV + k) - lgamma(k) - lgamma(DV + 1) + k*log(k) + DV*log(mu) - (k + DV)*log(k + mu)"), ""),
        ["bcg_ml"] = ("parameters\n  b0 = {0}\nvariability by ID\n  u ~ {1}\ncovariates\n  VI\nobservations\n  DV ~ normal(b0 + u, variance = VI)\n", ""),
        ["bcg_ablat_ml"] = (
            "parameters\n  b0 = {0}\n  b1 = {1}\nvariability by ID\n  u ~ {2}\ncovariates\n  VI, ABLAT\nobservations\n  DV ~ normal(b0 + b1*ABLAT + u, variance = VI)\n", ""),
        ["kidney_exponential_normal_laplace"] = (Kidney, ""),
        ["kidney_exponential_normal_exact"] = (Kidney, ""),
    };

    private static string Binomial =>
        """
        parameters
          b0 = {0}
          b2 = {1}
          b3 = {2}
          b4 = {3}
        variability by ID
          u ~ {4}
        covariates
          SIZE
        observations
          x = b0 + u + (if (TIME == 2) b2 else 0) + (if (TIME == 3) b3 else 0) + (if (TIME == 4) b4 else 0)
          DV ~ loglikelihood(lgamma(SIZE + 1) - lgamma(DV + 1) - lgamma(SIZE - DV + 1) + DV*x - SIZE*log(1 + exp(x)))

        """;

    private static string Kidney =>
        """
        parameters
          b0 = {0}
          b1 = {1}
          b2 = {2}
        variability by ID
          u ~ {3}
        covariates
          AGE, FEMALE, DURATION
        observations
          x = b0 + b1*AGE + b2*FEMALE + u
          DV ~ loglikelihood(DV*x - DURATION*exp(x))

        """;

    /// <summary>The id under which a model's fit was published.</summary>
    /// <param name="id">The model.</param>
    public static string IdOf(string id) => Texts[id].Published is { Length: > 0 } other ? other : id;

    /// <summary>A model with its data.</summary>
    /// <param name="id">The model.</param>
    /// <param name="values">Values of the free parameters.</param>
    public static Cohort Cohort(string id, double[] values)
    {
        var text = string.Format(CultureInfo.InvariantCulture, Texts[id].Text, [.. values.Select(v => (object)v.ToString("R", CultureInfo.InvariantCulture))]);
        return CohortOf.TextAndData("model mixed\n" + text, Data(id));
    }

    private static string Epilepsy(string parameter, string variance, string logLikelihood) =>
        $$"""
        parameters
          b0 = {0}
          b1 = {1}
          b2 = {2}
          b3 = {3}
          b4 = {4}
          b5 = {5}
          {{parameter}}
        variability by ID
          u ~ {{variance}}
        covariates
          BASE, PROGABIDE, AGE, V4
        observations
          lbase = log(BASE/4)
          mu = exp(b0 + b1*lbase + b2*PROGABIDE + b3*log(AGE) + b4*V4 + b5*lbase*PROGABIDE + u)
          DV ~ loglikelihood({{logLikelihood}})

        """;

    private static string Data(string id)
    {
        var file = id[..id.IndexOf('_', StringComparison.Ordinal)];
        var rows = File.ReadLines(RepositoryFiles.Reference("mixed", file + ".csv")).Select(r => r.Split(',')).ToArray();
        string Of(string[] row, string column) => row[Array.IndexOf(rows[0], column)];
        string Number(string letters) => string.Concat(letters.Select(c => (int)c));
        var (header, line) = (file, id) switch
        {
            ("sleepstudy", _) => ("ID,TIME,DV", (Func<string[], int, string>)((r, _) => $"{Of(r, "Subject")},{Of(r, "Days")},{Of(r, "Reaction")}")),
            ("dyestuff" or "dyestuff2", _) => ("ID,TIME,DV", (r, i) => $"{Of(r, "Batch")},{i},{Of(r, "Yield")}"),
            ("pastes", "pastes_as_sites") => ("ID,TIME,BATCH,DV", (r, i) => $"{Of(r, "sample").Replace(':', '-')},{i},{Number(Of(r, "batch"))},{Of(r, "strength")}"),
            ("pastes", _) => ("ID,TIME,CASK,DV", (r, i) => $"{Of(r, "batch")},{i},{Number(Of(r, "cask"))},{Of(r, "strength")}"),
            ("cbpp", _) => ("ID,TIME,DV,SIZE", (r, _) => $"{Of(r, "herd")},{Of(r, "period")},{Of(r, "incidence")},{Of(r, "size")}"),
            ("epil", _) => (
                "ID,TIME,DV,BASE,PROGABIDE,AGE,V4",
                (r, _) => $"{Of(r, "subject")},{Of(r, "period")},{Of(r, "y")},{Of(r, "base")},{(Of(r, "trt") == "progabide" ? 1 : 0)},{Of(r, "age")},{Of(r, "V4")}"),
            ("bcg", _) => ("ID,TIME,DV,VI,ABLAT", (r, _) => $"{Of(r, "trial")},0,{Of(r, "yi")},{Of(r, "vi")},{Of(r, "ablat")}"),
            _ => ("ID,TIME,DV,DURATION,AGE,FEMALE", (r, i) => $"{Of(r, "id")},{i},{Of(r, "status")},{Of(r, "time")},{Of(r, "age")},{Of(r, "female")}"),
        };
        return string.Join('\n', rows.Skip(1).Select(line).Prepend(header)) + "\n";
    }
}
