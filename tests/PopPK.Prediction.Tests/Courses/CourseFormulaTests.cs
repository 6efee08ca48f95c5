using PopPK.Prediction.Courses;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Courses;

/// <summary>Measures of courses against formulas of linear models.</summary>
public class CourseFormulaTests
{
    private const double V = 20;

    [Theory]
    [InlineData(0.1)]
    [InlineData(3)]
    [InlineData(1e-3)]
    public void A_bolus(double k)
    {
        var course = new CourseOf(OneCompartment("k = k", new TestData().Subject().Dose(0, 100).Observe(5)).Set("tvk", k));
        var m = course.In(0, 24);
        var c0 = 100 / V;
        Near.Equal(c0 / k * Lost(k * 24), m.Auc, Tolerance.Algebra);
        Near.Equal(c0, m.Maximum, Tolerance.Algebra);
        Assert.Equal(0, m.MaximumTime);
        Near.Equal(c0 * Math.Exp(-k * 24), m.Minimum, Tolerance.Algebra);
        Assert.Equal(24, m.MinimumTime);
        Assert.Equal(m.Minimum, m.Last);
        Assert.Equal(m.Maximum, m.First);
        var threshold = c0 * Math.Exp(-k * 7);
        Near.Equal(7, course.Above(threshold, 0, 24).Total, Tolerance.ExactCourse);
    }

    [Theory]
    [InlineData(1.5, 0.1)]
    [InlineData(0.1, 1.5)]
    [InlineData(0.3, 0.3)]
    [InlineData(0.3, 0.3000001)]
    [InlineData(60, 0.05)]
    [InlineData(2000, 0.01)]
    public void An_oral_dose(double ka, double k)
    {
        var bound = OneCompartment("k = k, ka = ka", new TestData().Subject().Dose(0, 100).Observe(5)).Set("tvk", k).Set("tvka", ka);
        var course = new CourseOf(bound);
        var m = course.In(0, 48);
        var gap = ka - k;
        double Value(double t) => 100 / V * ka * (Math.Abs(gap) < 1e-4 ? t * Math.Exp(-k * t) * (1 - 0.5 * gap * t) : (Math.Exp(-k * t) - Math.Exp(-ka * t)) / gap);
        var tmax = Math.Abs(gap) < 1e-4 ? 1 / k * (1 - 0.5 * gap / k) : Math.Log(ka / k) / gap;
        Near.Equal(tmax, m.MaximumTime, Tolerance.ExactCourse, what: "tmax");
        Near.Equal(Value(tmax), m.Maximum, Tolerance.ExactCourse, what: "cmax");
        Near.Equal(Value(48), m.Last, Tolerance.ExactCourse, what: "ctrough");
        Assert.Equal(0, m.Minimum);

        // What came in and is not there any more was eliminated.
        var depot = new CourseOf(bound, "depot").In(0, 48);
        Near.Equal((100 - depot.Last - m.Last * V) / (k * V), m.Auc, Tolerance.ExactCourse, what: "auc");
        Near.Equal((100 - depot.Last) / ka, depot.Auc, Tolerance.ExactCourse, what: "auc of the depot");
    }

    [Fact]
    public void An_infusion()
    {
        const double k = 0.2;
        var course = new CourseOf(OneCompartment("k = k", new TestData().Subject().Dose(1, 100, rate: 25).Observe(9)).Set("tvk", k));
        var m = course.In(0, 24);
        var peak = 25 / (k * V) * Lost(k * 4);
        Near.Equal(peak, m.Maximum, Tolerance.Algebra);
        Near.Equal(5, m.MaximumTime, Tolerance.Algebra);
        Near.Equal((100 - m.Last * V) / (k * V), m.Auc, Tolerance.Algebra);
        var threshold = 0.5 * peak;
        var rising = -Math.Log(1 - threshold * k * V / 25) / k;
        Near.Equal(4 - rising + Math.Log(2) / k, course.Above(threshold, 0, 24).Total, Tolerance.ExactCourse);
        Assert.Equal(course.Above(threshold, 0, 24).Total, course.Above(threshold, 0, 24).Longest);
    }

    [Fact]
    public void Doses_superpose()
    {
        const double k = 0.15;
        const double ka = 0.9;
        var bound = OneCompartment("k = k, ka = ka", new TestData().Subject().Dose(0, 100, interval: 12, additional: 5).Observe(5)).Set("tvk", k).Set("tvka", ka);
        var course = new CourseOf(bound);
        double One(double t) => t <= 0 ? 0 : 100 / V * ka * (Math.Exp(-k * t) - Math.Exp(-ka * t)) / (ka - k);
        double Area(double t) => t <= 0 ? 0 : 100 / V * ka / (ka - k) * (Lost(k * t) / k - Lost(ka * t) / ka);
        double All(Func<double, double> f, double t) => Enumerable.Range(0, 6).Sum(i => f(t - 12 * i));
        for (var i = 0; i < 8; i++)
        {
            var m = course.In(12 * i, 12 * (i + 1));
            Near.Equal(All(Area, 12 * (i + 1)) - All(Area, 12 * i), m.Auc, Tolerance.ExactCourse);
            Near.Equal(All(One, 12 * (i + 1)), m.Last, Tolerance.ExactCourse);

            // At a maximum a step to either side, as far as the window goes, leads down.
            const double step = 1e-3;
            Assert.True(All(One, m.MaximumTime) >= All(One, Math.Min(m.MaximumTime + step, 12 * (i + 1))));
            Assert.True(All(One, m.MaximumTime) >= All(One, Math.Max(m.MaximumTime - step, 12 * i)));
            Near.Equal(All(One, m.MaximumTime), m.Maximum, Tolerance.ExactCourse);
        }
    }

    [Fact]
    public void A_steady_state_and_its_first_maximum()
    {
        const double k = 0.15;
        const double ka = 0.9;
        var bound = OneCompartment("k = k, ka = ka", new TestData().Subject().Dose(0, 100, interval: 12, additional: 9, steadyState: 1).Observe(5)).Set("tvk", k).Set("tvka", ka);
        var m = new CourseOf(bound).In(0, 96);
        Near.Equal(8 * 100 / (k * V), m.Auc, Tolerance.ExactCourse);
        var tmax = Math.Log(ka * Lost(k * 12) / (k * Lost(ka * 12))) / (ka - k);
        Near.Equal(tmax, m.MaximumTime, Tolerance.ExactCourse);
    }

    [Fact]
    public void Lag_and_bioavailability()
    {
        var data = new TestData().Subject().Dose(0, 100, interval: 12, additional: 1).Observe(5);
        var bound = OneCompartment("k = k, ka = ka)\n  lag(depot) = 2.5\n  bioavailability(depot) = (0.6", data).Set("tvk", 0.15).Set("tvka", 0.9);
        var m = new CourseOf(bound).In(0, 12);
        Near.Equal(2.5 + Math.Log(0.9 / 0.15) / 0.75, m.MaximumTime, Tolerance.ExactCourse);
        Assert.Equal(0, m.Minimum);
        Assert.Equal(0, new CourseOf(bound).At(CourseSide.Behind, [2.4999])[0]);
        var all = new CourseOf(bound).In(0, 2000);
        Near.Equal(2 * 60 / (0.15 * V), all.Auc, Tolerance.ExactCourse);
    }

    [Fact]
    public void Two_compartments_by_their_coefficients()
    {
        var bound = Bound.To(
            CohortOf.Model("""
                model two
                parameters
                  tvk   = 0.3
                  tvk12 = 0.5
                  tvk21 = 0.2
                  add   = 1
                structure
                  two_compartment(k = tvk, k12 = tvk12, k21 = tvk21)
                observations
                  cp = central/20
                  DV ~ additive(cp, add)

                """),
            new TestData().Subject().Dose(0, 100).Observe(5).Read());
        var (sum, product) = (1.0, 0.06);
        var root = Math.Sqrt(sum * sum - 4 * product);
        var (alpha, beta) = (0.5 * (sum + root), 0.5 * (sum - root));
        var (a, b) = (5 * (alpha - 0.2) / (alpha - beta), 5 * (0.2 - beta) / (alpha - beta));
        var m = new CourseOf(bound).In(0, 24);
        Near.Equal(a / alpha * Lost(alpha * 24) + b / beta * Lost(beta * 24), m.Auc, Tolerance.ExactCourse);
        Near.Equal(a * Math.Exp(-alpha * 24) + b * Math.Exp(-beta * 24), m.Minimum, Tolerance.ExactCourse);

        // In the periphery, of the difference of two exponentials.
        var periphery = new CourseOf(bound, "peripheral").In(0, 24);
        Near.Equal(Math.Log(alpha / beta) / (alpha - beta), periphery.MaximumTime, Tolerance.ExactCourse);
    }

    [Fact]
    public void Before_the_first_and_behind_the_last_record_and_across_a_reset()
    {
        const double k = 0.2;
        var data = new TestData().Subject().Dose(10, 100).Observe(12).Reset(20).Dose(22, 50).Observe(23);
        var course = new CourseOf(OneCompartment("k = k", data).Set("tvk", k));
        double Area(double dose, double t) => dose / (k * V) * Lost(k * t);
        Near.Equal(Area(100, 10) + Area(50, 978), course.In(-5, 1000).Auc, Tolerance.ExactCourse);
        Near.Equal(5 * Math.Exp(-k * 10), course.At(CourseSide.Before, [20])[0], Tolerance.Algebra);
        Assert.Equal([0, 0, 5, 0], course.At(CourseSide.Behind, [-5, 9.9, 10, 20]));
        Assert.Equal([0, 0, 0], course.At(CourseSide.Before, [-5, 10, 22]));
        Near.Equal(10 + 978, course.Above(0, -5, 1000).Total, Tolerance.Algebra);
        Near.Equal(978, course.Above(0, -5, 1000).Longest, Tolerance.Algebra);
    }

    [Fact]
    public void A_clock_that_is_set_back_makes_a_course_of_its_own()
    {
        const double k = 0.2;
        var data = new TestData().Subject().Dose(0, 100).Observe(12).Reset(0).Dose(1, 50).Observe(23);
        var bound = OneCompartment("k = k", data).Set("tvk", k);
        Assert.Equal(2, SubjectCourse.ClocksOf(bound.Cohort.Subjects[0]));
        var course = new CourseOf(bound);
        double Area(double dose, double t) => dose / (k * V) * Lost(k * t);
        Near.Equal(Area(100, 30), course.In(0, 30).Auc, Tolerance.ExactCourse);
        Near.Equal(Area(50, 29), course.In(0, 30, clock: 1).Auc, Tolerance.ExactCourse);
        Near.Equal(Area(50, 9), course.In(-3, 10, clock: 1).Auc, Tolerance.ExactCourse);
    }

    [Fact]
    public void Additional_doses_behind_the_last_record_are_given()
    {
        const double k = 0.2;
        var course = new CourseOf(OneCompartment("k = k", new TestData().Subject().Dose(0, 100, interval: 24, additional: 99).Observe(1)).Set("tvk", k));
        var m = course.In(240, 264);
        Near.Equal(5 / Lost(k * 24) * Lost(k * 24 * 11), m.Maximum, Tolerance.Algebra);
        Assert.Equal(240, m.MaximumTime);
        Near.Equal(5 / Lost(k * 24) * Lost(k * 24 * 10) * Math.Exp(-k * 24), course.At(CourseSide.Before, [240])[0], Tolerance.Algebra);
    }

    [Fact]
    public void Scaled_doses()
    {
        var data = new TestData().Subject().Dose(0, 100, rate: 25).Dose(6, 70).Observe(12);
        var bound = OneCompartment("k = k", data).Set("tvk", 0.2);
        var evaluator = new CourseEvaluator(CourseQuantity.Find(bound.Model, "cp")!);
        var course = SubjectCourse.Of(bound.Cohort.Subjects[0], 24);
        CourseMeasures In(SubjectCourse c)
        {
            var measures = new CourseMeasures[1];
            Assert.Equal(PredictionStatus.Success, evaluator.Measure(c, bound.Theta, bound.Eta, [new CourseWindow(0, 24)], [], measures, []));
            return measures[0];
        }

        Near.Equal(3 * In(course).Auc, In(course.WithDoses(3)).Auc, Tolerance.Algebra);
        Near.Equal(3 * In(course).Last, In(course.WithDoses(3)).Last, Tolerance.Algebra);
        Near.Equal(In(course).Auc, 0.5 * (In(course.WithDoses(2, d => d.Amount == 100)).Auc + In(course.WithDoses(1e-15, d => d.Amount == 100)).Auc), Tolerance.ExactCourse);
    }

    // 1 - exp(-x), without a loss of digits where x is small.
    private static double Lost(double x) => 2 * Math.Exp(-0.5 * x) * Math.Sinh(0.5 * x);

    private static Bound OneCompartment(string structure, TestData data) => Bound.To(
        CohortOf.Model($"""
            model one
            parameters
              tvk  = 0.1
              tvka = 1
              add  = 0.5
            individual
              k  = tvk
              ka = tvka
            structure
              one_compartment({structure})
            observations
              cp = central/20
              DV ~ additive(cp, add)

            """),
        data.Read());
}
