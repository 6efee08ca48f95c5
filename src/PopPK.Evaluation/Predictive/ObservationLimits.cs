using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Between which limits an observation would have been quantified, and what is known of it when it was not. Where the data give the limit in
/// censored records only (DV with a flag), quantified ones take the limit of their endpoint that most censored ones have. Immutable once made.
/// </summary>
internal sealed class ObservationLimits
{
    private readonly PopulationModel _model;
    private readonly Dataset _dataset;
    private readonly int[] _columns;
    private readonly double? _lower;
    private readonly (double Lower, double Upper)[] _usual;

    /// <summary>Reads the limits of a data set.</summary>
    /// <param name="model">The model.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="lower">A lower limit that replaces the model's, or null.</param>
    /// <param name="records">The observations: their records and endpoints.</param>
    public ObservationLimits(PopulationModel model, Dataset dataset, double? lower, IEnumerable<(DataRecord Record, int Endpoint)> records)
    {
        _model = model;
        _dataset = dataset;
        _lower = lower;
        _columns = [.. model.Covariates.Select(c => dataset.IndexOf(c.Name))];
        var all = records.ToLookup(r => r.Endpoint, r => r.Record);
        _usual = [.. model.Endpoints.Select((e, i) => (Usual(e, all[i], 1, double.NegativeInfinity), Usual(e, all[i], -1, double.PositiveInfinity)))];
    }

    /// <summary>True when observations of an endpoint that were not quantified have been left out.</summary>
    /// <param name="endpoint">Its position.</param>
    public bool Discards(int endpoint) => _model.Endpoints[endpoint].Censoring is { Method: CensoringMethod.Discard };

    /// <summary>The limits of an observation.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="endpoint">Position of its endpoint.</param>
    /// <returns>Limits, infinite without one; and the interval it is known to lie in, which is DV where it was quantified.</returns>
    public (double Lower, double Upper, double From, double To) Of(DataRecord record, int endpoint)
    {
        var censoring = _model.Endpoints[endpoint].Censoring;
        var value = record.DependentValue;
        var flag = censoring?.Flag is { } symbol ? ValueOf(symbol, record) : 0;
        var lower = _lower ?? LimitOfModel(record, endpoint);
        var upper = censoring is null ? double.PositiveInfinity : Limit(censoring, record, -1, _usual[endpoint].Upper);
        var end = censoring?.OtherEnd is { } other ? Evaluate(other, record) : double.NaN;
        if (flag == 1 || (flag == 0 && value < lower))
        {
            return (lower, upper, double.IsFinite(end) ? end : double.NegativeInfinity, lower);
        }

        return flag == -1 || (flag == 0 && value > upper)
            ? (lower, upper, upper, double.IsFinite(end) ? end : double.PositiveInfinity)
            : (lower, upper, value, value);
    }

    /// <summary>The lower limit of an observation by the model and its data, whatever limit replaces it; negative infinity without one.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="endpoint">Position of its endpoint.</param>
    public double LimitOfModel(DataRecord record, int endpoint) =>
        _model.Endpoints[endpoint].Censoring is { } censoring ? Limit(censoring, record, 1, _usual[endpoint].Lower) : double.NegativeInfinity;

    // The limit on one side: 1 below, -1 above.
    private double Limit(Censoring censoring, DataRecord record, int side, double usual)
    {
        var written = side == 1 ? censoring.Lower : censoring.Upper;
        var limit = written is { } expression ? Evaluate(expression, record)
            : censoring.Flag is { } flag && ValueOf(flag, record) == side ? record.DependentValue : usual;
        return double.IsNaN(limit) ? usual : limit;
    }

    private double Usual(Endpoint endpoint, IEnumerable<DataRecord> records, int side, double none) =>
        endpoint.Censoring is { Flag: { } flag } censoring && (side == 1 ? censoring.Lower : censoring.Upper) is null
            ? records.Where(r => ValueOf(flag, r) == side).GroupBy(r => r.DependentValue).OrderByDescending(g => g.Count())
                .Select(g => g.Key).FirstOrDefault(none)
            : none;

    // Limits use numbers, covariates and fixed effects that are fixed.
    private double Evaluate(Expr expression, DataRecord record) => Interpreter.Evaluate(
        expression,
        symbol => _model.FixedEffects.FirstOrDefault(f => f.Symbol == symbol) is { } effect ? effect.Initial : ValueOf(symbol, record));

    private double ValueOf(Symbol symbol, DataRecord record)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_model.Covariates[i].Symbol == symbol)
            {
                return _columns[i] < 0 ? double.NaN : record.Values[_columns[i]];
            }
        }

        return _dataset.IndexOf(symbol.Name) is >= 0 and var column ? record.Values[column] : double.NaN;
    }
}
