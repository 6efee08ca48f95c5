using PopPK.Data;
using PopPK.Evaluation.Predictive;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Evaluation.Tests;

public class TimeAfterDoseTests
{
    [Fact]
    public void Additional_doses_count_and_times_before_the_first_dose_are_negative() => Assert.Equal(
        [-3, -1, 0, 4, 0, 1, 2, 14],
        Times(new TestData().Subject().Observe(-3, -1).Dose(0, 100, additional: 2, interval: 8).Observe(4, 8, 9, 18, 30)));

    [Fact]
    public void A_record_before_a_dose_at_its_time_belongs_to_the_dose_before() => Assert.Equal(
        [0, 24, 0, 0],
        Times(new TestData().Subject().Dose(0, 100).Observe(24).Dose(24, 100).Observe(24)));

    [Fact]
    public void An_infusion_counts_from_its_start_also_when_the_model_gives_its_rate() => Assert.Equal(
        [0, 1, 5, 0, 2],
        Times(new TestData().Subject().Dose(0, 100, rate: 25).Observe(1, 5).Dose(10, 100, rate: -1).Observe(12)));

    [Fact]
    public void A_reset_forgets_doses_and_a_steady_state_counts_from_its_record() => Assert.Equal(
        [0, 4, -4, -3, 0, 2],
        Times(new TestData().Subject().Dose(0, 100, additional: 9, interval: 24).Observe(4).Reset(5).Observe(6).Dose(9, 100, interval: 12, steadyState: 1).Observe(11)));

    [Fact]
    public void Rounding_of_differences_does_not_move_observations_apart() => Assert.Equal(
        [0, 2.3, 0, 2.3, 11.5, 0, 2.3, -0.3, -0.1, 0],
        Times(new TestData().Subject().Dose(0, 100).Observe(2.3).Dose(259, 100).Observe(261.3, 270.5).Dose(278.1, 100).Observe(280.4).Reset(300).Observe(300.2).Dose(300.3, 100)));

    [Fact]
    public void Without_doses_there_is_none() => Assert.All(Times(new TestData().Subject().Observe(1, 2)), t => Assert.True(double.IsNaN(t)));

    private static double[] Times(TestData data)
    {
        var timelines = TimelineBuilder.Build(data.Read(), new CompartmentMap(["central"], 0));
        return TimeAfterDose.Of(timelines.Timelines[0]);
    }
}
