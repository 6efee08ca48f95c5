using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Design;

/// <summary>
/// Writes the records of an arm in order of time, the same for everybody in it: amounts and covariates come later. A series of doses is
/// one record with additional doses, but begins anew where something must come between: an observation before a dose, a decision, a reset,
/// a steady state, a column that changes. Doses so stay what they are whatever happens to those before them. Stateless.
/// </summary>
internal static class ArmSchedule
{
    /// <summary>More records per person than these are a mistake.</summary>
    public const int MostRecords = 200_000;

    /// <summary>More doses in a series than these are a mistake.</summary>
    public const int MostDoses = 100_000;

    private const double Rounding = 1e-9;
    private const int Decimals = 9;

    /// <summary>Writes the records.</summary>
    /// <param name="arm">The arm.</param>
    /// <returns>The records, or null when there are more than <see cref="MostRecords"/>.</returns>
    public static ImmutableArray<PlannedRecord>? Write(Arm arm)
    {
        var end = LastObservation(arm);
        var begin = arm.Samples.SelectMany(s => s.Times).Concat(arm.Doses.SelectMany(d => d.Times)).Concat(arm.Resets).DefaultIfEmpty(0).Min();
        if (arm.Courses.Any(c => c.Interval > 0 && (end - begin) / c.Interval > MostRecords) || arm.Samples.Sum(s => (double)s.Times.Length * s.Endpoints.Length) > MostRecords)
        {
            return null;
        }

        double[] changes = [.. arm.Courses.SelectMany(c => ChangesOf(c, begin, end)).Distinct().Order()];
        var records = new List<PlannedRecord>();
        AddObservations(arm, records);
        records.AddRange(arm.Resets.Select(t => new PlannedRecord(t, RecordRank.Reset, RecordKind.Reset)));
        AddDoses(arm, changes, end, records);
        if (records.Count > MostRecords)
        {
            return null;
        }

        var core = records.Select(r => r.Time).ToHashSet();
        var early = records.Where(r => r.IsBeforeChanges).Select(r => r.Time).ToHashSet();
        var late = records.Where(r => !r.IsBeforeChanges).Select(r => r.Time).ToHashSet();
        var (first, last) = core.Count == 0 ? (0, 0) : (core.Min(), core.Max());
        foreach (var time in changes.Where(t => t > first && t < last))
        {
            // What holds between records is taken from their ends, so a change in between needs an end on either side.
            if (!early.Contains(time))
            {
                records.Add(new PlannedRecord(time, RecordRank.OldValues, RecordKind.Other));
            }

            if (!late.Contains(time))
            {
                records.Add(new PlannedRecord(time, RecordRank.NewValues, RecordKind.Other));
            }
        }

        return WithOneReplacing([.. records.OrderBy(r => r.Time).ThenBy(r => r.Rank)]);
    }

    /// <summary>The first rule with a series of more than <see cref="MostDoses"/> doses, or null.</summary>
    /// <param name="arm">The arm.</param>
    public static DoseRule? Endless(Arm arm)
    {
        var end = LastObservation(arm);
        return arm.Doses.FirstOrDefault(d => d.Times.Any(t => NumberOf(d, t, end) > MostDoses));
    }

    /// <summary>Which step of a course holds at a record: its position, or the number of its interval from 1.</summary>
    /// <param name="course">The course.</param>
    /// <param name="record">The record.</param>
    public static int StepAt(ColumnCourse course, PlannedRecord record)
    {
        if (course.Interval > 0)
        {
            var part = record.Time / course.Interval;
            return Math.Max(1, record.IsBeforeChanges ? (int)Math.Ceiling(part - Rounding) : (int)Math.Floor(part + Rounding) + 1);
        }

        var step = 0;
        while (step + 1 < course.Steps.Length && (record.IsBeforeChanges ? course.Steps[step + 1].From < record.Time : course.Steps[step + 1].From <= record.Time))
        {
            step++;
        }

        return step;
    }

    private static double LastObservation(Arm arm) =>
        arm.Samples.SelectMany(s => s.Times).Concat(arm.Titrations.SelectMany(t => t.Times)).DefaultIfEmpty(0).Max();

    private static IEnumerable<double> ChangesOf(ColumnCourse course, double begin, double end)
    {
        if (course.Interval <= 0)
        {
            return course.Steps.Skip(1).Select(s => s.From);
        }

        // The first interval begins at 0 and holds before too.
        var first = Math.Max(1, (int)Math.Floor(begin / course.Interval));
        var count = Math.Max(0, (int)Math.Floor(end / course.Interval) - first + 1);
        return Enumerable.Range(first, count).Select(k => Math.Round(k * course.Interval, Decimals));
    }

    private static void AddObservations(Arm arm, List<PlannedRecord> records)
    {
        var early = new HashSet<(double, int)>();
        var seen = new HashSet<(double, int)>();
        foreach (var sample in arm.Samples)
        {
            foreach (var time in sample.Times)
            {
                foreach (var endpoint in sample.Endpoints.Where(e => (sample.IsBeforeDoses ? early : seen).Add((time, e))))
                {
                    records.Add(new PlannedRecord(time, sample.IsBeforeDoses ? RecordRank.EarlyObservation : RecordRank.Observation, RecordKind.Observation) { Endpoint = endpoint });
                }
            }
        }

        foreach (var titration in arm.Titrations)
        {
            foreach (var time in titration.Times.Where(t => early.Add((t, titration.Endpoint))))
            {
                records.Add(new PlannedRecord(time, RecordRank.EarlyObservation, RecordKind.Observation) { Endpoint = titration.Endpoint, IsDecision = true });
            }
        }
    }

    private static void AddDoses(Arm arm, double[] changes, double end, List<PlannedRecord> records)
    {
        double[] always =
        [
            .. changes.Concat(arm.Resets)
                .Concat(arm.Titrations.SelectMany(t => t.Times))
                .Concat(arm.Doses.Where(d => d.IsSteadyState).SelectMany(d => d.Times))
                .Distinct().Order(),
        ];
        double[] atDoses = [.. arm.Samples.Where(s => s.IsBeforeDoses).SelectMany(s => s.Times).Distinct().Order()];
        for (var i = 0; i < arm.Doses.Length; i++)
        {
            var rule = arm.Doses[i];
            foreach (var start in rule.Times)
            {
                AddSeries(rule, i, start, NumberOf(rule, start, end), always, atDoses, records);
            }
        }
    }

    private static int NumberOf(DoseRule rule, double start, double end)
    {
        if (rule.Interval <= 0)
        {
            return 1;
        }

        var intervals = rule.Count - 1 ?? Math.Floor(((rule.Until ?? end) - start) / rule.Interval + Rounding);
        return 1 + (int)Math.Clamp(intervals, 0, int.MaxValue - 1);
    }

    private static void AddSeries(
        DoseRule rule, int position, double start, int count, double[] always, double[] atDoses, List<PlannedRecord> records)
    {
        var beginnings = new SortedSet<int> { 0 };
        foreach (var time in rule.Interval > 0 ? always : [])
        {
            Add(Math.Ceiling((time - start) / rule.Interval - Rounding));
        }

        foreach (var time in rule.Interval > 0 ? atDoses : [])
        {
            var nearest = Math.Round((time - start) / rule.Interval);
            if (Math.Abs(start + (nearest * rule.Interval) - time) <= Rounding * (1 + Math.Abs(time)))
            {
                Add(nearest);
            }
        }

        int[] first = [.. beginnings];
        for (var i = 0; i < first.Length; i++)
        {
            var next = i + 1 < first.Length ? first[i + 1] : count;
            var isSteady = rule.IsSteadyState && first[i] == 0;
            records.Add(new PlannedRecord(Math.Round(start + (first[i] * rule.Interval), Decimals), isSteady ? RecordRank.SteadyDose : RecordRank.Dose, RecordKind.Dose)
            {
                Rule = position,
                AdditionalDoses = next - first[i] - 1,
                SteadyState = isSteady ? 1 : 0,
            });
        }

        void Add(double number)
        {
            if (number > 0 && number < count)
            {
                beginnings.Add((int)number);
            }
        }
    }

    // Of several steady states at one time the first replaces what is there, the others are added to it.
    private static ImmutableArray<PlannedRecord> WithOneReplacing(PlannedRecord[] records)
    {
        for (var i = 1; i < records.Length; i++)
        {
            if (records[i].SteadyState == 1 && records[i - 1].SteadyState != 0 && records[i - 1].Time == records[i].Time)
            {
                records[i] = records[i] with { SteadyState = 2 };
            }
        }

        return [.. records];
    }
}
