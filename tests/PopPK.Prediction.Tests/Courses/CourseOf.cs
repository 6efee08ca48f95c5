using PopPK.Prediction.Courses;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Courses;

/// <summary>A quantity of a bound model, with shorthands for what is measured. One owner.</summary>
internal sealed class CourseOf
{
    private readonly Bound _bound;
    private readonly CourseEvaluator _evaluator;

    /// <summary>Chooses a quantity.</summary>
    /// <param name="bound">The model bound to data.</param>
    /// <param name="quantity">The quantity's name.</param>
    public CourseOf(Bound bound, string quantity = "cp")
    {
        _bound = bound;
        var found = CourseQuantity.Find(bound.Model, quantity);
        Assert.NotNull(found);
        _evaluator = new CourseEvaluator(found);
    }

    /// <summary>How many values the last measurement needed.</summary>
    public int Evaluations => _evaluator.Evaluations;

    /// <summary>Measures a window.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="to">Its end.</param>
    /// <param name="subject">Which subject, from 0.</param>
    /// <param name="clock">Which clock, from 0.</param>
    public CourseMeasures In(double from, double to, int subject = 0, int clock = 0)
    {
        var measures = new CourseMeasures[1];
        var course = SubjectCourse.Of(_bound.Cohort.Subjects[subject], to, clock);
        Assert.Equal(
            PredictionStatus.Success,
            _evaluator.Measure(course, _bound.Theta, _bound.Eta, [new CourseWindow(from, to)], [], measures, []));
        return measures[0];
    }

    /// <summary>The time above a threshold in a window.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="from">The window's beginning.</param>
    /// <param name="to">Its end.</param>
    /// <param name="subject">Which subject, from 0.</param>
    public TimeAbove Above(double threshold, double from, double to, int subject = 0)
    {
        var above = new TimeAbove[1];
        var course = SubjectCourse.Of(_bound.Cohort.Subjects[subject], to);
        Assert.Equal(
            PredictionStatus.Success,
            _evaluator.Measure(course, _bound.Theta, _bound.Eta, [new CourseWindow(from, to)], [threshold], new CourseMeasures[1], above));
        return above[0];
    }

    /// <summary>Values at times.</summary>
    /// <param name="side">Which side of them.</param>
    /// <param name="times">The times, ascending.</param>
    /// <param name="subject">Which subject, from 0.</param>
    public double[] At(CourseSide side, double[] times, int subject = 0)
    {
        var values = new double[times.Length];
        var course = SubjectCourse.Of(_bound.Cohort.Subjects[subject], times[^1]);
        Assert.Equal(PredictionStatus.Success, _evaluator.Evaluate(course, _bound.Theta, _bound.Eta, times, side, values));
        return values;
    }
}
