using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;

namespace PopPK.Simulation.Design;

/// <summary>
/// Changes the doses of a subject by what is found. A simulation goes from decision to decision: it predicts the subject, takes the value at
/// the decision's record, and has the later doses changed; records stay where they are, and those before the decision stay what they are.
/// Immutable; safe to share between threads.
/// </summary>
public sealed class DoseTitration
{
    private const int Decimals = 9;
    private readonly Arm _arm;
    private readonly ImmutableArray<PlannedRecord> _records;
    private readonly IReadOnlyDictionary<string, int> _columns;

    /// <summary>Prepares an arm.</summary>
    /// <param name="arm">The arm.</param>
    /// <param name="records">Its records.</param>
    /// <param name="columns">Where columns are in the data.</param>
    internal DoseTitration(Arm arm, ImmutableArray<PlannedRecord> records, IReadOnlyDictionary<string, int> columns)
    {
        (_arm, _records, _columns) = (arm, records, columns);
        Decisions = [.. arm.Titrations
            .SelectMany(rule => rule.Times.Select(time => new DoseDecision(RecordAt(rule, time), time, rule)))
            .OrderBy(d => d.Time)];
    }

    /// <summary>The decisions in order of time; those at one time in the order of the rules.</summary>
    public ImmutableArray<DoseDecision> Decisions { get; }

    /// <summary>The subject with its doses changed from a decision on.</summary>
    /// <param name="subject">The subject, as the decisions before left it.</param>
    /// <param name="decision">Index of the decision.</param>
    /// <param name="value">The value that was found.</param>
    /// <returns>The changed subject, the same one when nothing changes; null when a new dose is not a finite number.</returns>
    public Subject? Apply(Subject subject, int decision, double value)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var (_, time, rule) = Decisions[decision];
        ImmutableArray<DataRecord>.Builder? changed = null;
        for (var i = Decisions[decision].Record; i < _records.Length; i++)
        {
            var planned = _records[i];
            if (planned.Rule < 0 || planned.Time < time || (rule.Compartment is { } only && only != _arm.Doses[planned.Rule].Compartment))
            {
                continue;
            }

            var record = subject.Records[i];
            var amount = NewAmount(rule, record, value);
            if (!double.IsFinite(amount))
            {
                return null;
            }

            if (amount != record.Amount)
            {
                changed ??= subject.Records.ToBuilder();
                changed[i] = DoseWriter.With(record, planned, _arm.Doses[planned.Rule], amount, InputValueOf(_arm.Doses[planned.Rule], record));
            }
        }

        return changed is null ? subject : subject with { Records = changed.MoveToImmutable() };
    }

    private double NewAmount(Titration rule, DataRecord record, double value)
    {
        var amount = Interpreter.Evaluate(rule.Dose, s => s == rule.Current ? record.Amount : s == rule.Observed ? value : ValueOf(record, s));
        if (!(amount > 0) || amount == record.Amount)
        {
            return double.IsNaN(amount) ? amount : Math.Max(0, amount);
        }

        // 38 steps of 0.1 are 3.8 for everybody who reads the dose.
        var rounded = rule.Step > 0 ? Math.Round(Math.Round(amount / rule.Step, MidpointRounding.AwayFromZero) * rule.Step, Decimals) : amount;
        return Math.Clamp(rounded, rule.Lower, rule.Upper);
    }

    private double InputValueOf(DoseRule rule, DataRecord record) =>
        rule.InputValue is { } value ? Interpreter.Evaluate(value, s => ValueOf(record, s)) : double.NaN;

    private double ValueOf(DataRecord record, Symbol symbol) => _columns.TryGetValue(symbol.Name, out var column) ? record.Values[column] : double.NaN;

    private int RecordAt(Titration rule, double time)
    {
        for (var i = 0; i < _records.Length; i++)
        {
            if (_records[i].Time == time && _records[i].Rank == RecordRank.EarlyObservation && _records[i].Endpoint == rule.Endpoint)
            {
                return i;
            }
        }

        throw new ArgumentException($"The arm has no record for the decision at {time}.", nameof(time));
    }
}
