using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>Decides for every record what it says of its observation: endpoint, censoring, limits. One use; one owner.</summary>
/// <param name="model">The model.</param>
/// <param name="dataset">The data.</param>
/// <param name="endpoints">Tells the endpoint of a record.</param>
internal sealed class ObservationBinder(PopulationModel model, Dataset dataset, EndpointChooser endpoints)
{
    private readonly OrderedDictionary<string, (Diagnostic First, int Count)> _found = [];
    private int _discarded;

    /// <summary>Binds all records.</summary>
    /// <param name="diagnostics">Receives what is wrong with the observations.</param>
    /// <returns>For each subject one entry per record.</returns>
    public ImmutableArray<RecordObservation[]> Bind(DiagnosticBag diagnostics)
    {
        var bound = dataset.Subjects.Select(s => s.Records.Select(Bind).ToArray()).ToImmutableArray();
        foreach (var (first, count) in _found.Values)
        {
            diagnostics.Add(count == 1 ? first : first with { Message = $"{first.Message} ({count - 1} more)" });
        }

        if (_discarded > 0)
        {
            diagnostics.Note(
                "PK3040",
                $"{_discarded} censored observation{(_discarded == 1 ? " is" : "s are")} left out, as the model wants it",
                new FileLocation(dataset.Path),
                "parameters are biased when many are; censoring by probability (M3) uses them");
        }

        return bound;
    }

    /// <summary>What is known of the censored observations of each endpoint.</summary>
    /// <param name="observations">The records of all subjects.</param>
    public static HashSet<(int Endpoint, CensoringStatus Status)> CensoredIn(ImmutableArray<RecordObservation[]> observations) =>
        [.. observations.SelectMany(s => s).Where(o => o.Status != CensoringStatus.None).Select(o => (o.Endpoint, o.Status))];

    private RecordObservation Bind(DataRecord record)
    {
        // A record that is no observation and fits no endpoint still gets a prediction: the first endpoint's.
        var position = Math.Max(0, endpoints.Choose(record));
        var endpoint = model.Endpoints[position];
        var transform = (endpoint.Distribution as NormalDistribution)?.Transform;
        var none = new RecordObservation(false, position, TransformExpressions.Neutral(transform, e => ValueOf(e, record, isFree: true)));
        if (!record.IsObservation)
        {
            RefuseLost(record, endpoint);
            return none;
        }

        var observed = none with { IsObservation = true, Value = record.DependentValue };
        var bounds = TransformExpressions.Bounds(transform, e => ValueOf(e, record, isFree: false));
        if (endpoint.Censoring is not { } censoring)
        {
            CheckValue(record, record.DependentValue, bounds, "PK3039", endpoint);
            return observed;
        }

        bounds = censoring.Method == CensoringMethod.ProbabilityGivenPositive ? (Math.Max(0, bounds.Lower), bounds.Upper) : bounds;
        switch (FlagOf(record, censoring, endpoint))
        {
            case 0:
                CheckValue(record, record.DependentValue, bounds, "PK3039", endpoint);
                return observed;
            case { } when censoring.Method == CensoringMethod.Discard:
                _discarded++;
                return none;
            case { } flag:
                return Censored(record, observed, censoring, isBelow: flag > 0, bounds, endpoint);
            default:
                return observed;
        }
    }

    // Without DV a row is no observation: what is censored would be left out, and nobody asked for that.
    private void RefuseLost(DataRecord record, Endpoint endpoint)
    {
        var silenced = dataset.IndexOf("MDV") is >= 0 and var mdv && record.Values[mdv] == 1;
        if (record.Kind == RecordKind.Observation && double.IsNaN(record.DependentValue) && !silenced
            && endpoint.Censoring is { Flag: { } flag } censoring && censoring.Method != CensoringMethod.Discard
            && endpoints.Choose(record) >= 0 && (endpoints.ValueOf(flag, record) is 1 or -1))
        {
            Report(new Diagnostic(
                "PK3055", DiagnosticSeverity.Error,
                $"{flag.Name} says that this observation of {endpoint.Name} is censored, but it has no DV and would be left out",
                Cell(record, "DV", double.NaN),
                "write the limit into DV, or MDV 1 if nothing was measured"));
        }
    }

    // 1 below, -1 above, 0 observed; null when that cannot be told, which is reported.
    private int? FlagOf(DataRecord record, Censoring censoring, Endpoint endpoint)
    {
        var lower = censoring.Lower is { } l ? ValueOf(l, record, isFree: false) : double.NegativeInfinity;
        var upper = censoring.Upper is { } u ? ValueOf(u, record, isFree: false) : double.PositiveInfinity;
        var value = record.DependentValue;
        if (censoring.Flag is not { } flag)
        {
            if (double.IsNaN(lower) || double.IsNaN(upper))
            {
                ReportLimit(record, endpoint);
                return null;
            }

            return value < lower ? 1 : value > upper ? -1 : 0;
        }

        switch (endpoints.ValueOf(flag, record))
        {
            case 1:
                return 1;
            case -1:
                return -1;
            case 0:
                if (value < lower || value > upper)
                {
                    Report(new Diagnostic(
                        "PK3035", DiagnosticSeverity.Error,
                        $"this observation of {endpoint.Name} is not marked as censored but lies {(value < lower ? $"below the lower limit {Text(lower)}" : $"above the upper limit {Text(upper)}")}",
                        Cell(record, "DV", value),
                        $"{flag.Name} must be {(value < lower ? "1" : "-1")} if it was not quantified; if it was, the limit is not what it says"));
                }

                return 0;
            case var other:
                Report(new Diagnostic(
                    "PK3034", DiagnosticSeverity.Error,
                    $"{flag.Name} says whether an observation is censored and must be 1 (below), -1 (above) or 0 (observed)",
                    Cell(record, flag.Name, other)));
                return null;
        }
    }

    private RecordObservation Censored(
        DataRecord record, RecordObservation observed, Censoring censoring, bool isBelow, (double Lower, double Upper) bounds, Endpoint endpoint)
    {
        var limit = (isBelow ? censoring.Lower : censoring.Upper) is { } written ? ValueOf(written, record, isFree: false) : record.DependentValue;
        if (!double.IsFinite(limit))
        {
            ReportLimit(record, endpoint);
            return observed;
        }

        if (!CheckValue(record, limit, bounds, "PK3038", endpoint))
        {
            return observed;
        }

        // An end beyond what is possible at all is none.
        var otherEnd = censoring.OtherEnd is { } end ? ValueOf(end, record, isFree: false) : double.NaN;
        var hasOtherEnd = double.IsFinite(otherEnd) && !(isBelow ? otherEnd <= bounds.Lower : otherEnd >= bounds.Upper);
        if (hasOtherEnd && (isBelow ? otherEnd >= limit : otherEnd <= limit))
        {
            Report(new Diagnostic(
                "PK3037", DiagnosticSeverity.Error,
                $"the interval of this censored observation of {endpoint.Name} is empty: its other end {Text(otherEnd)} is not {(isBelow ? "below" : "above")} the limit {Text(limit)}",
                Cell(record, "DV", record.DependentValue),
                "the other end is the lower one for observations below a limit, the higher one for observations above"));
            return observed;
        }

        return (isBelow, hasOtherEnd) switch
        {
            (true, false) => observed with { Status = CensoringStatus.Below, Upper = limit },
            (true, true) => observed with { Status = CensoringStatus.Between, Lower = otherEnd, Upper = limit },
            (false, false) => observed with { Status = CensoringStatus.Above, Lower = limit },
            (false, true) => observed with { Status = CensoringStatus.Between, Lower = limit, Upper = otherEnd },
        };
    }

    // Bounds that depend on what is estimated are NaN and admit everything here.
    private bool CheckValue(DataRecord record, double value, (double Lower, double Upper) bounds, string code, Endpoint endpoint)
    {
        if (!(value <= bounds.Lower || value >= bounds.Upper))
        {
            return true;
        }

        var limits = double.IsPositiveInfinity(bounds.Upper) ? $"above {Text(bounds.Lower)}" : $"between {Text(bounds.Lower)} and {Text(bounds.Upper)}";
        var what = code == "PK3038" ? $"the censoring limit {Text(value)} of this observation" : "this observation";
        Report(new Diagnostic(
            code, DiagnosticSeverity.Error,
            $"{what} is not {limits}, where the distribution of {endpoint.Name} lives",
            Cell(record, "DV", record.DependentValue),
            "leave the record out (MDV 1), declare it as censored, or choose another distribution"));
        return false;
    }

    private void ReportLimit(DataRecord record, Endpoint endpoint) => Report(new Diagnostic(
        "PK3036", DiagnosticSeverity.Error,
        $"the censoring limit of this observation of {endpoint.Name} is missing or not a finite number",
        Cell(record, "DV", record.DependentValue),
        "the limit is DV itself or what the model names; it is computed from the record's covariates"));

    private void Report(Diagnostic diagnostic) =>
        _found[diagnostic.Code] = _found.TryGetValue(diagnostic.Code, out var known) ? (known.First, known.Count + 1) : (diagnostic, 1);

    // Covariates of the record and fixed effects that are fixed; those that are estimated have their initial values or none.
    private double ValueOf(Expr expression, DataRecord record, bool isFree) => Interpreter.Evaluate(
        expression,
        symbol => model.FixedEffects.FirstOrDefault(f => f.Symbol == symbol) is { } effect
            ? effect.IsFixed || isFree ? effect.Initial : double.NaN
            : endpoints.ValueOf(symbol, record));

    private CellLocation Cell(DataRecord record, string column, double value) => new(dataset.Path, record.Row, column, Text(value));

    private static string Text(double value) => double.IsNaN(value) ? "." : value.ToString("R", CultureInfo.InvariantCulture);
}
