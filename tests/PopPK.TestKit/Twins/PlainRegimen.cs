using PopPK.Data;

namespace PopPK.TestKit.Twins;

/// <summary>
/// What the engine's events and linear solver are compared with: a walk from record to record that carries out the published rules of
/// NONMEM's dosing events one by one. A steady state is a great many doses. Written for reading; for amounts only.
/// </summary>
/// <param name="system">M and b of A' = M A + b + inputs at a value of the covariate.</param>
/// <param name="properties">Properties of the compartments at a value of the covariate.</param>
/// <param name="isCarriedForward">True when the covariate of an interval is that of the record that begins it.</param>
public sealed class PlainRegimen(
    Func<double, (double[,] Matrix, double[] Input)> system, Func<double, PlainRegimen.Properties> properties, bool isCarriedForward)
{
    // exp(-40): what is left of the first of the doses that make a steady state, given the slowest rate constant.
    private const double Forgotten = 40;

    private readonly List<Effect> _pending = [];
    private double[] _amounts = [];
    private double[] _rates = [];
    private bool[] _isOff = [];
    private double _time;

    /// <summary>The smallest eigenvalue of -M, about; it decides how many doses make a steady state.</summary>
    public double SlowestRate { get; init; } = 0.1;

    /// <summary>Properties of the compartments, one element each.</summary>
    public sealed record Properties(double[] Lag, double[] Bioavailability, double[] Duration, double[] Rate, double[] Initial);

    /// <summary>The amounts at each record of a subject.</summary>
    /// <param name="subject">The subject; doses and switches name compartments by numbers.</param>
    /// <param name="covariate">The column of the covariate; -1: it is 0.</param>
    public double[][] Amounts(Subject subject, int covariate)
    {
        var result = new List<double[]>();
        var n = system(1).Input.Length;
        (_amounts, _rates, _isOff) = (new double[n], new double[n], new bool[n]);
        _pending.Clear();
        for (var r = 0; r < subject.Records.Length; r++)
        {
            var record = subject.Records[r];
            var value = covariate < 0 ? 0 : record.Values[covariate];
            var isReset = record.Kind is RecordKind.Reset or RecordKind.ResetAndDose;
            if (isReset || r == 0)
            {
                _pending.Clear();
                (_amounts, _rates, _isOff, _time) = ((double[])properties(value).Initial.Clone(), new double[n], new bool[n], record.Time);
            }
            else
            {
                var before = covariate < 0 ? 0 : subject.Records[r - 1].Values[covariate];
                Advance(record.Time, system(isCarriedForward ? before : value));
            }

            if (record.Kind is RecordKind.Dose or RecordKind.ResetAndDose)
            {
                Give(record, system(value), properties(value));
            }

            result.Add([.. _amounts]);
            if (record.Kind is RecordKind.Other or RecordKind.Observation && record.CompartmentNumber is { } number and not 0)
            {
                Switch(number);
            }
        }

        return [.. result];
    }

    private void Give(DataRecord record, (double[,] Matrix, double[] Input) at, Properties p)
    {
        var c = record.CompartmentNumber!.Value - 1;
        if (record.SteadyState > 0)
        {
            _isOff[c] = false;
            if (record.SteadyState == 1)
            {
                _pending.Clear();
                (_amounts, _rates) = (new double[_amounts.Length], new double[_rates.Length]);
            }

            // A world of its own, long before the record, up to the record.
            var train = new PlainRegimen(system, properties, isCarriedForward)
            {
                _amounts = new double[_amounts.Length], _rates = new double[_rates.Length], _isOff = _isOff,
            };
            var length = Forgotten / SlowestRate;
            var input = record.SteadyState == 1 ? at.Input : new double[_rates.Length];
            if (record.Amount == 0)
            {
                train._rates[c] = record.Rate;
                train._time = record.Time - length;
            }
            else
            {
                var doses = (int)Math.Ceiling((length + p.Duration[c] + p.Lag[c]) / record.Interval);
                train._time = record.Time + p.Lag[c] - (doses + 1) * record.Interval;
                for (var k = doses; k > 0; k--)
                {
                    train.Add(record, p, record.Time + p.Lag[c] - k * record.Interval);
                }
            }

            train.Advance(record.Time, (at.Matrix, input));
            for (var i = 0; i < _amounts.Length; i++)
            {
                _amounts[i] += train._amounts[i];
                _rates[i] += record.Amount == 0 ? 0 : train._rates[i];
            }

            _pending.AddRange(train._pending);
        }

        for (var j = 0; record.Amount > 0 && j <= record.AdditionalDoses; j++)
        {
            Add(record, p, record.Time + p.Lag[c] + j * record.Interval);
        }

        Advance(record.Time, at);
    }

    private void Add(DataRecord record, Properties p, double arrival)
    {
        var c = record.CompartmentNumber!.Value - 1;
        var amount = p.Bioavailability[c] * record.Amount;
        var duration = record.Rate switch
        {
            -1 => amount / p.Rate[c],
            -2 => p.Duration[c],
            0 => 0,
            _ => amount / record.Rate,
        };
        if (duration == 0)
        {
            _pending.Add(new Effect(arrival, c, amount, 0, arrival));
        }
        else
        {
            _pending.Add(new Effect(arrival, c, 0, amount / duration, arrival));
            _pending.Add(new Effect(arrival + duration, c, 0, -amount / duration, arrival));
        }
    }

    private void Advance(double time, (double[,] Matrix, double[] Input) at)
    {
        foreach (var effect in _pending.Where(e => e.Time <= time).OrderBy(e => e.Time).ToArray())
        {
            Flow(effect.Time, at);
            _isOff[effect.Compartment] &= effect.Rate < 0;
            _amounts[effect.Compartment] += effect.Amount;
            _rates[effect.Compartment] += effect.Rate;
            _pending.Remove(effect);
        }

        Flow(time, at);
    }

    // The inputs are an amount more, which stays 1.
    private void Flow(double time, (double[,] Matrix, double[] Input) at)
    {
        if (time > _time)
        {
            var n = _amounts.Length;
            var matrix = new double[n + 1, n + 1];
            for (var i = 0; i < n; i++)
            {
                for (var k = 0; k < n && !_isOff[i]; k++)
                {
                    matrix[i, k] = at.Matrix[i, k];
                }

                matrix[i, n] = _isOff[i] ? 0 : at.Input[i] + _rates[i];
            }

            _amounts = LinearSystem.Advance(matrix, [.. _amounts, 1], time - _time)[..n];
        }

        _time = Math.Max(_time, time);
    }

    // What runs into a compartment that is switched off stops; what has not begun is still to come.
    private void Switch(int number)
    {
        var c = Math.Abs(number) - 1;
        _isOff[c] = number < 0;
        if (number < 0)
        {
            (_amounts[c], _rates[c]) = (0, 0);
            _pending.RemoveAll(e => e.Compartment == c && e.Rate < 0 && e.Start <= _time);
        }
    }

    // Something that is going to happen: an amount or a change of a rate; and when the dose it belongs to has arrived.
    private sealed record Effect(double Time, int Compartment, double Amount, double Rate, double Start);
}
