using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Exposure;

/// <summary>One-compartment models with data and measures at hand. One owner.</summary>
internal sealed class ExposureCase
{
    /// <summary>Volume of distribution of the models.</summary>
    public const double V = 20;

    private ExposureCase(Cohort cohort, ExposureRequest request)
    {
        var diagnostics = new DiagnosticBag();
        var plan = ExposurePlanner.TryPlan(cohort, request, diagnostics);
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        Plan = plan;
        Calculator = plan.CreateCalculator();
        Theta = [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];
        Eta = new double[cohort.Model.Slots.Length];
    }

    public ExposurePlan Plan { get; }

    public ExposureCalculator Calculator { get; }

    public double[] Theta { get; }

    public double[] Eta { get; }

    /// <summary>Linear elimination with k = 0.1 exp(eta), eta of variance 0.09.</summary>
    public static Cohort Linear(TestData data, string structure = "one_compartment(k = k)") => CohortOf.ModelAndData(
        CohortOf.Model($"""
            model exposure
            parameters
              tvk = 0.1
              add = 0.5
            variability by ID
              eta ~ 0.09
            individual
              k = tvk*exp(eta)
            structure
              {structure}
            observations
              cp = central/20
              DV ~ additive(cp, add)

            """),
        data.Text);

    /// <summary>Saturable elimination, Vmax 10 and Km 2 in the unit of concentrations.</summary>
    public static Cohort Saturable(TestData data) => Linear(data, "d/dt central = -10*20*k/0.1*(central/20)/(2 + central/20)");

    /// <summary>Measures of a cohort.</summary>
    public static ExposureCase Of(Cohort cohort, string measures, params string[] targets) => new(cohort, Request(measures, targets));

    /// <summary>A request from text.</summary>
    public static ExposureRequest Request(string measures, params string[] targets)
    {
        var diagnostics = new DiagnosticBag();
        var request = new ExposureRequest
        {
            Measures = measures.Length == 0 ? [] : MeasureReader.ReadMeasures(new SourceText("test", measures), new TextSpan(0, measures.Length), diagnostics),
            Targets = [.. targets.Select(t => MeasureReader.ReadTarget(new SourceText("test", t), new TextSpan(0, t.Length), diagnostics)!)],
        };
        Assert.Empty(diagnostics);
        return request;
    }

    /// <summary>The values of the measures of a subject.</summary>
    public double[] Values(int subject = 0)
    {
        Assert.Equal(PredictionStatus.Success, Calculator.Calculate(subject, 0, Theta, Eta));
        return [.. Calculator.Values];
    }

    /// <summary>Searches the dose of a subject for the first target.</summary>
    public DoseSearchResult Search(DoseSearchOptions? options = null) =>
        SubjectDoseSearch.Find(Calculator, 0, 0, 0, Theta, Eta, options ?? new DoseSearchOptions());
}
