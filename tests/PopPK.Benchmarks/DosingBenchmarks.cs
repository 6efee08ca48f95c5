using System.Globalization;
using BenchmarkDotNet.Attributes;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Benchmarks;

/// <summary>
/// What doses with properties of their own cost: five oral doses and twelve observations of one subject, with first derivatives by all phi
/// and second ones by every pair that the exact gradient needs.
/// </summary>
public class DosingBenchmarks
{
    private const string One = "one_compartment(cl, v, ka)";
    private const string Two = "two_compartment(cl, v, q = 2, v2 = 40, ka = ka)";
    private const string Three = "three_compartment(cl, v, q2 = 2, v2 = 40, q3 = 1, v3 = 100, ka = ka)";
    private const string Lag = "\n  lag(depot) = delay";

    private Cohort _cohort = null!;
    private SubjectWorkspace _workspace = null!;
    private double[] _theta = [];
    private double[] _eta = [];

    /// <summary>The structure.</summary>
    [Params(One, One + Lag, Two, Two + Lag, Three)]
    public string Structure { get; set; } = One;

    /// <summary>SS of the first dose.</summary>
    [Params(0, 1)]
    public int SteadyState { get; set; }

    [GlobalSetup]
    public void Bind()
    {
        var model = $"""
            model doses
            parameters
              tvcl  = 3   in (0, 10)
              tvv   = 30  in (0, 100)
              tvka  = 1   in (0, 10)
              delay = 0.3 in (0, 2)
              prop  = 0.2 in (0, 1)
            variability by ID
              eta_cl ~ 0.1
              eta_v  ~ 0.1
              eta_ka ~ 0.1
            individual
              cl = tvcl*exp(eta_cl)
              v  = tvv*exp(eta_v)
              ka = tvka*exp(eta_ka)
            structure
              {Structure}
            observations
              DV ~ proportional(central/v, prop)

            """;
        var observations = Enumerable.Range(1, 12).Select(i => string.Create(CultureInfo.InvariantCulture, $"1,{i * 5.13},.,1,0,0,0,0\n"));
        _cohort = CohortOf.TextAndData(model, $"ID,TIME,AMT,DV,EVID,SS,II,ADDL\n1,0,100,.,1,{SteadyState},12,4\n{string.Concat(observations)}");
        _workspace = _cohort.CreateWorkspace();
        _theta = [.. _cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        _eta = new double[_cohort.Model.Slots.Length];
    }

    [Benchmark]
    public PredictionStatus Predict() =>
        _cohort.Model.Predict(_cohort.Subjects[0], _cohort.Subjects[0].Observations, _theta, _eta, DerivativeOrder.SecondAll, _workspace);
}
