using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Forecasting;

/// <summary>When a subject's forecast begins and ends, and where it is predicted. Immutable.</summary>
/// <param name="Block">Index of the subject's first record behind its last reset of the clock; only what is from there on has a future.</param>
/// <param name="Last">Time of its last record.</param>
/// <param name="From">When it is decided how to go on.</param>
/// <param name="Until">How far the forecast reaches.</param>
/// <param name="DosesUntil">How far doses are given: targets may look further.</param>
internal readonly record struct ForecastWindow(int Block, double Last, double From, double Until, double DosesUntil)
{
    // About so many times where none are given.
    private const double DefaultTimes = 48;
    private const int OpenIntervals = 4;

    /// <summary>The window of a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="plan">What is asked for.</param>
    public static ForecastWindow Of(Subject subject, ForecastPlan plan)
    {
        var records = subject.Records;
        var block = records.Length - 1;
        while (block > 0 && records[block - 1].Time <= records[block].Time)
        {
            block--;
        }

        var last = records[^1].Time;
        var from = plan.From ?? last;
        var until = plan.Until ?? (plan.Times.IsEmpty ? Horizon(records.AsSpan()[block..], from, last, plan) : plan.Times.Max());
        return new ForecastWindow(block, last, from, until, Math.Max(until, from + plan.Targets.Max(t => t.Measure.To) ?? until));
    }

    /// <summary>The times at which the course is predicted, those before the decision among them.</summary>
    /// <param name="plan">What is asked for.</param>
    /// <param name="begin">Time of the first record.</param>
    public ImmutableArray<double> Times(ForecastPlan plan, double begin)
    {
        if (!plan.Times.IsEmpty)
        {
            return [.. plan.Times.Distinct().Order()];
        }

        return [.. Grid(begin, From).Concat(Grid(From, Until)).Append(Until).Distinct().Order()];
    }

    // Multiples of 1, 2 or 5 times a power of ten.
    private static IEnumerable<double> Grid(double from, double until)
    {
        if (!(until > from))
        {
            yield break;
        }

        var least = (until - from) / DefaultTimes;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = least <= power ? power : least <= 2 * power ? 2 * power : least <= 5 * power ? 5 * power : 10 * power;
        for (var k = Math.Ceiling(from / step); k * step <= until; k++)
        {
            yield return Math.Round(k * step, 12);
        }
    }

    // To the end of what is given, one interval behind the last dose; when nothing is given in intervals, as long again as the data are.
    private static double Horizon(ReadOnlySpan<DataRecord> records, double from, double last, ForecastPlan plan)
    {
        var end = last;
        var dose = double.NaN;
        foreach (var record in records)
        {
            if (record.Kind is not (RecordKind.Dose or RecordKind.ResetAndDose))
            {
                continue;
            }

            end = Math.Max(end, record.Time + ((record.AdditionalDoses + 1) * record.Interval));
            end = double.IsNaN(dose) ? end : Math.Max(end, record.Time + (record.Time - dose));
            dose = record.Time;
        }

        foreach (var rule in plan.Candidates.SelectMany(c => c.Doses))
        {
            end = Math.Max(end, from + EndOf(rule));
        }

        end = Math.Max(end, from + plan.Targets.Max(t => t.Measure.To) ?? end);
        return end > from ? end : from + (from > records[0].Time ? from - records[0].Time : 1);
    }

    private static double EndOf(DoseRule rule) =>
        rule.Times[^1] + (rule.Until is { } until ? until - rule.Times[^1] : (rule.Count ?? OpenIntervals) * rule.Interval);
}
