using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests.Forms;

/// <summary>Which observations have correlated residuals, and their correlations.</summary>
public class ResidualGroupingTests
{
    [Fact]
    public void Observations_of_correlated_endpoints_at_one_time_are_a_group()
    {
        var data = Data().Measure(0, 7, 1).Measure(0, 3, 2).Measure(1, 6, 2).Measure(2, 5, 3).Measure(2, 5, 1).Measure(2, 4, 4).Measure(2, 5, 2).Measure(3, 1, 1).Measure(3, 1, 3);
        var groups = Bound.To(Model(), data.Read()).Cohort.Subjects[0].ResidualGroups;

        Assert.Equal(2, groups.Length);
        Assert.Equal([0, 1], groups[0].Observations.ToArray());
        Assert.Equal([new ResidualPair(0, 1, 0)], groups[0].Pairs.ToArray());
        Assert.Equal([3, 4, 6], groups[1].Observations.ToArray());
        Assert.Equal([new ResidualPair(0, 2, 1), new ResidualPair(1, 2, 0)], groups[1].Pairs.Order(Comparer<ResidualPair>.Create((a, b) => a.First - b.First)).ToArray());
    }

    [Fact]
    public void Two_records_of_one_endpoint_at_one_time_are_an_error_when_they_have_a_partner()
    {
        var error = Assert.Single(Diagnostics(Model(), Data().Measure(0, 7, 1).Measure(0, 6, 1).Measure(0, 3, 2)), d => d.IsError);
        Assert.Equal("PK3041", error.Code);
        Assert.Equal(3, ((CellLocation)error.Location!).Row);
        Assert.DoesNotContain(Diagnostics(Model(), Data().Measure(0, 7, 1).Measure(0, 6, 1).Measure(1, 3, 2)), d => d.IsError);
    }

    [Fact]
    public void A_censored_record_is_in_no_group_and_this_is_said()
    {
        var model = Model(new Censoring(CensoringMethod.Probability) { Upper = 5 });
        var data = Data().Measure(0, 7, 1).Measure(0, 3, 2);
        Assert.Equal("PK3042", Assert.Single(Diagnostics(model, data), d => d.Code != "PK3014").Code);
        Assert.Empty(Bound.To(model, data.Read()).Cohort.Subjects[0].ResidualGroups);
    }

    [Fact]
    public void Correlations_are_refused_where_they_have_no_meaning()
    {
        var data = Data().Measure(0, 7, 1).Measure(0, 3, 2);
        var model = Model();
        var heavy = model with { Endpoints = model.Endpoints.SetItem(0, model.Endpoints[0] with { Distribution = new StudentTDistribution(1, 1, 4) }) };
        Assert.Equal("PK3043", Assert.Single(Diagnostics(heavy, data), d => d.IsError).Code);

        // What both are given is a probability of two dimensions; that one is positive does not depend on the other.
        var positive = new Censoring(CensoringMethod.ProbabilityGivenPositive) { Upper = 0.5 };
        var one = Model(positive);
        var both = one with { Endpoints = one.Endpoints.SetItem(1, one.Endpoints[1] with { Censoring = positive }) };
        Assert.DoesNotContain(Diagnostics(one, data), d => d.IsError);
        Assert.Equal("PK3054", Assert.Single(Diagnostics(both, data), d => d.IsError).Code);
    }

    [Fact]
    public void Correlations_have_exact_derivatives()
    {
        var bound = Bound.To(Model(), Data().Measure(0, 7, 1).Measure(0, 3, 2).Read());
        double[] Values(double[] theta)
        {
            theta.CopyTo(bound.Theta, 0);
            Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondAll));
            return [.. TotalPrediction.CorrelationsOf(bound.Workspace).Select(c => c.Value)];
        }

        var point = bound.Theta.ToArray();
        var jacobian = HighOrderDifference.Jacobian(Values, point, step: 0.05);
        Values(point);
        var exact = TotalPrediction.CorrelationsOf(bound.Workspace);
        Near.Equal([Math.Tanh(0.5), -0.3], [.. exact.Select(c => c.Value)], Tolerance.Algebra);
        for (var k = 0; k < 2; k++)
        {
            for (var p = 0; p < point.Length; p++)
            {
                Near.Equal(jacobian[k, p], exact[k].ByTheta[p], Tolerance.Derivative, 1, $"correlation {k} by {p}");
            }
        }

        bound.Set("rho", 1.5);
        Assert.Equal(PredictionStatus.CorrelationOutOfRange, bound.Predict(DerivativeOrder.Value));
    }

    private static TestData Data() => new TestData("DVID").Subject(0);

    // Endpoints 1, 2, 3 and 4; 1 and 2 are correlated, and 2 and 3.
    private static PopulationModel Model(Censoring? censoring = null)
    {
        var m = new ModelBuilder();
        var id = m.Covariate("DVID");
        var f = m.LogNormal("start", 8) * Expr.Exp(-0.3 * m.Time);
        var sd = m.Theta("sd", 0.4);
        var (z, rho) = (m.Theta("z", 0.5), m.Theta("rho", -0.3));
        for (var i = 1; i <= 4; i++)
        {
            m.Observe(new Endpoint(f / i, sd) { Name = $"y{i}", Selector = new ComparisonCondition(Comparison.Equal, id, i), Censoring = i == 1 ? censoring : null });
        }

        return m.Algebraic() with
        {
            Correlations = [new ResidualCorrelation(0, 1, Expr.Call(ElementaryFunction.Tanh, z)), new ResidualCorrelation(1, 2, rho)],
        };
    }

    private static ImmutableArray<Diagnostic> Diagnostics(PopulationModel model, TestData data) =>
        CohortBuilder.Build(model, data.Read()).Diagnostics;
}
