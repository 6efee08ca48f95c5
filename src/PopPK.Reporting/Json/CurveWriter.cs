using System.Globalization;
using System.Text.Json;
using PopPK.Data;
using PopPK.Estimation;
using PopPK.Evaluation;
using PopPK.Prediction;
using PopPK.Prediction.Courses;

namespace PopPK.Reporting.Json;

/// <summary>
/// Writes what a run predicts between the records of each subject: population and individual predictions on a grid, with both sides of the times at which
/// something is given. Subjects for which that cannot be had are left out: charts then join the records. Stateless.
/// </summary>
internal static class CurveWriter
{
    private const int MostPoints = 80;
    private const int LeastPoints = 15;
    private const int AllPoints = 8000;
    private const int MostSubjects = 600;
    private const double Agreement = 1e-3;

    /// <summary>Writes the curves of all endpoints.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="report">The run.</param>
    public static void Write(Utf8JsonWriter json, RunReport report)
    {
        var estimation = report.Estimation;
        var model = estimation.Cohort.Model;
        json.WriteStartArray("curves");
        var subjects = estimation.Subjects.Length;
        if (subjects is > 0 and <= MostSubjects && !report.Residuals.IsEmpty)
        {
            for (var e = 0; e < model.Model.Endpoints.Length; e++)
            {
                var endpoint = model.Model.Endpoints[e];
                if (endpoint.Distribution.Prediction is not null && CourseQuantity.Find(model, endpoint.Name) is { } quantity)
                {
                    WriteEndpoint(json, report, e, new CourseEvaluator(quantity), Math.Clamp(AllPoints / subjects, LeastPoints, MostPoints));
                }
            }
        }

        json.WriteEndArray();
    }

    private static void WriteEndpoint(Utf8JsonWriter json, RunReport report, int endpoint, CourseEvaluator evaluator, int points)
    {
        var estimation = report.Estimation;
        double[] theta = [.. estimation.Estimates.Take(estimation.Cohort.Model.Model.FixedEffects.Length)];
        var first = 0;
        for (var i = 0; i < estimation.Subjects.Length; i++)
        {
            var subject = estimation.Cohort.SubjectOf(i, estimation.Subjects[i].Class);
            var residuals = report.Residuals.AsSpan().Slice(first, subject.Records.Count);
            first += subject.Records.Count;
            if (CurveOf(subject, endpoint, evaluator, theta, [.. estimation.Subjects[i].Eta], residuals, points) is { } curve)
            {
                json.WriteStartObject();
                json.WriteNumber("endpoint", endpoint);
                json.WriteString("id", subject.Id);
                json.WritePropertyName("time");
                json.WriteRawValue(Short(curve.Times));
                json.WritePropertyName("pred");
                json.WriteRawValue(Short(curve.Pred));
                json.WritePropertyName("ipred");
                json.WriteRawValue(Short(curve.Ipred));
                json.WriteEndObject();
            }
        }
    }

    private static (double[] Times, double[] Pred, double[] Ipred)? CurveOf(
        BoundSubject subject, int endpoint, CourseEvaluator evaluator, double[] theta, double[] eta, ReadOnlySpan<RecordResiduals> residuals, int points)
    {
        var observations = subject.Observations;
        int[] rows = [.. Enumerable.Range(0, observations.Count).Where(j => observations.Endpoints[j] == endpoint).Select(j => observations.Records[j])];
        if (rows.Length == 0 || SubjectCourse.ClocksOf(subject) > 1)
        {
            return null;
        }

        var records = subject.Timeline.Records;
        var (start, end) = (records[0].Time, records[rows[^1]].Time);
        double[] grid = [.. Enumerable.Range(0, points).Select(k => start + (end - start) * k / (points - 1)), .. rows.Select(r => records[r].Time), .. Doses(subject, end)];
        double[] times = [.. grid.Where(t => t >= start && t <= end).Distinct().Order()];
        var course = SubjectCourse.Of(subject, end);
        var zero = new double[eta.Length];
        var values = new double[4][];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = new double[times.Length];
            if (evaluator.Evaluate(course, theta, k < 2 ? zero : eta, times, k % 2 == 0 ? CourseSide.Before : CourseSide.Behind, values[k]) != PredictionStatus.Success)
            {
                return null;
            }
        }

        // What is drawn between records must meet what the tables say of them.
        foreach (var row in rows)
        {
            var at = Array.BinarySearch(times, records[row].Time);
            if (!(Agrees(residuals[row].Pred, values[0][at], values[1][at]) && Agrees(residuals[row].Ipred, values[2][at], values[3][at])))
            {
                return null;
            }
        }

        return Joined(times, values);
    }

    private static IEnumerable<double> Doses(BoundSubject subject, double end)
    {
        foreach (var dose in subject.Timeline.Doses)
        {
            var given = subject.Timeline.Records[dose.Record].Time;
            for (var k = 0; k <= dose.AdditionalDoses && given + k * dose.Interval <= end; k++)
            {
                yield return given + k * dose.Interval;
            }
        }
    }

    private static bool Agrees(double expected, double before, double behind) => Near(expected, before) || Near(expected, behind);

    private static bool Near(double expected, double value) => Math.Abs(value - expected) <= Agreement * Math.Max(Math.Abs(expected), Math.Abs(value));

    // A jump has two points.
    private static (double[] Times, double[] Pred, double[] Ipred) Joined(double[] times, double[][] values)
    {
        var (joined, pred, ipred) = (new List<double>(), new List<double>(), new List<double>());
        for (var k = 0; k < times.Length; k++)
        {
            if (k > 0 && (!Near(values[0][k], values[1][k]) || !Near(values[2][k], values[3][k])))
            {
                Add(k, 0);
            }

            Add(k, 1);
        }

        return ([.. joined], [.. pred], [.. ipred]);

        void Add(int k, int side)
        {
            joined.Add(times[k]);
            pred.Add(values[side][k]);
            ipred.Add(values[2 + side][k]);
        }
    }

    // Digits a chart can show.
    private static string Short(double[] values) => $"[{string.Join(",", values.Select(v => double.IsFinite(v) ? v.ToString("G5", CultureInfo.InvariantCulture) : "null"))}]";
}
