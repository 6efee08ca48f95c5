using System.Globalization;
using System.Text;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Estimation.Tests;

/// <summary>
/// Models at their true values with the records data are drawn for. Many subjects and many observations of each, so that the theory of
/// large samples holds: FOCEI's own bias, which does not shrink with the number of subjects, is far below the standard errors.
/// </summary>
internal static class SimulatedDesigns
{
    private static readonly double[] OralTimes = [0.25, 0.5, 1, 2, 3, 5, 8, 12, 18, 24];
    private static readonly double[] SaturableTimes = [0.5, 2, 4, 7, 10, 13, 16, 20, 24, 30];
    private static readonly double[] OralDoses = [100];
    private static readonly double[] SaturableDoses = [150, 300, 450];

    /// <summary>Names for theories.</summary>
    public static readonly string[] Names = ["oral", "saturable"];

    /// <summary>A design.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static Cohort Named(string name) => name == "oral" ? Oral(120) : Saturable(60);

    /// <summary>One compartment with first-order absorption in closed form, a combined error and correlated clearance and volume.</summary>
    /// <param name="subjects">Number of subjects.</param>
    public static Cohort Oral(int subjects) => Bind(
        """
        model oral
        parameters
          tvka = 1.5  in (0, inf)
          tvcl = 4    in (0, inf)
          tvv  = 30   in (0, inf)
          add  = 0.05 in (0, inf)
          prop = 0.1  in (0, inf)
        variability by ID
          eta_ka ~ 0.16
          eta_cl, eta_v ~ [0.09; 0.03, 0.04]
        individual
          ka = tvka*exp(eta_ka)
          cl = tvcl*exp(eta_cl)
          v  = tvv*exp(eta_v)
        structure
          one_compartment(cl, v, ka)
        observations
          DV ~ combined(central/v, add, prop)

        """,
        subjects,
        OralDoses,
        OralTimes);

    /// <summary>Saturable elimination after a bolus, integrated; three dose groups around the Michaelis constant.</summary>
    /// <param name="subjects">Number of subjects.</param>
    public static Cohort Saturable(int subjects) => Bind(
        """
        model saturable
        parameters
          tvvm = 20  in (0, inf)
          tvkm = 4   in (0, inf)
          tvv  = 25  in (0, inf)
          prop = 0.06 in (0, inf)
          add  = 0.02 fixed
        variability by ID
          eta_vm ~ 0.06
          eta_km ~ 0.16
          eta_v  ~ 0.04
        individual
          vm = tvvm*exp(eta_vm)
          km = tvkm*exp(eta_km)
          v  = tvv*exp(eta_v)
        structure
          d/dt central = -vm*central/v/(km + central/v)
        observations
          DV ~ combined(central/v, add, prop)

        """,
        subjects,
        SaturableDoses,
        SaturableTimes);

    private static Cohort Bind(string model, int subjects, double[] doses, double[] times)
    {
        var data = new StringBuilder("ID,TIME,AMT,DV\n");
        for (var id = 1; id <= subjects; id++)
        {
            data.Append(CultureInfo.InvariantCulture, $"{id},0,{doses[id % doses.Length]},.\n");
            foreach (var time in times)
            {
                data.Append(CultureInfo.InvariantCulture, $"{id},{time},.,1\n");
            }
        }

        return CohortOf.TextAndData(model, data.ToString());
    }
}
