using System.Globalization;
using PopPK.Prediction;

namespace PopPK.TestKit;

/// <summary>Models and made-up data with two or three endpoints whose residuals are correlated, for tests.</summary>
public static class CorrelatedResiduals
{
    private static readonly double[] Times = [0.5, 1, 2, 4, 8, 12];

    /// <summary>The correlations of three endpoints that fit together.</summary>
    public const string AllCorrelations = "correlation(cp, effect) = rho\n  correlation(effect, marker) = 0.5*rho\n  correlation(cp, marker) = -other";

    /// <summary>Concentration, effect and a log-normal marker; block omega, combined errors.</summary>
    /// <param name="correlations">The statements of the correlations; empty: none.</param>
    /// <param name="residual">The distribution of the effect.</param>
    /// <param name="levels">Further random effects; the first is called site.</param>
    public static string Model(string correlations, string residual = "combined(effect, sd, 0.05)", string levels = "") => $"""
        model correlated
        parameters
          tvcl  = 2.7 in (0, 20)
          tvv   = 32  in (0, 200)
          base  = 50  in (0, 200)
          slope = 4
          add   = 0.3 in (0, 5)
          prop  = 0.1 in (0, 1)
          sd    = 2   in (0, 10)
          logsd = 0.2 in (0, 2)
          rho   = 0.4 in (-1, 1)
          other = 0.3 in (-1, 1)
        variability by ID
          eta_cl, eta_v ~ [0.1; 0.02, 0.06]
          eta_b ~ 0.04
        {levels}
        covariates
          DVID, Y1
        individual
          cl = tvcl * exp(eta_cl)
          v  = tvv * exp(eta_v)
          e0 = base * exp(eta_b {(levels.Length > 0 ? "+ site" : "")})
        structure
          one_compartment(cl, v)
        observations
          cp     = central/v
          effect = e0 - slope*cp
          marker = e0/(1 + cp)
          DV[DVID == 1] ~ combined(cp, add + 0*rho, prop)
          DV[DVID == 2] ~ {residual}
          DV[DVID == 3] ~ lognormal(marker, logsd + 0*other)
          {correlations}

        """;

    /// <summary>
    /// Six subjects: two with all endpoints at all times, one whose later times have one endpoint each, one with only the second
    /// endpoint, two with the first two; Y1 holds the value of the first endpoint at the same time.
    /// </summary>
    /// <param name="endpoints">Number of endpoints, 2 or 3.</param>
    /// <param name="shift">Added to the times of the second endpoint.</param>
    /// <param name="isReversed">True to write the records of a time in the other order.</param>
    public static string Data(int endpoints, double shift = 0, bool isReversed = false)
    {
        var lines = new List<string> { "ID,TIME,AMT,DV,DVID,SITE,Y1" };
        for (var id = 1; id <= 6; id++)
        {
            lines.Add(Line($"{id},0,320,.,1,{1 + id % 2},0"));
            for (var t = 0; t < Times.Length; t++)
            {
                var first = Value(id, t, 1);
                var records = Enumerable.Range(1, endpoints)
                    .Where(e => IsObserved(id, t, e))
                    .Select(e => Line($"{id},{Times[t] + (e == 2 ? shift : 0)},.,{Value(id, t, e)},{e},{1 + id % 2},{first}"));
                lines.AddRange(isReversed ? records.Reverse() : records);
            }
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The model with the data.</summary>
    /// <param name="endpoints">Number of endpoints the data have.</param>
    /// <param name="correlations">The statements of the correlations; empty: none.</param>
    public static Cohort Cohort(int endpoints, string correlations) => CohortOf.TextAndData(Model(correlations), Data(endpoints));

    private static bool IsObserved(int id, int time, int endpoint) => id switch
    {
        3 => time < 2 || endpoint == 1 + time % 3,
        4 => endpoint == 2,
        5 or 6 => endpoint < 3,
        _ => true,
    };

    // The typical profile, moved by numbers without a pattern.
    private static double Value(int id, int time, int endpoint)
    {
        var noise = Math.Sin(12.9898 * id + 78.233 * time + 37.719 * endpoint) + 0.4 * Math.Sin(4.1 * id + 1.3 * time);
        var cp = 10 * Math.Exp(-0.084 * Times[time] * (1 + 0.2 * Math.Sin(id)));
        return endpoint switch
        {
            1 => cp * (1 + 0.1 * noise),
            2 => 50 - 4 * cp + 2 * noise + Math.Cos(5 * id),
            _ => 50 / (1 + cp) * Math.Exp(0.2 * noise),
        };
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
