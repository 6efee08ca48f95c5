using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace PopPK.Data.Tests;

public class TimelinePropertyTests
{
    private static readonly Config Reproducible = Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20240601, 7);

    private static readonly CompartmentMap Compartments = new(["depot", "central"]);

    [Fact]
    public void Random_schedules_equal_the_plainly_sorted_timeline() =>
        Prop.ForAll(Schedules(), subject => PlainTimeline.Of(subject).SequenceEqual(PlainEvent.Of(TimelineBuilder.Build(subject, Compartments).Timeline!)))
            .Check(Reproducible);

    [Fact]
    public void Every_record_appears_once_in_the_order_of_the_file() =>
        Prop.ForAll(Schedules(), subject => PlainEvent.Of(TimelineBuilder.Build(subject, Compartments).Timeline!)
            .Where(e => e.Kind == PlainKind.Record)
            .Select(e => (e.Record, e.Time))
            .SequenceEqual(subject.Records.Select((r, i) => (i, r.Time))))
            .Check(Reproducible);

    [Fact]
    public void Times_decrease_only_at_resets() =>
        Prop.ForAll(Schedules(), subject =>
        {
            var events = PlainEvent.Of(TimelineBuilder.Build(subject, Compartments).Timeline!);
            return Enumerable.Range(1, events.Length - 1).All(i => events[i].Time >= events[i - 1].Time || events[i].Kind == PlainKind.Reset);
        }).Check(Reproducible);

    [Fact]
    public void Rates_are_never_negative() =>
        Prop.ForAll(Schedules(), subject =>
        {
            var rates = new double[2];
            foreach (var e in PlainEvent.Of(TimelineBuilder.Build(subject, Compartments).Timeline!))
            {
                if (e.Kind == PlainKind.Reset)
                {
                    rates = new double[2];
                }
                else if (e.Kind == PlainKind.RateChange)
                {
                    rates[e.Compartment] += e.Value;
                    if (rates[e.Compartment] < 0)
                    {
                        return false;
                    }
                }
            }

            return true;
        }).Check(Reproducible);

    [Fact]
    public void Moving_all_times_moves_the_timeline() =>
        Prop.ForAll(Schedules(), subject =>
        {
            const double shift = -64;
            var moved = subject with { Records = [.. subject.Records.Select(r => r with { Time = r.Time + shift })] };
            return PlainEvent.Of(TimelineBuilder.Build(subject, Compartments).Timeline!).Select(e => e with { Time = e.Time + shift })
                .SequenceEqual(PlainEvent.Of(TimelineBuilder.Build(moved, Compartments).Timeline!));
        }).Check(Reproducible);

    /// <summary>Up to twelve records on a coarse grid, so that many things happen at one time and no computed time is rounded.</summary>
    private static Arbitrary<Subject> Schedules()
    {
        var record =
            from step in Gen.Choose(0, 4)
            from kind in Gen.Elements(RecordKind.Observation, RecordKind.Observation, RecordKind.Dose, RecordKind.Dose, RecordKind.Other, RecordKind.Reset, RecordKind.ResetAndDose)
            from rate in Gen.Elements(0.0, 0.0, 4, 8, 16, 32)
            from compartment in Gen.Choose(0, 2)
            from interval in Gen.Choose(1, 6)
            from additional in Gen.Choose(0, 5)
            select (step, kind, rate, compartment, interval, additional);
        return record.NonEmptyListOf().Where(l => l.Count <= 12).Select(steps =>
        {
            var time = 0.0;
            var records = new List<DataRecord>();
            foreach (var (step, kind, rate, compartment, interval, additional) in steps)
            {
                var isReset = kind is RecordKind.Reset or RecordKind.ResetAndDose;
                time += isReset ? -step : step * 0.5;
                var isDose = kind is RecordKind.Dose or RecordKind.ResetAndDose;
                records.Add(new DataRecord
                {
                    Row = records.Count + 2,
                    Time = time,
                    Kind = kind,
                    Amount = isDose ? 8 : 0,
                    Rate = isDose ? rate : 0,
                    Interval = isDose && additional > 0 ? interval * 0.5 : 0,
                    AdditionalDoses = isDose ? additional : 0,
                    CompartmentNumber = compartment == 0 ? null : compartment,
                    Values = [],
                    Cells = [],
                });
            }

            return new Subject("1", [.. records]);
        }).ToArbitrary();
    }
}
