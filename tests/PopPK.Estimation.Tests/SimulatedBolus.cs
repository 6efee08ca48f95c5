using System.Globalization;
using System.Text;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Estimation.Tests;

/// <summary>Forty subjects with one bolus and six observations each, simulated with clearances that vary and volumes that need not.</summary>
internal static class SimulatedBolus
{
    /// <summary>A cohort of such subjects.</summary>
    /// <param name="effects">The lines of the section variability; eta_cl and eta_v are used.</param>
    /// <param name="volumeDeviation">True standard deviation of log volume.</param>
    /// <param name="correlation">True correlation of log clearance and log volume.</param>
    /// <param name="parameters">More lines of the section parameters.</param>
    /// <param name="structure">More lines of the section structure.</param>
    public static Cohort Fitted(string effects, double volumeDeviation, double correlation = 0, string parameters = "", string structure = "")
    {
        var text = $"""
            model bolus
            parameters
              tvcl = 2 in (0, 20)
              tvv = 20 in (0, 200)
              prop = 0.2 in (0, 1)
            {parameters}
            variability by ID
            {effects}
            individual
              cl = tvcl*exp(eta_cl)
              v = tvv*exp(eta_v)
            structure
              one_compartment(cl, v, ka = 1)
            {structure}
            observations
              cp = central/v
              DV ~ proportional(cp, prop)

            """;
        return CohortOf.TextAndData(text, Data(volumeDeviation, correlation));
    }

    private static string Data(double volumeDeviation, double correlation)
    {
        var text = new StringBuilder("ID,TIME,AMT,CMT,DV\n");
        for (var i = 1; i <= 40; i++)
        {
            var random = new RandomStream(1, RandomPurpose.Restarts, i);
            var (a, b) = (random.NextNormal(), random.NextNormal());
            var k = 3 * Math.Exp(0.3 * a);
            var v = 30 * Math.Exp(volumeDeviation * (correlation * a + Math.Sqrt(1 - correlation * correlation) * b));
            text.Append(CultureInfo.InvariantCulture, $"{i},0,100,2,.\n");
            foreach (var time in (double[])[0.5, 2, 5, 9, 16, 24])
            {
                text.Append(CultureInfo.InvariantCulture, $"{i},{time},.,2,{100 / v * Math.Exp(-k / v * time) * (1 + 0.15 * random.NextNormal())}\n");
            }
        }

        return text.ToString();
    }
}
