using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Tracing;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>A trace is what the engine does: its predictions are the engine's, and amounts do not depend on the solver.</summary>
public class TracingTests
{
    private static readonly Dataset Data = new TestData()
        .Subject()
        .Dose(0, 100).Observe(1)
        .Dose(2, 60, rate: 20, compartment: 2).Observe(3, 4, 9)
        .Read();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Amounts_of_a_closed_form_are_those_of_its_equations(bool isTwo)
    {
        var model = isTwo ? TestModels.TwoCompartments(withDepot: true) : TestModels.OneCompartment(withDepot: true);
        var (closed, written) = (Trace(Bound.To(model, Data)), Trace(Bound.To(model.AsEquations(), Data)));
        Assert.All(closed.Intervals, i => Assert.Equal(SolutionMethod.ClosedForm, i.Method));
        Assert.All(written.Intervals, i => Assert.Equal(SolutionMethod.MatrixExponential, i.Method));
        Assert.Equal([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 9)], closed.Intervals.Select(i => (i.From, i.To)));
        Assert.Equal(closed.Intervals.Select(i => (i.From, i.To, i.Next)), written.Intervals.Select(i => (i.From, i.To, i.Next)));
        foreach (var (a, b) in closed.Intervals.Zip(written.Intervals))
        {
            Assert.Equal(a.Inputs.ToArray(), b.Inputs.ToArray());
            NearAll(b.Amounts, a.Amounts);
        }

        foreach (var (a, b) in closed.Events.Zip(written.Events))
        {
            Assert.Equal(a.Event, b.Event);
            NearAll(b.Amounts, a.Amounts);
        }
    }

    [Fact]
    public void Predictions_are_those_of_an_evaluation()
    {
        var bound = Bound.To(TestModels.MichaelisMenten(), new TestData().Subject().Dose(0, 100).Observe(1, 3, 9).Read());
        var trace = Trace(bound);
        var records = bound.Cohort.Subjects[0].Subject.Records;
        Assert.Equal(bound.Means(), trace.Predictions.Where(p => records[p.Record].IsObservation).Select(p => p.Mean));
        Assert.All(trace.Intervals, i => Assert.True(i.Steps > 0));
        Assert.Null(bound.Workspace.Recorder);
    }

    [Fact]
    public void Schedule_has_the_events_of_the_whole_walk_without_walking()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: true), Data);
        var schedule = SubjectTracer.Schedule(bound.Cohort, bound.Cohort.Subjects[0], bound.Theta, bound.Eta);
        Assert.Equal((0, 0), (schedule.Passed, schedule.Intervals.Length));
        Assert.Equal(Trace(bound).Events.Select(e => e.Event), schedule.Events.Select(e => e.Event));
    }

    [Fact]
    public void Additional_doses_are_numbered_and_those_a_reset_cancels_are_counted()
    {
        var data = new TestData().Subject().Dose(0, 100, rate: 10, interval: 12, additional: 5).Observe(30).Reset(30).Observe(40).Read();
        var trace = Trace(Bound.To(TestModels.OneCompartment(withDepot: false), data));
        Assert.Equal([0, 1, 2], trace.Events.Where(e => e.Event.Kind == TimelineEventKind.InfusionStart).Select(e => e.Number));
        Assert.Equal([0, 1], trace.Events.Where(e => e.Event.Kind == TimelineEventKind.InfusionEnd).Select(e => e.Number));
        Assert.Equal(new Cancellation(3, 1), trace.Events.Single(e => e.Event.Kind == TimelineEventKind.Reset).Cancelled);
        Assert.Equal(0, trace.DosesBehindEnd);
    }

    [Fact]
    public void Rate_constants_that_cannot_be_leave_the_events()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: true), Data);
        bound.Theta[0] = -1;
        var trace = Trace(bound);
        Assert.Equal(PredictionStatus.RateConstantOutOfRange, trace.Status);
        Assert.NotEmpty(trace.Events);
        Assert.Empty(trace.Predictions);
    }

    private static SubjectTrace Trace(Bound bound) => SubjectTracer.Follow(bound.Cohort, bound.Cohort.Subjects[0], bound.Theta, bound.Eta);

    private static void NearAll(ImmutableArray<double> expected, ImmutableArray<double> actual) =>
        Near.Equal(expected.AsSpan(), actual.AsSpan(), Tolerance.MatrixExponential, Tolerance.MatrixExponentialNearZero);
}
