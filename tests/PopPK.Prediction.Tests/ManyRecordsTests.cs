using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Many records between two events are passed at once, with states from inside the integrator's steps.</summary>
public class ManyRecordsTests
{
    private const int Count = 120;

    private static readonly double[] Times = [.. Enumerable.Range(1, Count).Select(i => i * 0.2)];

    [Theory]
    [InlineData(OdeMethod.Automatic)]
    [InlineData(OdeMethod.NonStiff)]
    [InlineData(OdeMethod.Stiff)]
    public void Records_passed_at_once_equal_records_met_one_by_one(OdeMethod method)
    {
        var model = TestModels.MichaelisMenten() with { Solver = new SolverSettings { Method = method } };
        var many = Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(Times).Read());
        var few = new TestData();
        foreach (var some in Times.Chunk(10))
        {
            few = few.Subject().Dose(0, 100).Observe(some);
        }

        var expected = Bound.To(model, few.Read());
        var actual = many.Total();
        for (var i = 0; i < Count; i++)
        {
            var one = expected.Total(i / 10)[i % 10].Mean;
            Near.Equal(one.Value, actual[i].Mean.Value, Tolerance.Ode, 1e-6, $"record {i}");
            Near.Equal(one.ByEta, actual[i].Mean.ByEta, Tolerance.Ode * 10, 1e-3, $"by eta, record {i}");
            Near.Equal([.. one.ByEtaTheta.Cast<double>()], [.. actual[i].Mean.ByEtaTheta.Cast<double>()], Tolerance.OdeSecondDerivative, 1e-2, $"by eta and theta, record {i}");
        }
    }

    [Fact]
    public void Doses_and_records_at_one_time_keep_their_order()
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(Times.Take(60)).Dose(12, 50).Observe(12).Observe(Times.Skip(60)).Read();
        var bound = Bound.To(TestModels.MichaelisMenten(), data);
        var means = bound.Means();

        // Record 59 stands above the dose, 60 below it.
        Assert.True(means[60] > means[59]);
        Assert.Equal(Count + 1, means.Length);
        var late = Bound.To(TestModels.MichaelisMenten(), new TestData().Subject().Dose(0, 100).Dose(12, 50).Observe(12, 24).Read()).Means();
        Near.Equal(late[0], means[60], Tolerance.Ode);
        Near.Equal(late[1], means[^1], Tolerance.Ode);
    }

    [Fact]
    public void Passing_many_records_allocates_nothing_once_there_is_room()
    {
        var bound = Bound.To(TestModels.MichaelisMenten(), new TestData().Subject().Dose(0, 100).Observe(Times).Read());
        Allocation.IsZero(() => bound.Predict(DerivativeOrder.SecondAll));
    }
}
