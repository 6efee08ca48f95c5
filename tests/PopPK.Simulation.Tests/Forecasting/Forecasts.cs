using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Prediction;
using PopPK.Simulation.Forecasting;
using PopPK.Symbolics;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Forecasting;

/// <summary>Runs forecasts at the initial values of models. Stateless.</summary>
internal static class Forecasts
{
    /// <summary>A model between whose occasions clearance differs, and data of it.</summary>
    public const string Occasions = """
        model occasions
        parameters
          tvcl = 5
          tvv = 50
          sd = 0.1
        variability by ID
          eta_cl, eta_v ~ [0.1; 0.02, 0.06]
        variability by OCC within ID
          kappa_cl ~ 0.04
        individual
          cl = tvcl * exp(eta_cl + kappa_cl)
          v = tvv * exp(eta_v)
        structure
          one_compartment(cl, v)
        observations
          cp = central/v
          DV ~ normal(cp, sd * cp)
        """;

    /// <summary>The data.</summary>
    public const string OccasionData = """
        ID,TIME,AMT,DV,OCC
        1,0,500,.,1
        1,2,0,8.1,1
        1,8,0,3.9,1
        1,24,500,.,2
        1,26,0,9.9,2
        1,36,0,3.5,2
        2,0,400,.,1
        2,1,0,6.9,1
        2,12,0,3.1,1
        """;

    /// <summary>What is wrong with a forecast.</summary>
    /// <param name="data">Model and data.</param>
    /// <param name="plan">What is to be forecast.</param>
    public static (Forecaster? Forecaster, ImmutableArray<Diagnostic> Diagnostics) Build(Cohort data, ForecastPlan plan)
    {
        var diagnostics = new DiagnosticBag();
        var forecaster = Forecaster.TryBuild(data.Model.Model, data.Dataset, plan, Everybody(data), diagnostics);
        return (forecaster, [.. diagnostics]);
    }

    /// <summary>Forecasts all subjects of a data set.</summary>
    /// <param name="data">Model and data.</param>
    /// <param name="plan">What is to be forecast.</param>
    /// <param name="options">Settings.</param>
    public static ImmutableArray<SubjectForecast> Run(Cohort data, ForecastPlan plan, ForecastOptions? options = null)
    {
        var (forecaster, diagnostics) = Build(data, plan);
        Assert.True(forecaster is not null, string.Join('\n', diagnostics));
        return Run(forecaster, options ?? new ForecastOptions { Posterior = new PosteriorOptions { Samples = 50 } });
    }

    /// <summary>Forecasts all subjects.</summary>
    /// <param name="forecaster">The forecaster.</param>
    /// <param name="options">Settings.</param>
    public static ImmutableArray<SubjectForecast> Run(Forecaster forecaster, ForecastOptions options)
    {
        var all = new List<SubjectForecast>();
        forecaster.Run(PointOf(forecaster.Cohort), options, Everybody(forecaster.Cohort), all.Add);
        return [.. all];
    }

    /// <summary>The initial values of a model.</summary>
    /// <param name="cohort">The cohort.</param>
    public static PopulationPoint PointOf(Cohort cohort)
    {
        var layout = new ParameterLayout(cohort.Model);
        return layout.PointAt(layout.InitialFree())!;
    }

    /// <summary>A candidate with one line of doses.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="interval">The interval.</param>
    /// <param name="count">The number.</param>
    /// <param name="at">Time of the first, from the decision.</param>
    /// <param name="compartment">The compartment.</param>
    public static CandidateRegimen Candidate(double amount, double interval, int count, double at = 0, int compartment = 0) =>
        new($"{amount} every {interval}", [new DoseRule(Expr.Constant(amount), compartment) { Times = [at], Interval = interval, Count = count }]);

    private static int[] Everybody(Cohort cohort) => [.. Enumerable.Range(0, cohort.Subjects.Length)];
}
