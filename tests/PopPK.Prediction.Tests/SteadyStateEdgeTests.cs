using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Steady states where lag or duration are whole numbers of intervals, or almost: nothing is lost or counted twice.</summary>
public class SteadyStateEdgeTests
{
    private const int Many = 1000;

    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(3.0)]
    [InlineData(1 - 1e-13)]
    [InlineData(1 + 1e-13)]
    [InlineData(2 - 1e-9)]
    [InlineData(2 + 1e-9)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void Lags_and_durations_of_whole_intervals(double lag)
    {
        var model = EventModels.Of("lag(central) = lag\n  duration(central) = d\n  " + EventModels.Linear);
        double[] times = [0.7, 1.25, 2.25, 5.3];
        foreach (var duration in new[] { 1, 2, 0.5, 0.9, 0.3 })
        {
            foreach (var interval in new[] { 1, 0.1, 0.5 })
            {
                double[] Means(TestData data) => Bound.To(model, data.Observe(times).Read()).Set("tvlag", lag).Set("tvd", duration).Means();
                var steady = Means(new TestData().Subject().Dose(0.7, 10, 2, -2, 1, interval, steadyState: 1));
                var many = Means(new TestData().Subject().Dose(0.7 - Many * interval, 10, 2, -2, Many + 1, interval));

                Near.Equal(many, steady, Tolerance.Ode, what: $"lag {lag}, duration {duration}, interval {interval}");
            }
        }
    }
}
