using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

public class SubjectFailureTests
{
    [Fact]
    public void Every_failure_of_a_prediction_has_words_of_its_own()
    {
        var reasons = Enum.GetValues<PredictionStatus>()
            .Where(s => s != PredictionStatus.Success)
            .Select(s => new SubjectFailure("7", EtaModeStatus.PredictionFailed, s, null).Reason)
            .ToArray();
        Assert.Equal(reasons.Length, reasons.Distinct().Count());
    }

    [Fact]
    public void Time_reached_is_told_by_the_objective()
    {
        const string text = """
            model burst
            parameters
              k  = 0.04 in (0, inf)
              sd = 0.4  in (0, inf)
            variability by ID
              eta ~ 0.1
            structure
              d/dt central = k*exp(eta)*central^2
            observations
              DV ~ additive(central, sd)

            """;
        var cohort = CohortOf.TextAndData(text, "ID,TIME,AMT,DV\n7,24,50,.\n7,24.1,.,1\n7,30,.,1\n");
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei);
        var failure = Assert.Single(objective.Evaluate(objective.Layout.InitialFree(), withGradient: false).Failures);

        // A = 50/(1 - 2 (t - 24)) has no value at 24.5.
        Assert.InRange(Assert.NotNull(failure.Time), 24.1, 24.5);
        Assert.StartsWith("subject 7 at time 24.", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(": the differential equations could not be solved to the tolerance", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Property_a_dose_cannot_be_given_with_is_named_with_its_value()
    {
        const string text = """
            model lagged
            parameters
              k     = 0.1 in (0, inf)
              delay = 0.5
              sd    = 0.4 in (0, inf)
            variability by ID
              eta ~ 0.1
            structure
              d/dt central = -k*exp(eta)*central
              lag(central) = delay - 2
            observations
              DV ~ additive(central, sd)

            """;
        var cohort = CohortOf.TextAndData(text, "ID,TIME,AMT,DV\n7,24,50,.\n7,25,.,1\n");
        var objective = new PopulationObjective(cohort, MarginalApproximation.Focei);
        var failure = Assert.Single(objective.Evaluate(objective.Layout.InitialFree(), withGradient: false).Failures);

        Assert.Equal("subject 7 at time 24: the lag of central is -1.5, but must not be negative", failure.ToString());
    }
}
