using System.Text.RegularExpressions;
using PopPK.Estimation;
using PopPK.Likelihood;
using PopPK.TestKit;

namespace PopPK.Estimation.Tests;

/// <summary>Published NONMEM runs written in the model language.</summary>
internal static class NonmemModels
{
    /// <summary>Ids of the runs.</summary>
    public static readonly string[] Ids =
    [
        "nmw_theo_FOCEI", "php_pheno_focei", "php_pheno_real", "n2t_runN001", "n2t_runN023", "n2t_runN032", "n2t_runN012",
        "n2t_runN046", "n2t_runN060", "n2t_runODE009", "bauer_402", "warf_run000", "ferx_first_order_alag",
        "nmw_theo_FO", "nmw_theo_LAPLI", "theo_control5_FO", "psn_pheno_FO", "psn_pheno_cond_FOCE", "bauer_504_foce",
        "psn_mox1", "ferx_warfarin_bloq", "ferx_tte_weibull", "bauer_pmixture_foce",
    ];

    /// <summary>Ids of runs whose published end point is too ill-conditioned for a fit to be compared: the objective there is.</summary>
    public static readonly string[] IllConditionedIds = ["wbc_friberg"];

    /// <summary>Reads a run.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    public static NonmemCase Read(string id) => NonmemCase.Read(id, id switch
    {
        "nmw_theo_FO" or "nmw_theo_FOCEI" or "nmw_theo_LAPLI" => Theophylline,
        "theo_control5_FO" => TheophyllineDosed,
        "bauer_504_foce" or "bauer_504_its" or "bauer_504_saem" => Bauer504,
        "psn_mox1" => Moxonidine,
        "ferx_warfarin_bloq" => CensoredWarfarin,
        "ferx_tte_weibull" => Weibull,
        "bauer_pmixture_foce" => TwoSubpopulations,
        "psn_pheno_FO" or "psn_pheno_cond_FOCE" or "php_pheno_focei" => Phenobarbital("tvcl*exp(eta1)", "tvv*exp(eta2)", "tvcl = {0} in (0, inf)\n  tvv = {1} in (0, inf)\n  s = {4} in (0, inf)", "{2}", "{3}"),
        "php_pheno_real" => Phenobarbital(
            "tvcl*WGT*exp(eta1)",
            "tvv*WGT*(if (APGR < 5) 1 + low else 1)*exp(eta2)",
            "tvcl = {0} in (0, inf)\n  tvv = {1} in (0, inf)\n  low = {2} in (-0.99, inf)\n  s = {5} in (0, inf)",
            "{3}",
            "{4}",
            "covariates\n  WGT, APGR"),
        "n2t_runN001" or "n2t_runN012" => Simulated(["cl", "v"], "one_compartment(cl, v)", 2),
        "n2t_runN023" => Simulated(["cl", "v", "ka"], "one_compartment(cl, v, ka)", 3),
        "n2t_runN032" or "n2t_runN046" => Simulated(["cl", "v", "q", "v2"], "two_compartment(cl, v, q, v2)", 4),
        "n2t_runN060" => Simulated(["cl", "v", "q", "v2", "ka"], "two_compartment(cl, v, q, v2, ka)", 5),
        "n2t_runODE009" => Simulated(["vm", "km", "v"], "d/dt central = -vm*central/v/(km + central/v)", 3),
        "warf_run000" => Warfarin,
        "ferx_first_order_alag" => OralLag,
        "wbc_friberg" => Friberg,
        _ => Bauer402,
    });

    /// <summary>Settings that estimate as NONMEM did.</summary>
    /// <param name="run">A run.</param>
    public static EstimationOptions Options(NonmemCase run) => new() { Approximation = MarginalApproximation.Find(run.Method)! };

    /// <summary>Where each parameter of a model stands in NONMEM's order theta, omega, sigma; -1 where NONMEM has none.</summary>
    /// <param name="id">One of <see cref="Ids"/>.</param>
    /// <param name="layout">The parameters of the model.</param>
    public static int[] PositionsOfParameters(string id, ParameterLayout layout)
    {
        var template = Read(id).Template;
        var thetas = layout.Parameters.Where(p => p.Kind == ParameterKind.Theta)
            .Select(p => int.Parse(Regex.Match(template, $@"\b{p.Name}\s*=\s*\{{(\d+)\}}").Groups[1].Value));

        // Omega is given element by element.
        var elements = new Queue<int>(Regex.Matches(template, @"(?<=~ (\[[^\]]*)?)\{(\d+)\}").Select(m => int.Parse(m.Groups[2].Value)));
        var omegas = layout.Parameters.Where(p => p.Kind == ParameterKind.Omega).Select(p => p.IsStructuralZero || elements.Count == 0 ? -1 : elements.Dequeue());
        return [.. thetas, .. omegas];
    }

    private const string Theophylline = """
        model theophylline
          data "theophylline.csv" drop AMT
        parameters
          tvka = {0} in (0, inf)
          tvv  = {1} in (0, inf)
          tvk  = {2} in (0, inf)
          s1   = {9} in (0, inf)
          s2   = {10} in (0, inf)
        variability by ID
          eta1, eta2, eta3 ~ [{3}; {4}, {5}; {6}, {7}, {8}]
        individual
          ka = tvka*exp(eta1)
          v  = tvv*exp(eta2)
          k  = tvk*exp(eta3)
        observations
          f = 320/v*ka/(ka - k)*(exp(-k*t) - exp(-ka*t))
          DV ~ normal(f, sqrt(s1*f^2 + s2))

        """;

    private const string Bauer402 = """
        model bauer
        parameters
          tvv1 = {0}
          tvcl = {1}
          tvv2 = {2}
          tvq  = {3}
          s    = {8} in (0, inf)
        variability by ID
          eta1 ~ {4}
          eta2 ~ {5}
          eta3 ~ {6}
          eta4 ~ {7}
        individual
          v1 = tvv1*exp(eta1)
          cl = tvcl*exp(eta2)
          v2 = tvv2*exp(eta3)
          q  = tvq*exp(eta4)
        structure
          two_compartment(cl, v1, q, v2)
        observations
          f = central/v1
          DV ~ normal(f, sqrt(s)*f)

        """;

    private const string TheophyllineDosed = """
        model theophylline_dosed
        parameters
          tvka = {0} in (0.1, 5)
          tvk  = {1} in (0.008, 0.5)
          slope = {2} in (0.004, 0.9)
          s    = {9} in (0, inf)
        variability by ID
          eta1, eta2, eta3 ~ [{3}; {4}, {5}; {6}, {7}, {8}]
        covariates
          WT constant
        individual
          ka = tvka + eta1
          k  = tvk + eta2
          cl = slope*WT + eta3
        structure
          one_compartment(k, ka)
        observations
          f = central/(cl/k/WT)
          DV ~ normal(f, sqrt(s))

        """;

    private const string Bauer504 = """
        model bauer_504
        parameters
          lcl = {0}
          lv  = {1}
          wtcl = {2}
          wtv = {3}
          agecl = {4}
          agev = {5}
          sexcl = {6}
          sexv = {7}
          s    = {11} in (0, inf)
        variability by ID
          eta1, eta2 ~ [{8}; {9}, {10}]
        covariates
          WT, AGE, SEX
        individual
          cl = exp(lcl + wtcl*log(WT/70) + agecl*log(AGE/50) + sexcl*SEX + eta1)
          v  = exp(lv + wtv*log(WT/70) + agev*log(AGE/50) + sexv*SEX + eta2)
        structure
          one_compartment(cl, v)
        observations
          f = central/v
          DV ~ normal(f, sqrt(s)*f)

        """;

    private const string Moxonidine = """
        model moxonidine
          data "moxonidine.csv" drop EVID
        parameters
          tvcl  = {0} in (0, inf)
          tvv   = {1} in (0, inf)
          tvka  = {2} in (0, inf)
          delay = {3} in (0, inf)
          s     = {12} in (0, inf)
        variability by ID
          eta1, eta2 ~ [{4}; {5}, {6}]
          eta3 ~ {7}
        variability by VISI within ID
          kappa_cl ~ {8}
          kappa_ka ~ {10}
        individual
          cl = tvcl*exp(eta1 + kappa_cl)
          v  = tvv*exp(eta2)
          ka = tvka*exp(eta3 + kappa_ka)
        structure
          one_compartment(cl, v, ka)
          lag(depot) = delay
        observations
          f = central/v
          DV ~ normal(if (f > 0) log(f) else log(0.025), sqrt(s))

        """;

    private const string CensoredWarfarin = """
        model censored_warfarin
        parameters
          tvcl = {0} in (0, inf)
          tvv  = {1} in (0, inf)
          tvka = {2} in (0, inf)
          prop = {3} in (0, inf)
        variability by ID
          eta1 ~ {4}
          eta2 ~ {5}
          eta3 ~ {6}
        covariates
          CENS
        individual
          cl = tvcl*exp(eta1)
          v  = tvv*exp(eta2)
          ka = tvka*exp(eta3)
        structure
          one_compartment(cl, v, ka)
        observations
          f = central/v
          DV ~ normal(f, prop*f) censored by CENS

        """;

    private const string Weibull = """
        model weibull
        parameters
          lscale = {0} in (0.001, 10)
          lshape = {1} in (0.001, 5)
        variability by ID
          eta1 ~ {2} fixed
        individual
          scale = exp(lscale)
          shape = exp(lshape + eta1)
        observations
          cumulative = (TIME/scale)^shape
          hazard = shape/scale*(TIME/scale)^(shape - 1)
          DV ~ loglikelihood(DV*log(hazard) - cumulative)

        """;

    private const string TwoSubpopulations = """
        model two_subpopulations
        parameters
          lv1 = {0}
          lk1 = {1}
          lv2 = {2}
          lk2 = {3}
          p   = {4} in (0.00001, 0.99999)
          s   = {11} in (0, inf)
        variability by ID
          eta1, eta2 ~ [{5}; {6}, {7}]
          eta3, eta4 ~ [{8}; {9}, {10}]
        mixture POP
          one = p
          two = rest
        individual
          v = if (POP == one) exp(lv1 + eta1) else exp(lv2 + eta3)
          k = if (POP == one) exp(lk1 + eta2) else exp(lk2 + eta4)
        structure
          one_compartment(k)
        observations
          f = central/v
          DV ~ normal(f, sqrt(s)*f)

        """;

    private const string Warfarin = """
        model warfarin
        parameters
          lka  = {0}
          lcl  = {1}
          lv   = {2}
          prop = {3}
          add  = {4}
        variability by ID
          eta1 ~ {5}
          eta2 ~ {6}
          eta3 ~ {7}
        individual
          ka = exp(lka + eta1)
          cl = exp(lcl + eta2)
          v  = exp(lv + eta3)
        structure
          one_compartment(cl, v, ka)
        observations
          f = central/v
          DV ~ normal(f, sqrt((prop*f)^2 + add^2))

        """;

    private const string OralLag = """
        model oral_lag
        parameters
          tvcl  = {0} in (0.1, 100)
          v     = {1} in (5, 500)
          tvka  = {2} in (0.05, 20)
          delay = {3} in (0.01, 5)
          s     = {6} in (0, inf)
        variability by ID
          eta1 ~ {4}
          eta2 ~ {5}
        individual
          cl = tvcl*exp(eta1)
          ka = tvka*exp(eta2)
        structure
          one_compartment(cl, v, ka)
          lag(depot) = delay
        observations
          f = central/v
          DV ~ normal(f, sqrt(s)*f)

        """;

    private const string Friberg = """
        model friberg
        parameters
          lcirc0 = {0}
          lmtt   = {1}
          lslope = {2}
          lgam   = {3}
          cv     = {4} in (0, inf)
        variability by ID
          eta1 ~ {5}
          eta2 ~ {6}
          eta3 ~ {7}
        covariates
          CLI, V1I, V2I
        individual
          circ0 = exp(lcirc0 + eta1)
          ktr   = 4/exp(lmtt + eta2)
          slope = exp(lslope + eta3)
          gamma = exp(lgam)
        structure
          d/dt a1 = 204*a2/V2I - a1*(CLI + 204)/V1I
          d/dt a2 = 204*a1/V1I - 204*a2/V2I
          d/dt a3 = ktr*a3*(1 - slope*a1/V1I)*(circ0/a7)^gamma - ktr*a3
          d/dt a4 = ktr*(a3 - a4)
          d/dt a5 = ktr*(a4 - a5)
          d/dt a6 = ktr*(a5 - a6)
          d/dt a7 = ktr*(a6 - a7)
          initial(a3) = circ0
          initial(a4) = circ0
          initial(a5) = circ0
          initial(a6) = circ0
          initial(a7) = circ0
        observations
          DV ~ normal(a7, cv*a7)

        """;

    private static string Phenobarbital(string cl, string v, string parameters, string omega1, string omega2, string covariates = "") =>
        $"""
        model phenobarbital
        parameters
          {parameters}
        variability by ID
          eta1 ~ {omega1}
          eta2 ~ {omega2}
        {covariates}
        individual
          cl = {cl}
          v  = {v}
        structure
          one_compartment(cl, v)
        observations
          f = central/v
          DV ~ normal(f, sqrt(s)*f)

        """;

    // theta: logarithms of the parameters and the proportional error; omega: one variance each.
    private static string Simulated(string[] names, string structure, int count)
    {
        var thetas = string.Join("\n  ", names.Select((n, i) => $"l{n} = {{{i}}}"));
        var omegas = string.Join("\n  ", names.Select((n, i) => $"eta_{n} ~ {{{count + 1 + i}}}"));
        var individual = string.Join("\n  ", names.Select(n => $"{n} = exp(l{n} + eta_{n})"));
        var depot = names.Contains("ka");
        return $"""
            model simulated
              data "simulated.csv" where SD == 1 drop SS, II{(depot ? ", CMT" : "")}
            parameters
              {thetas}
              cv = {"{" + count + "}"} in (0, 1)
            variability by ID
              {omegas}
            individual
              {individual}
            structure
              {structure}
            observations
              f = central/v
              DV ~ normal(f, cv*f)

            """;
    }
}
