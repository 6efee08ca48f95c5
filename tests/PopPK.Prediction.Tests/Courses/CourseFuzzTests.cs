using PopPK.Modeling;
using PopPK.Prediction.Courses;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Courses;

/// <summary>Courses of random subjects against what the engine predicts at records, against compartments that integrate, and against fine grids.</summary>
public class CourseFuzzTests
{
    private const int Subjects = 40;
    private const int Cases = 300;

    private const string Area = """
          d/dt area = central/2
        """;

    [Theory]
    [InlineData(EventModels.Linear, false)]
    [InlineData("one_compartment(k = k, ka = ka)", false)]
    [InlineData(EventModels.Saturable, true)]
    public void Values_are_the_predictions_at_records(string structure, bool integrated)
    {
        var model = EventModels.Of(EventModels.AllProperties + "\n  " + structure, "WT", "0.1*tvk*exp(e1)*WT");
        var data = RandomRegimen.DrawEverything(new Random(5), Subjects, 2, "WT").Read();
        var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);
        var tolerance = integrated ? Tolerance.Ode : Tolerance.PlainRegimen;
        var compared = 0;
        RandomCases.Check(
            random =>
            {
                var subject = Draw(random, bound);
                var bounded = bound.Cohort.Subjects[subject];
                if (bound.Predict(DerivativeOrder.Value, subject) != PredictionStatus.Success)
                {
                    return;
                }

                var means = bound.Means(subject);
                var times = bounded.Observations.Times.ToArray();
                var course = new CourseOf(bound);
                var before = course.At(CourseSide.Before, times, subject);
                var behind = course.At(CourseSide.Behind, times, subject);
                for (var j = 0; j < times.Length; j++)
                {
                    // Where several records have one time, the observation may stand between them.
                    if (bounded.Subject.Records.Count(r => r.Time == times[j]) == 1)
                    {
                        compared++;
                        Near.Equal(means[j], behind[j], tolerance, scale: 1);
                        Near.Equal(means[j], before[j], tolerance, scale: 1);
                    }
                }
            },
            integrated ? 60 : Cases);
        Assert.True(compared > 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_integral_is_what_a_compartment_gathers(bool integrated)
    {
        var model = EventModels.Of(EventModels.AllProperties + "\n  " + (integrated ? EventModels.Saturable : EventModels.Linear) + "\n" + Area);
        var data = RandomRegimen.Draw(new Random(7), Subjects, 2).Read();
        var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);
        RandomCases.Check(
            random =>
            {
                var subject = Draw(random, bound);
                var (from, to) = WindowWithoutReset(random, bound.Cohort.Subjects[subject]);
                var gathered = new CourseOf(bound, "area").In(from, to, subject);
                var m = new CourseOf(bound).In(from, to, subject);
                Near.Equal(gathered.Last - gathered.First, m.Auc, integrated ? Tolerance.Ode : Tolerance.PlainRegimen, scale: gathered.Last);
            },
            integrated ? 60 : Cases);
    }

    [Theory]
    [InlineData("one_compartment(k = k, ka = ka)")]
    [InlineData(EventModels.Saturable)]
    [InlineData(EventModels.IndirectResponse)]
    public void No_value_of_a_grid_is_beyond_the_extremes_and_windows_add_up(string structure)
    {
        var bound = Bound.To(EventModels.Of(EventModels.AllProperties + "\n  " + structure), RandomRegimen.Draw(new Random(11), Subjects, 2).Read());
        RandomCases.Check(
            random =>
            {
                var subject = Draw(random, bound);
                var from = 30 * random.NextDouble() - 3;
                var to = from + random.LogUniform(0.1, 60);
                var course = new CourseOf(bound);
                var m = course.In(from, to, subject);
                double[] times = [.. Enumerable.Range(1, 999).Select(i => from + (to - from) * i / 1000)];
                var values = course.At(CourseSide.Behind, times, subject);
                Assert.True(m.Maximum >= values.Max() * (1 - Tolerance.Ode));
                Assert.True(m.Minimum <= values.Min() + Tolerance.Ode * m.Maximum);
                Assert.InRange(m.MaximumTime, from, to);
                Assert.InRange(m.MinimumTime, from, to);
                Assert.InRange(m.Auc, m.Minimum * (to - from), m.Maximum * (to - from));

                if (m.Maximum < 1e-3)
                {
                    // Of what is left after ten half-lives more, integration knows but the first digits.
                    return;
                }

                // Two halves are the whole, in the integral and in the time above a threshold.
                var middle = times[random.Next(times.Length)];
                Near.Equal(m.Auc, course.In(from, middle, subject).Auc + course.In(middle, to, subject).Auc, Tolerance.Ode, scale: m.Maximum + 0.001);
                var threshold = m.Minimum + random.NextDouble() * (m.Maximum - m.Minimum);
                var above = course.Above(threshold, from, to, subject);
                Near.Equal(
                    above.Total,
                    course.Above(threshold, from, middle, subject).Total + course.Above(threshold, middle, to, subject).Total,
                    Tolerance.SmallStep,
                    scale: to - from);
                Assert.InRange(above.Longest, 0, above.Total * (1 + Tolerance.Algebra));
                Near.Equal(above.Total / (to - from), values.Count(v => v > threshold) / 999.0, 0.02, scale: 1);
            },
            80);
    }

    [Fact]
    public void A_closed_form_and_its_equations_have_the_same_measures()
    {
        var data = RandomRegimen.Draw(new Random(17), Subjects, 3).Read();
        var model = TestModels.TwoCompartments(withDepot: true);
        var closed = Bound.To(model, data);
        var exponential = Bound.To(model.AsEquations(), data);
        var integrated = Bound.Integrated(model.AsEquations(), data);
        var name = CourseQuantity.Observed(closed.Model)[0];
        var cases = 0;
        RandomCases.Check(
            random =>
            {
                var subject = Draw(random, closed);
                closed.Eta.CopyTo(exponential.Eta, 0);
                closed.Eta.CopyTo(integrated.Eta, 0);
                var (from, to) = (10 * random.NextDouble(), 20 + 30 * random.NextDouble());
                var expected = new CourseOf(closed, name).In(from, to, subject);
                Compare(expected, new CourseOf(exponential, name).In(from, to, subject), Tolerance.PlainRegimen);
                if (cases++ % 5 == 0)
                {
                    Compare(expected, new CourseOf(integrated, name).In(from, to, subject), Tolerance.Ode);
                }
            },
            Cases);
    }

    private static void Compare(CourseMeasures expected, CourseMeasures actual, double tolerance)
    {
        Near.Equal(expected.Auc, actual.Auc, tolerance);
        Near.Equal(expected.Maximum, actual.Maximum, tolerance);
        Near.Equal(expected.Minimum, actual.Minimum, tolerance, scale: expected.Maximum);
        Near.Equal(expected.Last, actual.Last, tolerance, scale: expected.Maximum);
        Near.Equal(expected.First, actual.First, tolerance, scale: expected.Maximum);
    }

    private static int Draw(Random random, Bound bound)
    {
        for (var k = 0; k < bound.Eta.Length; k++)
        {
            bound.Eta[k] = 1.2 * (random.NextDouble() - 0.5);
        }

        return random.Next(Subjects);
    }

    // From a reset, or the beginning, to the next one or beyond the end.
    private static (double From, double To) WindowWithoutReset(Random random, BoundSubject subject)
    {
        var resets = subject.Timeline.Records.Where(r => r.IsReset).Select(r => r.Time).ToArray();
        double[] borders = [-2, .. resets, 60];
        var i = random.Next(borders.Length - 1);
        var length = borders[i + 1] - borders[i];
        var from = borders[i] + 0.5 * length * random.NextDouble();
        return length == 0 ? (60, 61) : (from, from + (borders[i + 1] - from) * (0.3 + 0.7 * random.NextDouble()));
    }
}
