using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// Makes records that are not in the data. Their columns are those of the record before them, but for covariates that follow the record
/// behind, what tells endpoints apart, and the occasion: behind the last record of the data a new one begins. Immutable.
/// </summary>
internal sealed class RecordTemplate
{
    private readonly PopulationModel _model;
    private readonly Dataset _data;
    private readonly ImmutableArray<int> _occasions;
    private readonly ImmutableArray<(int Column, double Value)> _silent;
    private readonly ImmutableArray<ImmutableArray<(int Column, double Value, string Cell)>> _endpoints;

    /// <summary>Learns what records look like.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data.</param>
    public RecordTemplate(PopulationModel model, Dataset data)
    {
        (_model, _data) = (model, data);
        var needs = ColumnNeeds.Of(model);
        _occasions = [.. needs.Where(n => n.Need == ColumnNeed.Occasion).Select(n => data.IndexOf(n.Name)).Where(c => c >= 0)];
        (string, double)[] silent =
        [
            ("EVID", 2), ("MDV", 1), ("AMT", 0), ("RATE", 0), ("II", 0), ("ADDL", 0), ("SS", 0), ("DV", double.NaN),
            .. needs.Where(n => n.Need == ColumnNeed.CensoringFlag).Select(n => (n.Name, 0.0)),
            .. model.RecordPosition is { } position ? [(position.Name, 2.0)] : Array.Empty<(string, double)>(),
        ];
        _silent = [.. silent.Select(s => (data.IndexOf(s.Item1), s.Item2)).Where(s => s.Item1 >= 0)];
        _endpoints = [.. Endpoints()];
    }

    /// <summary>Names of the columns of occasions.</summary>
    public IEnumerable<string> Occasions => _occasions.Select(c => _data.Columns[c]);

    /// <summary>Number of endpoints the data show; at least 1.</summary>
    public int EndpointCount => _endpoints.Length;

    /// <summary>A record that is neither observation nor dose.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="before">Index of the record before it, or -1.</param>
    /// <param name="time">Its time.</param>
    /// <param name="endpoint">Which of the endpoints the data show it predicts.</param>
    public DataRecord Make(Subject subject, int before, double time, int endpoint)
    {
        var records = subject.Records;
        var source = records[Math.Max(0, before)];
        var values = source.Values.ToBuilder();
        var cells = source.Cells.ToBuilder();
        if (before >= 0 && before + 1 < records.Length)
        {
            Follow(records[before], records[before + 1], time, values, cells);
        }
        else if (before == records.Length - 1)
        {
            foreach (var column in _occasions)
            {
                Set(values, cells, column, records.Select(r => r.Values[column]).Where(v => !double.IsNaN(v)).DefaultIfEmpty(0).Max() + 1);
            }
        }

        foreach (var (column, value) in _silent)
        {
            Set(values, cells, column, value);
        }

        foreach (var (column, value, cell) in _endpoints[endpoint])
        {
            (values[column], cells[column]) = (value, cell);
        }

        Set(values, cells, _data.IndexOf("TIME"), time);
        return new DataRecord { Row = source.Row, Time = time, Kind = RecordKind.Other, Values = values.MoveToImmutable(), Cells = cells.MoveToImmutable() };
    }

    /// <summary>A dose at such a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="rate">RATE.</param>
    /// <param name="interval">II; of a steady state.</param>
    /// <param name="steadyState">SS.</param>
    /// <param name="compartment">CMT, or null.</param>
    /// <param name="name">CMT as a name, or null.</param>
    public DataRecord Dose(DataRecord record, double amount, double rate, double interval, int steadyState, int? compartment, string? name)
    {
        var values = record.Values.ToBuilder();
        var cells = record.Cells.ToBuilder();
        (string, double)[] written = [("EVID", 1), ("AMT", amount), ("RATE", rate), ("II", interval), ("SS", steadyState), ("CMT", compartment ?? double.NaN)];
        foreach (var (column, value) in written)
        {
            Set(values, cells, _data.IndexOf(column), value);
        }

        return record with
        {
            Kind = RecordKind.Dose,
            Amount = amount,
            Rate = rate,
            Interval = interval,
            SteadyState = steadyState,
            CompartmentNumber = compartment,
            CompartmentName = name,
            Values = values.MoveToImmutable(),
            Cells = cells.MoveToImmutable(),
        };
    }

    /// <summary>The value of a covariate in a record.</summary>
    /// <param name="symbol">The covariate.</param>
    /// <param name="record">The record.</param>
    public double ValueOf(Symbol symbol, DataRecord record) => _data.IndexOf(symbol.Name) is >= 0 and var column ? record.Values[column] : double.NaN;

    // Between two records a covariate has at a new one what it has there without it.
    private void Follow(
        DataRecord before, DataRecord behind, double time, ImmutableArray<double>.Builder values, ImmutableArray<string>.Builder cells)
    {
        foreach (var covariate in _model.Covariates)
        {
            var column = _data.IndexOf(covariate.Name);
            if (column < 0 || _occasions.Contains(column) || covariate.Interpolation is CovariateInterpolation.Constant or CovariateInterpolation.LastCarriedForward)
            {
                continue;
            }

            var share = behind.Time > before.Time ? (time - before.Time) / (behind.Time - before.Time) : 0;
            (values[column], cells[column]) = covariate.Interpolation == CovariateInterpolation.Linear
                ? (before.Values[column] + (share * (behind.Values[column] - before.Values[column])), before.Cells[column])
                : (behind.Values[column], behind.Cells[column]);
        }
    }

    // What a record of each endpoint that was observed has in the columns that tell endpoints apart.
    private IEnumerable<ImmutableArray<(int Column, double Value, string Cell)>> Endpoints()
    {
        ImmutableArray<int> columns =
        [
            .. _model.Endpoints.SelectMany(e => e.Selector?.Symbols() ?? []).Select(s => _data.IndexOf(s.Name)).Where(c => c >= 0).Distinct(),
        ];
        var observed = _data.Subjects.SelectMany(s => s.Records).Where(r => r.IsObservation);
        var kinds = columns.IsEmpty ? [] : observed.DistinctBy(r => string.Join('\u001f', columns.Select(c => r.KeyOf(c)))).ToArray();
        var distinct = kinds.DistinctBy(EndpointOf).OrderBy(EndpointOf).Select(r => columns.Select(c => (c, r.Values[c], r.Cells[c])).ToImmutableArray());
        return distinct.DefaultIfEmpty([]);
    }

    private int EndpointOf(DataRecord record)
    {
        for (var i = 0; i < _model.Endpoints.Length; i++)
        {
            if (_model.Endpoints[i].Selector is { } selector && Interpreter.Evaluate(selector, s => ValueOf(s, record)))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Set(ImmutableArray<double>.Builder values, ImmutableArray<string>.Builder cells, int column, double value)
    {
        if (column >= 0)
        {
            (values[column], cells[column]) = (value, double.IsNaN(value) ? "." : value.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
