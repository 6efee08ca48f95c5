using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Simulation.Design;

/// <summary>Writes the records of the people of one arm. One owner.</summary>
internal sealed class RecordBuilder
{
    private readonly PopulationModel _model;
    private readonly Arm _arm;
    private readonly int _armNumber;
    private readonly ImmutableArray<PlannedRecord> _planned;
    private readonly DesignColumns _columns;
    private readonly PopulationSampler _people;
    private readonly double[]?[] _endpointValues;
    private readonly (double[] Values, string[] Cells)[] _templates;
    private readonly int[] _courseColumns;
    private readonly DesignTally _tally;
    private readonly bool[] _isGiven;

    /// <summary>Prepares an arm.</summary>
    /// <param name="model">The model.</param>
    /// <param name="arm">The arm.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="planned">Its records.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="endpointValues">For each endpoint the values of the columns that tell endpoints apart.</param>
    /// <param name="people">Knows the covariates.</param>
    /// <param name="tally">Counts what is wrong.</param>
    public RecordBuilder(
        PopulationModel model, Arm arm, int number, ImmutableArray<PlannedRecord> planned, DesignColumns columns, double[]?[] endpointValues,
        PopulationSampler people, DesignTally tally)
    {
        (_model, _arm, _armNumber, _planned, _columns, _endpointValues, _people, _tally) =
            (model, arm, number, planned, columns, endpointValues, people, tally);
        _courseColumns = [.. arm.Courses.Select(c => columns.Names.IndexOf(c.Name))];
        _isGiven = new bool[arm.Doses.Length];
        _templates = [.. planned.Select(Template)];
    }

    /// <summary>The rules that give nobody in the arm a dose.</summary>
    public IEnumerable<DoseRule> NeverGiven => _arm.Doses.Where((_, i) => !_isGiven[i]);

    /// <summary>Writes a person's records.</summary>
    /// <param name="id">The subject's ID.</param>
    /// <param name="firstRow">Row of the first record.</param>
    /// <param name="person">The person's number, from 0.</param>
    /// <param name="covariates">The person's covariates.</param>
    public ImmutableArray<DataRecord> Write(string id, int firstRow, int person, double[] covariates)
    {
        var cells = Array.ConvertAll(covariates, DoseWriter.Text);
        var personText = DoseWriter.Text(person + 1);
        var steps = _arm.Courses.Select(c => c.Steps.Select(s => Interpreter.Evaluate(s.Value, Value)).ToArray()).ToArray();
        var doses = _arm.Doses.Select(rule => DoseOf(rule, person, Value)).ToArray();
        for (var i = 0; i < doses.Length; i++)
        {
            _isGiven[i] |= doses[i].Amount > 0;
        }

        var records = ImmutableArray.CreateBuilder<DataRecord>(_planned.Length);
        for (var i = 0; i < _planned.Length; i++)
        {
            var values = (double[])_templates[i].Values.Clone();
            var texts = (string[])_templates[i].Cells.Clone();
            values[0] = double.TryParse(id, out var number) ? number : double.NaN;
            texts[0] = id;
            for (var k = 0; k < covariates.Length; k++)
            {
                values[_columns.People[k]] = covariates[k];
                texts[_columns.People[k]] = cells[k];
            }

            if (_columns.Person >= 0)
            {
                values[_columns.Person] = person + 1;
                texts[_columns.Person] = personText;
            }

            SetCourses(_planned[i], steps, values, texts);
            records.Add(Record(_planned[i], firstRow + i, values, texts, doses));
        }

        return records.MoveToImmutable();

        double Value(Symbol symbol) => _people.ValueOf(covariates, symbol);
    }

    private void SetCourses(PlannedRecord planned, double[][] steps, double[] values, string[] texts)
    {
        for (var c = 0; c < _arm.Courses.Length; c++)
        {
            var step = ArmSchedule.StepAt(_arm.Courses[c], planned);
            values[_courseColumns[c]] = _arm.Courses[c].Interval > 0 ? step : steps[c][step];
            texts[_courseColumns[c]] = DoseWriter.Text(values[_courseColumns[c]]);
        }
    }

    private DataRecord Record(PlannedRecord planned, int row, double[] values, string[] texts, (double Amount, double Value)[] doses)
    {
        var isObservation = planned.Kind == RecordKind.Observation;
        var observed = isObservation ? PossibleValue(_model.Endpoints[planned.Endpoint], values) : double.NaN;
        values[DesignColumns.Of("DV")] = observed;
        var rule = planned.Rule >= 0 ? _arm.Doses[planned.Rule] : null;
        var record = new DataRecord
        {
            Row = row,
            Time = planned.Time,
            Kind = planned.Kind,
            DependentValue = observed,
            IsObservation = isObservation,
            CompartmentNumber = values[DesignColumns.Of("CMT")] is > 0 and var number ? (int)number : null,
            Values = ImmutableCollectionsMarshal.AsImmutableArray(values),
            Cells = ImmutableCollectionsMarshal.AsImmutableArray(texts),
        };
        return rule is null ? record : DoseWriter.With(record, planned, rule, doses[planned.Rule].Amount, doses[planned.Rule].Value);
    }

    // What everybody in the arm has in a record.
    private (double[] Values, string[] Cells) Template(PlannedRecord planned)
    {
        var values = new double[_columns.Names.Length];
        Array.Fill(values, double.NaN);
        Set("TIME", planned.Time);
        foreach (var column in new[] { "AMT", "RATE", "II", "ADDL", "SS" })
        {
            Set(column, 0);
        }

        Set("EVID", (int)planned.Kind);
        Set("MDV", planned.Kind == RecordKind.Observation ? 0 : 1);
        if (_columns.Arm >= 0)
        {
            values[_columns.Arm] = _armNumber;
        }

        Set(TrialDesign.DecisionColumn, planned.IsDecision ? 1 : 0);
        foreach (var flag in _columns.Flags)
        {
            values[flag] = 0;
        }

        // Records that are no observations get the first endpoint's prediction.
        var endpoint = planned.Endpoint >= 0 ? planned.Endpoint : Math.Max(0, Array.FindIndex(_endpointValues, v => v is not null));
        for (var k = 0; k < _columns.Endpoint.Length; k++)
        {
            values[_columns.Endpoint[k]] = _endpointValues[endpoint]?[k] ?? double.NaN;
        }

        if (planned.Endpoint < 0)
        {
            Set("CMT", planned.Rule >= 0 ? _arm.Doses[planned.Rule].Compartment + 1 : double.NaN);
        }

        return (values, Array.ConvertAll(values, DoseWriter.Text));

        void Set(string column, double value)
        {
            if (_columns.Names.IndexOf(column) is >= 0 and var position)
            {
                values[position] = value;
            }
        }
    }

    private (double Amount, double Value) DoseOf(DoseRule rule, int person, Func<Symbol, double> valueOf)
    {
        var amount = Interpreter.Evaluate(rule.Amount, valueOf);
        if (!(amount >= 0 && double.IsFinite(amount)))
        {
            _tally.Count(rule, "dose", n => DesignDiagnostics.BadDose(rule.Location, "dose", amount, person + 1, n));
        }

        var value = rule.InputValue is { } given ? Interpreter.Evaluate(given, valueOf) : double.NaN;
        if (rule.InputValue is not null && !(value > 0 && double.IsFinite(value)))
        {
            var what = rule.Input == DoseRuleInput.Rate ? "rate" : "duration";
            _tally.Count(rule, what, n => DesignDiagnostics.BadDose(rule.Location, what, value, person + 1, n));
        }

        return (amount, value);
    }

    // A value an observation may have, for what is simulated takes its place: inside the bounds of its distribution and not censored.
    private double PossibleValue(Endpoint endpoint, double[] values)
    {
        var transform = (endpoint.Distribution as NormalDistribution)?.Transform;
        if (transform is null && endpoint.Censoring is null)
        {
            return 0;
        }

        var (lower, upper) = TransformExpressions.Bounds(transform, Evaluate);
        if (endpoint.Censoring is { } censoring)
        {
            lower = censoring.Method == CensoringMethod.ProbabilityGivenPositive ? Math.Max(0, lower) : lower;
            lower = censoring.Lower is { } low ? Math.Max(lower, Evaluate(low)) : lower;
            upper = censoring.Upper is { } high ? Math.Min(upper, Evaluate(high)) : upper;
        }

        return (double.IsFinite(lower), double.IsFinite(upper)) switch
        {
            (true, true) => 0.5 * (lower + upper),
            (true, false) => lower + Math.Max(1, Math.Abs(lower)),
            (false, true) => upper - Math.Max(1, Math.Abs(upper)),
            _ => 0,
        };

        double Evaluate(Expr expression) => Interpreter.Evaluate(expression, symbol =>
            _model.FixedEffects.FirstOrDefault(f => f.Symbol == symbol)?.Initial
            ?? (_columns.Names.IndexOf(symbol.Name) is >= 0 and var column ? values[column] : double.NaN));
    }
}
