using PopPK.Modeling;
using PopPK.Prediction.Courses;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Courses;

/// <summary>What an evaluator of courses does beside formulas: covariates that change, nonlinear models, failures, memory, mistakes of its caller.</summary>
public class CourseEvaluatorTests
{
    [Theory]
    [InlineData("nocb", 1, 2)]
    [InlineData("locf", 1, 1)]
    [InlineData("linear", 1, 1.5)]
    public void A_covariate_between_records_follows_its_rule(string rule, double atStart, double atMiddle)
    {
        var bound = Bound.To(
            CohortOf.Model($"""
                model covariates
                parameters
                  tvk = 0.1
                  add = 0.5
                covariates
                  WT {rule}
                structure
                  one_compartment(k = 0*tvk)
                observations
                  cp = central*WT
                  DV ~ additive(cp, add)

                """),
            new TestData("WT").Subject(1).Dose(0, 100).With(2).Observe(10).Read());
        var course = new CourseOf(bound);
        Near.Equal([100 * atMiddle, 200, 200], course.At(CourseSide.Behind, [5, 10.5, 20]), Tolerance.Algebra);
        var first = course.At(CourseSide.Behind, [0])[0];
        Near.Equal(rule == "nocb" ? 200 : 100 * atStart, first, Tolerance.Algebra);
        Near.Equal(1000 * atMiddle + 2000, course.In(0, 20).Auc, Tolerance.Algebra);
        Assert.Equal(0, course.At(CourseSide.Behind, [-1])[0]);
    }

    [Fact]
    public void Saturable_elimination_obeys_its_own_law()
    {
        // V dC/dt = -Vmax C / (Km + C): the time between two concentrations and the area between them are elementary.
        var bound = Bound.To(TestModels.MichaelisMenten(), new TestData().Subject().Dose(0, 400).Observe(5).Read());
        var name = CourseQuantity.Observed(bound.Model)[0];
        var course = new CourseOf(bound, name);
        const double vmax = 10;
        const double km = 2;
        const double v = 20;
        var m = course.In(0, 60);
        Near.Equal(20, m.Maximum, Tolerance.Ode);
        Near.Equal(v / vmax * (20 - m.Last + km * Math.Log(20 / m.Last)), 60, Tolerance.Ode);
        Near.Equal(v / vmax * (km * (20 - m.Last) + 0.5 * (400 - m.Last * m.Last)), m.Auc, Tolerance.Ode);
        Near.Equal(v / vmax * (20 - 3 + km * Math.Log(20 / 3.0)), course.Above(3, 0, 60).Total, Tolerance.Ode);
    }

    [Fact]
    public void A_quantity_without_compartments()
    {
        var bound = Bound.To(TestModels.Decline(), new TestData("WT").Subject(70).Observe(0, 2, 7).Read());
        var name = CourseQuantity.Observed(bound.Model)[0];
        var course = new CourseOf(bound, name);
        const int n = 2000;
        var values = course.At(CourseSide.Behind, [.. Enumerable.Range(0, n + 1).Select(i => 1 + 2.0 * i / n)]);
        var simpson = values.Select((v, i) => v * (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2)).Sum() * 2 / n / 3;
        Near.Equal(simpson, course.In(1, 3).Auc, Tolerance.ExactCourse);
    }

    [Fact]
    public void A_jump_that_no_event_tells_of_is_found()
    {
        var bound = Bound.To(
            CohortOf.Model("""
                model jump
                parameters
                  tvk = 0.1
                  add = 0.5
                structure
                  one_compartment(k = tvk)
                observations
                  cp = central*(if (TIME < 3.3) 1 else 2)
                  DV ~ additive(cp, add)

                """),
            new TestData().Subject().Dose(0, 100).Observe(10).Read());
        var m = new CourseOf(bound).In(0, 10);
        var before = 1000 * (1 - Math.Exp(-0.33));
        Near.Equal(before + 2 * (1000 * (1 - Math.Exp(-1)) - before), m.Auc, Tolerance.Ode);
        Near.Equal(200 * Math.Exp(-0.33), m.Maximum, Tolerance.Ode);
    }

    [Fact]
    public void Failures_are_statuses()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: true), new TestData().Subject().Dose(0, 100).Observe(10).Read());
        var evaluator = new CourseEvaluator(CourseQuantity.Find(bound.Model, "central")!);
        var course = SubjectCourse.Of(bound.Cohort.Subjects[0], 24);
        PredictionStatus Measure() => evaluator.Measure(course, bound.Theta, bound.Eta, [new CourseWindow(0, 24)], [], new CourseMeasures[1], []);
        bound.Eta[0] = 2000;
        Assert.NotEqual(PredictionStatus.Success, Measure());
        bound.Eta[0] = 0;
        Assert.Equal(PredictionStatus.Success, Measure());
        bound.Theta[0] = -1;
        Assert.NotEqual(PredictionStatus.Success, Measure());
    }

    [Fact]
    public void Mistakes_of_the_caller()
    {
        var bound = Bound.To(TestModels.OneCompartment(withDepot: true), new TestData().Subject().Dose(0, 100).Observe(10).Read());
        Assert.Null(CourseQuantity.Find(bound.Model, "nothing"));
        var evaluator = new CourseEvaluator(CourseQuantity.Find(bound.Model, "central")!);
        var course = SubjectCourse.Of(bound.Cohort.Subjects[0], 24);
        double[] two = [0, 0];
        Assert.Throws<ArgumentException>(() => evaluator.Evaluate(course, bound.Theta, bound.Eta, [3, 2], CourseSide.Before, two));
        Assert.Throws<ArgumentException>(() => evaluator.Evaluate(course, bound.Theta, bound.Eta, [3, 25], CourseSide.Before, two));
        Assert.Throws<ArgumentException>(() => evaluator.Evaluate(course, [], bound.Eta, [3], CourseSide.Before, two.AsSpan(0, 1)));
        Assert.Throws<ArgumentException>(() => evaluator.Measure(course, bound.Theta, bound.Eta, [new CourseWindow(3, 3)], [], new CourseMeasures[1], []));
        Assert.Throws<ArgumentException>(() => evaluator.Measure(course, bound.Theta, bound.Eta, [new CourseWindow(3, 25)], [], new CourseMeasures[1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubjectCourse.Of(bound.Cohort.Subjects[0], double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SubjectCourse.Of(bound.Cohort.Subjects[0], 3, clock: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => course.WithDoses(0));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        PopulationModel[] models =
        [
            TestModels.OneCompartment(withDepot: true),
            TestModels.TwoCompartments(withDepot: true),
            TestModels.TwoCompartments(withDepot: true).AsEquations(),
            TestModels.MichaelisMenten(),
        ];
        foreach (var model in models)
        {
            var bound = Bound.To(model, new TestData().Subject().Dose(0, 100, additional: 4, interval: 24).Observe(96).Read());
            var evaluator = new CourseEvaluator(CourseQuantity.Find(bound.Model, "central")!);
            var course = SubjectCourse.Of(bound.Cohort.Subjects[0], 120);
            CourseWindow[] windows = [new(0, 24), new(10, 120)];
            var measures = new CourseMeasures[2];
            var above = new TimeAbove[4];
            double[] times = [0, 5, 24, 119];
            var values = new double[4];
            Allocation.IsZero(() =>
            {
                evaluator.Measure(course, bound.Theta, bound.Eta, windows, [1, 20], measures, above);
                evaluator.Evaluate(course, bound.Theta, bound.Eta, times, CourseSide.Before, values);
            });
        }
    }
}
