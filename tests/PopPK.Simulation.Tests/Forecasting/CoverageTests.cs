using System.Globalization;
using PopPK.Simulation.Forecasting;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Forecasting;

/// <summary>
/// Of simulated subjects intervals contain the truth as often as they say, in individual parameters, the course to come and the level to come.
/// Slow: <c>POPPK_SLOW_TESTS=1 dotnet test --filter Speed=Slow</c>.
/// </summary>
[Trait("Speed", "Slow")]
public class CoverageTests
{
    private const int Subjects = 500;
    private const double Coverage = 0.9;
    private const double Known = 8;
    private const double Future = 30;

    private const string Oral = """
        model oral
        parameters
          tvka = 1.2
          tvcl = 5
          tvv = 50
          sd = 0.2
        variability by ID
          eta_cl, eta_v ~ [0.15; 0.03, 0.06]
          eta_ka ~ 0.3
        individual
          ka = tvka * exp(eta_ka)
          cl = tvcl * exp(eta_cl)
          v = tvv * exp(eta_v)
        structure
          one_compartment(cl, v, ka)
        observations
          cp = central/v
          DV ~ lognormal(cp, sd)
        """;

    private const string WithOccasions = """
        model oral
        parameters
          tvka = 1.2
          tvcl = 5
          tvv = 50
          sd = 0.2
        variability by ID
          eta_cl ~ 0.15
          eta_v ~ 0.06
        variability by OCC within ID
          kappa_cl ~ 0.08
        individual
          ka = tvka
          cl = tvcl * exp(eta_cl + kappa_cl)
          v = tvv * exp(eta_v)
        structure
          one_compartment(cl, v, ka)
        observations
          cp = central/v
          DV ~ lognormal(cp, sd)
        """;

    private const string BelowLimit = """
        model oral
        parameters
          tvka = 1.2
          tvcl = 9
          tvv = 50
          sd = 0.2
          add = 0.2
        variability by ID
          eta_cl, eta_v ~ [0.3; 0.03, 0.06]
        individual
          ka = tvka
          cl = tvcl * exp(eta_cl)
          v = tvv * exp(eta_v)
        structure
          one_compartment(cl, v, ka)
        observations
          cp = central/v
          DV ~ combined(cp, add, sd) censored below 2.5
        """;

    [SkippableTheory]
    [InlineData(Oral, false)]
    [InlineData(Oral, true)]
    [InlineData(WithOccasions, false)]
    [InlineData(BelowLimit, false)]
    public void Intervals_contain_the_truth_as_often_as_they_say(string model, bool hasResiduals)
    {
        Skip.If(Environment.GetEnvironmentVariable("POPPK_SLOW_TESTS") is null, "set POPPK_SLOW_TESTS to run it");
        double[] times = [0, 0.5, 3, Known, 24, Future];
        var design = CohortOf.TextAndData(model, Data((_, _) => 5.0));
        var truth = Simulated.Run(design, new SimulationOptions { Seed = 11 });
        var observed = CohortOf.TextAndData(model, Data((i, j) => truth[i].Values[j]));
        var options = new ForecastOptions { HasResiduals = hasResiduals, Coverage = Coverage, Posterior = new PosteriorOptions { Seed = 12 } };
        var forecasts = Forecasts.Run(observed, new ForecastPlan { From = Known, Until = Future + 1 }, options);
        var inside = new Dictionary<string, int>();
        for (var i = 0; i < Subjects; i++)
        {
            var parameters = new double[observed.Model.IndividualParameters.Names.Length];
            design.Model.IndividualParameters.Evaluate(Theta(design), truth[i].Eta, design.Subjects[i], 1, parameters);
            for (var p = 0; p < parameters.Length; p++)
            {
                Count(forecasts[i].Parameters[p].Name, forecasts[i].Parameters[p].Sample, parameters[p]);
            }

            var row = forecasts[i].Courses[0].Rows.Single(r => r.Point.Source == times.Length - 1);
            Count("future", row.Sample, hasResiduals ? truth[i].Values[^1] : truth[i].Individual[^1]);
        }

        var error = Math.Sqrt(Coverage * (1 - Coverage) / Subjects);
        Assert.All(inside, x => Assert.True(
            Math.Abs(((double)x.Value / Subjects) - Coverage) < Tolerance.MonteCarloStandardErrors * error,
            $"{x.Key}: {x.Value} of {Subjects} intervals contain the truth"));

        void Count(string what, Percentiles interval, double value)
        {
            // A parameter without random effects has an interval of no width, which contains it but for rounding.
            var slack = 1e-9 * Math.Abs(value);
            if (interval.Upper - interval.Lower > slack)
            {
                inside[what] = inside.GetValueOrDefault(what) + (value >= interval.Lower - slack && value <= interval.Upper + slack ? 1 : 0);
            }
        }

        string Data(Func<int, int, double> value)
        {
            var lines = new List<string> { "ID,TIME,AMT,DV,OCC" };
            for (var i = 0; i < Subjects; i++)
            {
                for (var j = 0; j < times.Length; j++)
                {
                    var isDose = times[j] is 0 or 24;
                    var text = isDose ? "." : value(i, j).ToString("R", CultureInfo.InvariantCulture);
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1},{times[j]},{(isDose ? 500 : 0)},{text},{(times[j] < 24 ? 1 : 2)}"));
                }
            }

            return string.Join('\n', lines) + "\n";
        }
    }

    private static double[] Theta(Prediction.Cohort cohort) => [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
}
