using System.Globalization;
using System.Runtime.InteropServices;
using PopPK.Data;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Design;

/// <summary>Writes an amount into a record; one without an amount is a place where nothing is given. Stateless.</summary>
internal static class DoseWriter
{
    /// <summary>RATE of a dose.</summary>
    /// <param name="input">How it enters.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="value">The rate or duration that is given, or NaN.</param>
    public static double RateOf(DoseRuleInput input, double amount, double value) => input switch
    {
        DoseRuleInput.Rate => value,
        DoseRuleInput.Duration => amount / value,
        DoseRuleInput.ModelledRate => -1,
        DoseRuleInput.ModelledDuration => -2,
        _ => 0,
    };

    /// <summary>The same record with another amount.</summary>
    /// <param name="record">The record.</param>
    /// <param name="planned">What it is in the arm.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="amount">The amount; 0: nothing is given.</param>
    /// <param name="value">The rate or duration that is given, or NaN.</param>
    public static DataRecord With(DataRecord record, PlannedRecord planned, DoseRule rule, double amount, double value)
    {
        var isGiven = amount > 0;
        var rate = isGiven ? RateOf(rule.Input, amount, value) : 0;
        var interval = isGiven && (planned.AdditionalDoses > 0 || planned.SteadyState > 0) ? rule.Interval : 0;
        var additional = isGiven ? planned.AdditionalDoses : 0;
        var steady = isGiven ? planned.SteadyState : 0;
        var kind = isGiven ? RecordKind.Dose : RecordKind.Other;
        var values = record.Values.ToArray();
        var cells = record.Cells.ToArray();
        Set(values, cells, "AMT", isGiven ? amount : 0);
        Set(values, cells, "RATE", rate);
        Set(values, cells, "II", interval);
        Set(values, cells, "ADDL", additional);
        Set(values, cells, "SS", steady);
        Set(values, cells, "EVID", (int)kind);
        return record with
        {
            Kind = kind,
            Amount = isGiven ? amount : 0,
            Rate = rate,
            Interval = interval,
            AdditionalDoses = additional,
            SteadyState = steady,
            Values = ImmutableCollectionsMarshal.AsImmutableArray(values),
            Cells = ImmutableCollectionsMarshal.AsImmutableArray(cells),
        };
    }

    /// <summary>A number as a cell.</summary>
    /// <param name="value">The number.</param>
    public static string Text(double value) => double.IsNaN(value) ? "." : value.ToString("R", CultureInfo.InvariantCulture);

    private static void Set(double[] values, string[] cells, string column, double value)
    {
        values[DesignColumns.Of(column)] = value;
        cells[DesignColumns.Of(column)] = Text(value);
    }
}
