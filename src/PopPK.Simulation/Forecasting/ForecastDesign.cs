using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// Makes data sets of what is known of subjects and how they could go on. Records up to the decision are kept; those behind it are
/// kept too, but a candidate replaces their doses, and their levels tell nothing of the random effects. Immutable.
/// </summary>
internal sealed class ForecastDesign
{
    private readonly Dataset _data;
    private readonly ForecastPlan _plan;
    private readonly RecordTemplate _template;

    /// <summary>Prepares.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">What is known, and perhaps what is planned.</param>
    /// <param name="plan">What is to be forecast.</param>
    public ForecastDesign(PopulationModel model, Dataset data, ForecastPlan plan)
    {
        (_data, _plan) = (data, plan);
        _template = new RecordTemplate(model, data);
        Windows = [.. data.Subjects.Select(s => ForecastWindow.Of(s, plan))];
    }

    /// <summary>The subjects' windows.</summary>
    public ImmutableArray<ForecastWindow> Windows { get; }

    /// <summary>Names of the columns of occasions.</summary>
    public IEnumerable<string> Occasions => _template.Occasions;

    /// <summary>What tells of the random effects: the data up to the decision; and a record of the occasion to come, so that its effects have a place.</summary>
    public Dataset History() => _data with
    {
        Subjects =
        [
            .. _data.Subjects.Select((s, i) => s with
            {
                Records = [.. s.Records.Select((r, k) => Known(r, k, Windows[i])), .. Occasions.Any() ? (DataRecord[])[Marker(s, Windows[i])] : []],
            }),
        ],
    };

    /// <summary>The course with the doses of the data.</summary>
    /// <param name="name">Its name.</param>
    public ForecastCourse AsGiven(string name)
    {
        var merged = _data.Subjects.Select((s, i) => Merge(s, Windows[i], null, null)).ToArray();
        return Course(name, merged);
    }

    /// <summary>The course with the doses of a candidate from the decision on.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="diagnostics">Receives doses that cannot be given.</param>
    public ForecastCourse With(CandidateRegimen candidate, DiagnosticBag diagnostics)
    {
        var merged = _data.Subjects.Select((s, i) => Merge(s, Windows[i], candidate, diagnostics)).ToArray();
        return Course(candidate.Name, merged);
    }

    private DataRecord Marker(Subject subject, ForecastWindow window) => _template.Make(subject, subject.Records.Length - 1, Math.Max(window.Until, window.Last), 0);

    private static DataRecord Known(DataRecord record, int index, ForecastWindow window) =>
        IsBehind(record, index, window) && record.IsObservation ? record with { IsObservation = false } : record;

    private static bool IsBehind(DataRecord record, int index, ForecastWindow window) => index >= window.Block && record.Time > window.From;

    private ForecastCourse Course(string name, (DataRecord[] Records, CoursePoint[] Points, ImmutableHashSet<int> Added)[] merged) => new(
        name,
        _data with { Subjects = [.. _data.Subjects.Select((s, i) => s with { Records = [.. merged[i].Records] })] },
        [.. merged.Select(m => m.Points.ToImmutableArray())],
        [.. merged.Select(m => m.Added)]);

    // Nothing is drawn in a course, so nothing counts as observed there: limits of quantification mean nothing.
    private (DataRecord[] Records, CoursePoint[] Points, ImmutableHashSet<int> Added) Merge(
        Subject subject, ForecastWindow window, CandidateRegimen? candidate, DiagnosticBag? diagnostics)
    {
        var isAsGiven = candidate is null;
        var parts = new List<Part>();
        var writesOut = isAsGiven && !subject.Records.Where((r, k) => IsBehind(r, k, window)).Any(r => r.Kind is RecordKind.Reset or RecordKind.ResetAndDose);
        for (var k = 0; k < subject.Records.Length; k++)
        {
            var record = Known(subject.Records[k], k, window);
            var isBehind = IsBehind(record, k, window);
            var kept = isBehind && !isAsGiven ? WithoutDose(record) : k >= window.Block && (writesOut || !isAsGiven) ? Ended(record, window, isAsGiven) : record;
            parts.Add(new Part(k < window.Block ? double.NegativeInfinity : record.Time, 2, kept, k, true));
            if (writesOut && k >= window.Block)
            {
                AddWrittenOut(subject, record, k, window, parts);
            }
        }

        if (candidate is not null)
        {
            var doses = new CandidateDoses(_template).Of(candidate, subject, window, t => LastUpTo(subject, window, t), diagnostics!);
            parts.AddRange(doses.Select(d => new Part(d.Time, 3, d, -1, false)));
        }

        AddGrid(subject, window, isAsGiven, parts);
        if (Occasions.Any())
        {
            var marker = Marker(subject, window);
            parts.Add(new Part(marker.Time, 4, marker, -1, false));
        }

        Part[] ordered = [.. parts.OrderBy(p => p.Time).ThenBy(p => p.Rank)];
        var used = subject.Records;
        return (
            [.. ordered.Select(p => p.Record.IsObservation ? p.Record with { IsObservation = false } : p.Record)],
            [
                .. ordered.Select((p, i) => (p, i)).Where(x => x.p.IsPoint && (isAsGiven || x.p.Time >= window.From)).Select(x => new CoursePoint(
                    x.i, x.p.Source, x.p.Record.Time, x.p.Source >= 0 && used[x.p.Source].IsObservation ? x.p.Record.DependentValue : double.NaN, x.p.Record.IsObservation)),
            ],
            [.. Enumerable.Range(0, ordered.Length).Where(i => ordered[i].Source < 0 && ordered[i].Record.Kind == RecordKind.Dose)]);
    }

    // Additional doses come before records at their time, and so do these.
    private void AddWrittenOut(Subject subject, DataRecord record, int index, ForecastWindow window, List<Part> parts)
    {
        for (var n = 1; n <= record.AdditionalDoses && record.Interval > 0; n++)
        {
            var time = record.Time + (n * record.Interval);
            if (time > window.DosesUntil)
            {
                return;
            }

            if (time > window.From || IsBehind(record, index, window))
            {
                var place = _template.Make(subject, LastUpTo(subject, window, time), time, 0);
                parts.Add(new Part(time, 1, _template.Dose(place, record.Amount, record.Rate, 0, 0, record.CompartmentNumber, record.CompartmentName), -1, false));
            }
        }
    }

    private void AddGrid(Subject subject, ForecastWindow window, bool isAsGiven, List<Part> parts)
    {
        var taken = parts.Where(p => p.Source >= 0).Select(p => p.Time).ToHashSet();
        var begin = subject.Records[window.Block].Time;
        foreach (var time in window.Times(_plan, begin))
        {
            if (time >= (isAsGiven ? begin : window.From) && time <= window.Until && (time > window.From || !taken.Contains(time)))
            {
                for (var e = 0; e < _template.EndpointCount; e++)
                {
                    parts.Add(new Part(time, 0, _template.Make(subject, LastBefore(subject, window, time), time, e), -1, true));
                }
            }
        }
    }

    // Doses up to the decision; with a candidate, additional ones at its very time are no more given.
    private static DataRecord Ended(DataRecord record, ForecastWindow window, bool isAsGiven)
    {
        if (record.AdditionalDoses == 0 || !(record.Interval > 0))
        {
            return record;
        }

        var number = 0;
        while (number < record.AdditionalDoses && (record.Time + ((number + 1) * record.Interval)) is var next && (next < window.From || (isAsGiven && next == window.From)))
        {
            number++;
        }

        return record with { AdditionalDoses = number, Interval = number == 0 && record.SteadyState == 0 ? 0 : record.Interval };
    }

    private static DataRecord WithoutDose(DataRecord record) => record.Kind switch
    {
        RecordKind.Dose => record with { Kind = RecordKind.Other, Amount = 0, Rate = 0, Interval = 0, AdditionalDoses = 0, SteadyState = 0, CompartmentNumber = null, CompartmentName = null },
        RecordKind.ResetAndDose => record with { Kind = RecordKind.Reset, Amount = 0, Rate = 0, Interval = 0, AdditionalDoses = 0, SteadyState = 0 },
        _ => record,
    };

    private static int LastUpTo(Subject subject, ForecastWindow window, double time)
    {
        var index = subject.Records.Length - 1;
        while (index >= window.Block && subject.Records[index].Time > time)
        {
            index--;
        }

        return index;
    }

    private static int LastBefore(Subject subject, ForecastWindow window, double time)
    {
        var index = LastUpTo(subject, window, time);
        while (index > window.Block && subject.Records[index].Time >= time)
        {
            index--;
        }

        return index;
    }

    /// <summary>A record and its place.</summary>
    /// <param name="Time">Its time; those before the last reset of the clock come first.</param>
    /// <param name="Rank">Its place at that time.</param>
    /// <param name="Record">The record.</param>
    /// <param name="Source">Index of the record of the data; -1: none.</param>
    /// <param name="IsPoint">True when its prediction is wanted.</param>
    private readonly record struct Part(double Time, int Rank, DataRecord Record, int Source, bool IsPoint);
}
