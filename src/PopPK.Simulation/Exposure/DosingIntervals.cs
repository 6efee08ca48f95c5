using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Prediction.Courses;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// The dosing intervals of subjects: from each time at which a dose is given to the next, from the last one to the last record. Times are
/// those of the data, whatever lags make of them; additional doses count up to the last record. Stateless.
/// </summary>
public static class DosingIntervals
{
    /// <summary>The intervals of a subject, up to where its clock is first set back.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>The intervals in order; none without a dose before the last record.</returns>
    public static ImmutableArray<CourseWindow> Of(BoundSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var records = subject.Timeline.Records;
        var last = 1;
        while (last < records.Length && !(records[last].IsReset && records[last].Time < records[last - 1].Time))
        {
            last++;
        }

        var end = records[last - 1].Time;
        var times = new SortedSet<double>();
        foreach (var dose in subject.Timeline.Doses)
        {
            for (var i = 0; i <= dose.AdditionalDoses && dose.Record < last; i++)
            {
                var time = records[dose.Record].Time + i * dose.Interval;
                if (time >= end)
                {
                    break;
                }

                times.Add(time);
            }
        }

        double[] borders = [.. times, end];
        return [.. Enumerable.Range(0, times.Count).Select(i => new CourseWindow(borders[i], borders[i + 1]))];
    }
}
