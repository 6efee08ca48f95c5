using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests;

/// <summary>Likelihoods computed eight observations at a time are those computed one by one.</summary>
public class LaneObjectiveTests
{
    private static readonly string[] Models = ["theophylline", "theophylline_ode", "indomethacin", "indomethacin_ode", "phenobarbital", "remifentanil"];
    private static readonly string[] Methods = ["focei", "foce", "laplace", "agq(3)"];

    public static IEnumerable<object[]> Cases =>
        from model in Models
        from method in Methods
        select new object[] { model, method };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Objective_gradient_and_modes_agree(string model, string method)
    {
        var (one, eight) = (ObjectiveOf(model, method, inLanes: false), ObjectiveOf(model, method, inLanes: true));
        Assert.False(one.Cohort.UsesLanes);
        Assert.True(eight.Cohort.UsesLanes && eight.Cohort.Subjects.All(s => s.HasLanes));
        var point = one.Layout.InitialFree();

        var expected = one.Evaluate(point, withGradient: true);
        var actual = eight.Evaluate(point, withGradient: true);

        Near.Equal(expected.Ofv, actual.Ofv, Tolerance.Algebra, 1000);
        var scale = expected.Gradient.Max(Math.Abs);
        Near.Equal(expected.Gradient.AsSpan(), actual.Gradient.AsSpan(), Tolerance.ModeAccuracy, scale, "gradient");
        for (var i = 0; i < one.Contributions.Count; i++)
        {
            Near.Equal(one.Contributions[i].Mode, eight.Contributions[i].Mode, Tolerance.ModeAccuracy, 1, $"mode {i}");
        }
    }

    [Fact]
    public void What_cannot_be_predicted_is_reported_in_the_same_way()
    {
        const string data = "ID,TIME,AMT,DV\n1,0,.,0\n1,1,100,.\n1,2,.,80\n1,3,.,70\n";
        var binding = CohortOf.TextAndData(SmallModels.ProportionalDecay, data);
        SubjectFailure FailureOf(int lanesFrom) => Assert.Single(
            new PopulationObjective(CohortOf.Rebuilt(binding, lanesFrom), MarginalApproximation.Focei)
                .Evaluate(new ParameterLayout(binding.Model).InitialFree(), withGradient: true).Failures);

        Assert.Equal(PredictionStatus.VarianceNotPositive, FailureOf(int.MaxValue).Prediction);
        Assert.Equal(FailureOf(int.MaxValue), FailureOf(0));
    }

    private static PopulationObjective ObjectiveOf(string model, string method, bool inLanes) =>
        new(CohortOf.File(inLanes, "models", model + ".poppk"), MarginalApproximation.Find(method)!);
}
