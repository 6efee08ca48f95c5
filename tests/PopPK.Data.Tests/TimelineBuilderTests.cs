using PopPK.TestKit;
using Xunit;
using Kind = PopPK.Data.Tests.PlainKind;

namespace PopPK.Data.Tests;

public class TimelineBuilderTests
{
    private const string Header = "ID,TIME,AMT,DV,EVID,RATE,II,ADDL,CMT\n";

    [Fact]
    public void A_dose_comes_before_its_own_record_and_behind_the_records_above_it()
    {
        var events = DataText.Events(Header + "1,0,.,1,0,0,0,0,0\n1,0,100,.,1,0,0,0,0\n1,0,.,2,0,0,0,0,0\n");

        Assert.Equal(
            [
                new PlainEvent(0, Kind.Record, -1, 0, 0),
                new PlainEvent(0, Kind.Bolus, 0, 100, 1),
                new PlainEvent(0, Kind.Record, -1, 0, 1),
                new PlainEvent(0, Kind.Record, -1, 0, 2),
            ],
            events);
    }

    [Fact]
    public void An_infusion_ends_before_the_records_at_its_end()
    {
        var events = DataText.Events(Header + "1,0,100,.,1,50,0,0,2\n1,2,.,1,0,0,0,0,0\n1,2,30,.,1,10,0,0,2\n1,9,.,2,0,0,0,0,0\n");

        Assert.Equal(
            [
                new PlainEvent(0, Kind.RateChange, 1, 50, 0),
                new PlainEvent(0, Kind.Record, -1, 0, 0),
                new PlainEvent(2, Kind.RateChange, 1, -50, 0),
                new PlainEvent(2, Kind.Record, -1, 0, 1),
                new PlainEvent(2, Kind.RateChange, 1, 10, 2),
                new PlainEvent(2, Kind.Record, -1, 0, 2),
                new PlainEvent(5, Kind.RateChange, 1, -10, 2),
                new PlainEvent(9, Kind.Record, -1, 0, 3),
            ],
            events);
    }

    [Fact]
    public void Addl_equals_written_out_doses()
    {
        const string samples = "1,3,.,1,0,0,0,0,0\n1,6,.,1,0,0,0,0,0\n1,17,.,1,0,0,0,0,0\n";
        foreach (var (rate, expectedDoses) in new[] { ("0", 4), ("40", 4) })
        {
            var addl = DataText.Events(Header + $"1,0,100,.,1,{rate},5,4,2\n" + samples);
            var written = DataText.Events(Header
                + $"1,0,100,.,1,{rate},0,0,2\n1,3,.,1,0,0,0,0,0\n1,5,100,.,1,{rate},0,0,2\n1,6,.,1,0,0,0,0,0\n"
                + $"1,10,100,.,1,{rate},0,0,2\n1,15,100,.,1,{rate},0,0,2\n1,17,.,1,0,0,0,0,0\n");

            static IEnumerable<(double, PlainKind, int, double)> Doses(IEnumerable<PlainEvent> events) =>
                events.Where(e => e.Kind != Kind.Record).Select(e => (e.Time, e.Kind, e.Compartment, e.Value));
            Assert.Equal(Doses(written), Doses(addl));
            Assert.Equal(expectedDoses, addl.Count(e => e.Value > 0));
            Assert.All(addl.Where(e => e.Kind != Kind.Record), e => Assert.Equal(0, e.Record));
        }
    }

    [Fact]
    public void An_additional_dose_comes_before_the_records_at_its_time()
    {
        var events = DataText.Events(Header + "1,0,100,.,1,0,12,2,0\n1,12,.,1,0,0,0,0,0\n1,12,7,.,1,0,0,0,0\n1,24,.,1,0,0,0,0,0\n");

        Assert.Equal([100, 0, 100, 0, 7, 0, 100, 0], events.Select(e => e.Value));
        Assert.Equal(new PlainEvent(12, Kind.Bolus, 0, 100, 0), events[2]);
    }

    [Theory]
    [InlineData("0.1", "0.3", 3)]
    [InlineData("0.7", "2.1", 3)]
    [InlineData("8.1", "170.1", 21)]
    public void Computed_times_meet_records_in_spite_of_rounding(string interval, string time, int number)
    {
        var events = DataText.Events(Header + $"1,0,100,.,1,0,{interval},{number},0\n1,{time},.,1,0,0,0,0,0\n");

        Assert.Equal(number + 1, events.Count(e => e.Kind == Kind.Bolus));
        Assert.Equal(events[^1].Time, events[^2].Time);
        Assert.Equal(Kind.Bolus, events[^2].Kind);
    }

    [Fact]
    public void Infusion_segments_leave_no_sliver_between_them()
    {
        // In double precision 7.03 + 71.99/71.99 lies behind 8.03.
        var events = DataText.Events(Header + "1,7.03,71.99,.,1,71.99,0,0,0\n1,8.03,36,.,1,72,0,0,0\n1,9,.,1,0,0,0,0,0\n");

        Assert.Equal([7.03, 7.03, 8.03, 8.03, 8.03, 8.53, 9], events.Select(e => e.Time));
        Assert.Equal([71.99, 0, -71.99, 72, 0, -72, 0], events.Select(e => e.Value));
    }

    [Fact]
    public void Additional_infusions_that_follow_each_other_leave_no_sliver_between_them()
    {
        var events = DataText.Events(Header + "1,0,7,.,1,10,0.7,19,0\n1,14,.,1,0,0,0,0,0\n");

        Assert.Equal(21, events.Select(e => e.Time).Distinct().Count());
        Assert.Equal(Enumerable.Repeat(new[] { 10.0, -10.0 }, 20).SelectMany(v => v), events.Where(e => e.Kind == Kind.RateChange).Select(e => e.Value));
    }

    [Fact]
    public void An_infusion_delivers_its_amount()
    {
        var events = DataText.Events(Header + "1,0.3,100,.,1,33,4,2,0\n1,20,.,1,0,0,0,0,0\n");

        var delivered = 0.0;
        var rate = 0.0;
        for (var i = 0; i < events.Length; i++)
        {
            delivered += i > 0 ? rate * (events[i].Time - events[i - 1].Time) : 0;
            rate += events[i].Value;
        }

        Assert.Equal(1, delivered / 300, Tolerance.Algebra);
        Assert.Equal(0, rate);
    }

    [Fact]
    public void An_infusion_without_measurable_duration_is_a_bolus()
    {
        var events = DataText.Events(Header + "1,1000,1e-10,.,1,1e10,0,0,0\n1,1001,.,1,0,0,0,0,0\n");

        Assert.Equal(new PlainEvent(1000, Kind.Bolus, 0, 1e-10, 0), events[0]);
        Assert.Equal(3, events.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_endlessly_slow_infusion_has_no_end_before_the_last_record(int additional)
    {
        var events = DataText.Events(Header + $"1,0,1e300,.,1,1e-300,4,{additional},0\n1,5,.,1,0,0,0,0,0\n");

        Assert.All(events, e => Assert.True(e.Value >= 0));
        Assert.Equal(1 + additional, events.Count(e => e.Kind == Kind.RateChange));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_reset_cancels_running_infusions_and_pending_doses(int evid)
    {
        var reset = evid == 3 ? "1,7,.,.,3,0,0,0,0\n" : "1,7,50,.,4,0,0,0,0\n";
        var events = DataText.Events(Header + "1,0,100,.,1,10,5,9,0\n1,6,.,1,0,0,0,0,0\n" + reset + "1,30,.,1,0,0,0,0,0\n");

        var behind = events.SkipWhile(e => e.Kind != Kind.Reset).ToArray();
        var expected = evid == 3 ? new[] { Kind.Reset, Kind.Record, Kind.Record } : [Kind.Reset, Kind.Bolus, Kind.Record, Kind.Record];
        Assert.Equal(expected, behind.Select(e => e.Kind));
        Assert.Equal(7, behind[0].Time);
    }

    [Fact]
    public void A_dose_above_a_reset_at_the_same_time_is_lost_and_one_below_counts()
    {
        var events = DataText.Events(Header + "1,5,100,.,1,0,1,3,0\n1,5,.,.,3,0,0,0,0\n1,5,70,.,1,0,0,0,0\n1,9,.,1,0,0,0,0,0\n");

        Assert.Equal([Kind.Bolus, Kind.Record, Kind.Reset, Kind.Record, Kind.Bolus, Kind.Record, Kind.Record], events.Select(e => e.Kind));
        Assert.Equal(70, events[4].Value);
    }

    [Fact]
    public void Times_start_anew_at_a_reset()
    {
        var events = DataText.Events(Header + "1,-1,100,.,1,10,0,0,0\n1,24,.,1,0,0,0,0,0\n1,0,100,.,4,10,0,0,0\n1,12,.,1,0,0,0,0,0\n");

        Assert.Equal([-1, -1, 9, 24, 0, 0, 0, 10, 12], events.Select(e => e.Time));
    }

    [Fact]
    public void Compartments_are_resolved_by_number_name_and_default()
    {
        const string text = Header + "1,0,1,.,1,0,0,0,2\n1,0,1,.,1,0,0,0,Central\n1,0,1,.,1,0,0,0,.\n1,0,1,.,1,0,0,0,0\n1,1,.,1,0,0,0,0,0\n";
        var subject = DataText.Read(text).Subjects[0];
        var result = TimelineBuilder.Build(subject, new CompartmentMap(["depot", "central", "peripheral"], defaultDose: 2));

        Assert.Equal([1, 1, 2, 2], PlainEvent.Of(result.Timeline!).Where(e => e.Kind == Kind.Bolus).Select(e => e.Compartment));
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void A_data_set_has_a_timeline_per_subject_or_none_at_all()
    {
        var data = DataText.Read(Header + "1,0,1,.,1,0,0,0,1\n1,1,.,1,0,0,0,0,0\n2,0,1,.,1,0,0,0,2\n2,1,.,1,0,0,0,0,0\n");

        Assert.Equal(2, TimelineBuilder.Build(data, new CompartmentMap(["depot", "central"])).Timelines.Length);
        var refused = TimelineBuilder.Build(data, new CompartmentMap(["central"]));
        Assert.Empty(refused.Timelines);
        Assert.Equal("PK2304", Assert.Single(refused.Diagnostics).Code);
    }

    [Fact]
    public void A_map_refuses_a_default_that_is_no_compartment()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompartmentMap(["central"], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CompartmentMap([], 1));
    }
}
