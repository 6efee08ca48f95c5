using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Subjects whose equations are integrated side by side have the predictions they have alone.</summary>
public class ValueBatchTests
{
    private const int Subjects = 37;

    [Fact]
    public void Michaelis_Menten() => Check(TestModels.MichaelisMenten(), 1);

    [Fact]
    public void Lags_and_durations() => Check(EventModels.Of(EventModels.Saturable + "\n  " + EventModels.AllProperties), 2);

    [Fact]
    public void A_response_that_begins_at_its_baseline() =>
        Check(EventModels.Of(EventModels.IndirectResponse + "\n  initial(response) = 40/d\n  lag(depot) = lag"), 2);

    [Fact]
    public void Inputs_of_the_equations() => Check(EventModels.Of(EventModels.WithOwnInput), 2);

    [Fact]
    public void Exponentials_in_the_equations() =>
        Check(EventModels.Of(EventModels.Linear.Replace("- k*central", "- k*central*exp(-0.001*central)", StringComparison.Ordinal)), 2);

    [Fact]
    public void Tolerances_of_the_model() =>
        Check(EventModels.Of(EventModels.Saturable + "\n  solver rtol = 1e-9, atol = 1e-9"), 2, nearZero: 1);

    [Fact]
    public void Many_records_between_doses()
    {
        var data = new TestData();
        for (var i = 0; i < Subjects; i++)
        {
            data.Subject().Dose(0, 100 + i, additional: 2, interval: 24).Observe(Enumerable.Range(0, 73).Select(t => (double)t));
        }

        Compare(Bound.To(TestModels.MichaelisMenten(), data.Read()));
    }

    [Fact]
    public void A_stiff_subject_is_integrated_by_the_method_for_it()
    {
        var bound = Bound.To(
            EventModels.Of(EventModels.Saturable),
            new TestData().Subject().Dose(0, 100).Observe(5, 20, 100).Subject().Dose(0, 200).Observe(5, 20, 100).Read()).Set("tvka", 2e4);
        Compare(bound);
    }

    [Fact]
    public void Who_cannot_be_predicted_does_not_disturb_the_others()
    {
        var (bound, etas) = Draw(TestModels.MichaelisMenten(), 1);
        var (expected, _) = Predict(bound, etas, [.. Enumerable.Range(0, Subjects)]);
        var slots = bound.Model.Slots.Length;
        etas[5 * slots] = 1e9;
        var (actual, statuses) = Predict(bound, etas, [.. Enumerable.Range(0, Subjects)]);
        for (var i = 0; i < Subjects; i++)
        {
            Assert.Equal(i == 5 ? PredictionStatus.IndividualNotFinite : PredictionStatus.Success, statuses[i]);
            if (i != 5)
            {
                Assert.Equal(expected[i], actual[i]);
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var (bound, etas) = Draw(TestModels.MichaelisMenten(), 1);
        var subjects = bound.Cohort.Subjects.AsSpan().ToArray();
        PredictionPoints[] points = [.. subjects.Select(s => s.Observations)];
        var predictions = new double[points.Sum(p => p.Count)];
        var statuses = new PredictionStatus[Subjects];
        void Call(double[] e, double[] p, PredictionStatus[] s) => bound.Model.PredictValues(subjects, points, bound.Theta, e, bound.Workspace, p, s);
        Assert.Throws<ArgumentException>(() => Call(etas[1..], predictions, statuses));
        Assert.Throws<ArgumentException>(() => Call(etas, predictions[1..], statuses));
        Assert.Throws<ArgumentException>(() => Call(etas, predictions, statuses[1..]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var (bound, etas) = Draw(TestModels.MichaelisMenten(), 1);
        var subjects = bound.Cohort.Subjects.AsSpan().ToArray();
        PredictionPoints[] points = [.. subjects.Select(s => s.Observations)];
        var (predictions, statuses) = (new double[points.Sum(p => p.Count)], new PredictionStatus[Subjects]);
        Allocation.IsZero(() => bound.Model.PredictValues(subjects, points, bound.Theta, etas, bound.Workspace, predictions, statuses, predictions));
    }

    private static void Check(PopulationModel model, int dosed, double nearZero = 0)
    {
        var (bound, etas) = Draw(model, dosed);
        Compare(bound, etas, nearZero);
    }

    private static (Bound Bound, double[] Etas) Draw(PopulationModel model, int dosed)
    {
        var bound = Bound.Integrated(model, RandomRegimen.Draw(new Random(7), Subjects, dosed).Read());
        var random = new Random(8);
        return (bound, [.. Enumerable.Range(0, Subjects * bound.Model.Slots.Length).Select(_ => 0.8 * (random.NextDouble() - 0.5))]);
    }

    private static void Compare(Bound bound, double[]? etas = null, double nearZero = 0)
    {
        var (subjects, slots) = (bound.Cohort.Subjects, bound.Model.Slots.Length);
        etas ??= new double[subjects.Length * slots];
        int[] order = [.. Enumerable.Range(0, subjects.Length)];
        var (together, statuses) = Predict(bound, etas, order);
        var (reversed, _) = Predict(bound, etas, [.. order.Reverse()]);
        Array.Reverse(reversed);
        Assert.All(statuses, s => Assert.Equal(PredictionStatus.Success, s));
        for (var i = 0; i < subjects.Length; i++)
        {
            var (alone, _) = Predict(bound, etas, [i]);
            Assert.Equal(alone[0], together[i]);
            Assert.Equal(alone[0], reversed[i]);
            var points = subjects[i].Observations;
            var scale = Math.Max(nearZero, subjects[i].LargestDose * Tolerance.OdeNearZero / Tolerance.Ode);
            Assert.Equal(PredictionStatus.Success, bound.Model.Predict(
                subjects[i], points, bound.Theta, etas.AsSpan(i * slots, slots), DerivativeOrder.Value, bound.Workspace));
            for (var j = 0; j < points.Count; j++)
            {
                Near.Equal(bound.Workspace.Mean(j), alone[0][j], Tolerance.Ode, scale, $"point {j} of subject {i}");
            }
        }
    }

    private static (double[][] Predictions, PredictionStatus[] Statuses) Predict(Bound bound, double[] etas, int[] order)
    {
        var slots = bound.Model.Slots.Length;
        BoundSubject[] subjects = [.. order.Select(i => bound.Cohort.Subjects[i])];
        PredictionPoints[] points = [.. subjects.Select(s => s.Observations)];
        var (all, statuses) = (new double[points.Sum(p => p.Count)], new PredictionStatus[order.Length]);
        double[] chosen = [.. order.SelectMany(i => etas[(i * slots)..((i + 1) * slots)])];
        bound.Model.PredictValues(subjects, points, bound.Theta, chosen, bound.Workspace, all, statuses);
        var predictions = new double[order.Length][];
        for (var (k, first) = (0, 0); k < order.Length; first += points[k++].Count)
        {
            predictions[k] = all[first..(first + points[k].Count)];
        }

        return (predictions, statuses);
    }
}
