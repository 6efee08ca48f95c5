using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Prediction.Tracing;

namespace PopPK.Cli.Output;

/// <summary>
/// What becomes of a subject's amounts: intervals with amounts at their ends, and events with amounts behind them. A record that comes
/// at the end of an interval, or behind an event at the same time, shares its row.
/// </summary>
internal sealed class TrajectoryTable
{
    private readonly Cohort _cohort;
    private readonly SubjectTrace _trace;
    private readonly Dictionary<int, TracedPrediction> _predictions;
    private readonly bool _hasClosedForm;
    private readonly int[] _followed;
    private readonly int[] _infused;
    private readonly List<Row> _rows = [];

    /// <summary>Prepares the rows.</summary>
    /// <param name="cohort">The model and its subjects.</param>
    /// <param name="trace">What the engine did.</param>
    public TrajectoryTable(Cohort cohort, SubjectTrace trace)
    {
        _cohort = cohort;
        _trace = trace;
        _predictions = trace.Predictions.ToDictionary(p => p.Record);
        _followed = [.. Enumerable.Range(0, trace.Covariates.Length)
            .Where(i => !trace.Subject.Subject.IsConstant(cohort.Dataset.IndexOf(trace.Covariates[i].Name)))];
        _infused = [.. Enumerable.Range(0, Compartments.Length).Where(c => trace.Intervals.Any(i => i.Inputs[c] != 0))];
        _hasClosedForm = cohort.Model is { Model.Structure: ClosedFormStructure, SolverReason: null };
        Collect();
    }

    private ImmutableArray<Compartment> Compartments => _cohort.Model.Model.Structure.Compartments;

    /// <summary>The table with a column for each amount.</summary>
    public TextTable Wide()
    {
        var rows = _rows.Select(row => (string[])
        [
            row.Interval is { } i ? DisplayNumber.Short(i.From) : "",
            DisplayNumber.Short(row.Time),
            row.Event,
            MethodText(row),
            .. AmountCells(row),
            RowText(row),
            .. ObservationCells(row.Record),
            .. RateCells(row),
            CovariateText(row),
        ]);
        return new TextTable(
        [
            new("from", true), new("to", true), new("event"), new("solver, steps"), .. AmountColumns(),
            new("row", true), new("endpoint"), new("f", true), new("DV", true), .. RateColumns(), new("covariates"),
        ], [.. rows]).WithoutEmptyColumns();
    }

    /// <summary>The table with a column for each amount, and everything else in words in the last column.</summary>
    public TextTable Compact()
    {
        var rows = _rows.Select(row => (string[])
        [
            DisplayNumber.Short(row.Time),
            row.Kind,
            .. AmountCells(row),
            RowText(row),
            .. ObservationCells(row.Record),
            .. RateCells(row),
            Words(row.Where, CovariateText(row), MethodText(row)),
        ]);
        return new TextTable(
        [
            new("to", true), new("event"), .. AmountColumns(), new("row", true), new("endpoint"), new("f", true), new("DV", true), .. RateColumns(),
            new(_followed.Length > 0 ? "where; covariates" : "where"),
        ], [.. rows]).WithoutEmptyColumns();
    }

    /// <summary>The table with the amounts in words too.</summary>
    public TextTable Narrow()
    {
        var rows = _rows.Select(row => (string[])
        [
            DisplayNumber.Short(row.Time),
            row.Event,
            RowText(row),
            .. ObservationCells(row.Record),
            Words(AmountText(row), RateText(row), CovariateText(row), MethodText(row)),
        ]);
        return new TextTable(
            [new("to", true), new("event"), new("row", true), new("endpoint"), new("f", true), new("DV", true), new("amounts; what holds")],
            [.. rows]).WithoutEmptyColumns();
    }

    // Endpoint where there are several, prediction, observation.
    private string[] ObservationCells(int index)
    {
        var hasEndpoints = _cohort.Model.Model.Endpoints.Length > 1;
        if (index < 0 || _trace.Subject.Subject.Records[index] is not { Kind: RecordKind.Observation } record)
        {
            return ["", "", ""];
        }

        return _predictions.TryGetValue(index, out var prediction)
            ? [hasEndpoints ? _cohort.Model.Model.Endpoints[prediction.Endpoint].Name : "", NumberText(prediction.Mean), DisplayNumber.Short(record.DependentValue)]
            : ["", "", DisplayNumber.Short(record.DependentValue)];
    }

    private void Collect()
    {
        // Without compartments nothing is walked: every event there is a record.
        var passed = Compartments.IsEmpty ? _trace.Events.Length : _trace.Passed;
        var next = 0;
        for (var i = 0; i < passed; i++)
        {
            for (; next < _trace.Intervals.Length && _trace.Intervals[next].Next <= i; next++)
            {
                Add(_trace.Intervals[next]);
            }

            Add(_trace.Events[i]);
        }

        foreach (var interval in _trace.Intervals.Skip(next))
        {
            Add(interval);
        }
    }

    private void Add(TracedInterval interval) => _rows.Add(new Row(interval.To, EndOf(interval), "", -1, interval.Amounts, interval));

    // An interval that ends before the next event ends where a condition of the equations changes, or where the solver gave up.
    private string EndOf(TracedInterval interval) => interval.To == _trace.Events[interval.Next].Event.Time ? ""
        : interval == _trace.Intervals[^1] && _trace.FailedTime is not null ? "solver stops"
        : "condition changes";

    private void Add(TracedEvent traced)
    {
        var e = traced.Event;
        var kind = EventText.Kind(_trace.Subject, traced);
        var isRecord = e.Kind == TimelineEventKind.Record;
        if (isRecord && _rows.Count > 0 && _rows[^1] is { Record: < 0 } last && last.Time == e.Time)
        {
            _rows[^1] = last with { Record = e.Record, Kind = last.Kind.Length == 0 ? kind : last.Kind };
            return;
        }

        var where = e.Compartment >= 0 && Compartments.Length > 1 ? Compartments[e.Compartment].Name : "";
        _rows.Add(new Row(e.Time, kind, where, isRecord ? e.Record : -1, isRecord ? [] : traced.Amounts, null));
    }

    private IEnumerable<TextColumn> RateColumns() =>
        _infused.Select(c => new TextColumn(_infused.Length == 1 ? "rate" : $"into {Compartments[c].Name}", true));

    private IEnumerable<string> RateCells(Row row) =>
        _infused.Select(c => row.Interval is { } i && i.Inputs[c] != 0 ? DisplayNumber.Significant(i.Inputs[c]) : "");

    private string RateText(Row row) => row.Interval is not { } interval
        ? ""
        : string.Join(", ", _infused.Where(c => interval.Inputs[c] != 0).Select(c => $"{DisplayNumber.Significant(interval.Inputs[c])} into {Compartments[c].Name}"));

    // The covariates that change within this subject.
    private string CovariateText(Row row) => row.Interval is not { } interval
        ? ""
        : string.Join(", ", _followed.Select(i => $"{_trace.Covariates[i].Name} {Between(interval.Covariates[i])}"));

    private static string Between((double From, double To) value) => value.From == value.To
        ? DisplayNumber.Short(value.To)
        : $"{DisplayNumber.Significant(value.From)} to {DisplayNumber.Significant(value.To)}";

    private static string NumberText(double value) => double.IsNaN(value) ? "NaN" : DisplayNumber.Significant(value);

    private static string Words(params string[] parts) => string.Join("; ", parts.Where(p => p.Length > 0));

    private IEnumerable<TextColumn> AmountColumns() => Compartments.Select(c => new TextColumn(c.Name, true));

    private IEnumerable<string> AmountCells(Row row) => Compartments.Select((_, i) => row.Amounts.IsEmpty ? "" : DisplayNumber.Significant(row.Amounts[i]));

    private string RowText(Row row) => row.Record >= 0 ? $"{_trace.Subject.Subject.Records[row.Record].Row}" : "";

    private string AmountText(Row row) => row.Amounts.IsEmpty
        ? ""
        : string.Join(", ", Compartments.Select((c, i) => $"{c.Name} {DisplayNumber.Significant(row.Amounts[i])}"));

    // What is said above the table is not repeated: a closed form, and the matrix exponential where it is no exception.
    private string MethodText(Row row) => row.Interval switch
    {
        { Method: SolutionMethod.ExplicitRungeKutta } i => $"Runge-Kutta {i.Steps}",
        { Method: SolutionMethod.MatrixExponential } when _hasClosedForm => "matrix exponential",
        { Method: SolutionMethod.Rosenbrock } i => $"Rosenbrock {i.Steps}",
        _ => "",
    };

    private sealed record Row(double Time, string Kind, string Where, int Record, ImmutableArray<double> Amounts, TracedInterval? Interval)
    {
        public string Event => Where.Length > 0 ? $"{Kind}, {Where}" : Kind;
    }
}
