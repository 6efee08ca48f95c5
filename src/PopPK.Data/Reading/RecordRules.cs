using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>What the cells of one row must have to do with each other.</summary>
internal static class RecordRules
{
    private static readonly ImmutableArray<StandardColumn> DosingColumns = [StandardColumn.RATE, StandardColumn.II, StandardColumn.ADDL, StandardColumn.SS];

    /// <summary>Checks a record whose cells could all be read.</summary>
    /// <param name="record">The record.</param>
    /// <param name="layout">Where everything stands in its row.</param>
    /// <param name="tally">Receives what is wrong.</param>
    public static void Check(DataRecord record, ColumnLayout layout, DiagnosticTally tally)
    {
        var at = new Places(record, layout, tally.File);
        if (record.Kind is RecordKind.Dose or RecordKind.ResetAndDose)
        {
            CheckAmountAndRate(record, at, tally);
            CheckRepetition(record, at, tally);
            CheckCompartment(record, at, tally);
            CountMeasurementOnDose(record, at, layout.Has(StandardColumn.EVID), tally);
        }
        else
        {
            CheckNoDose(record, at, layout, tally);
            CountMeasurementOnOther(record, at, layout, tally);
            if (record.Kind == RecordKind.Reset)
            {
                CheckCompartment(record, at, tally);
            }
        }
    }

    /// <summary>
    /// What is given and how fast. Without an amount only two doses have a meaning, both at steady state: a constant infusion that ends
    /// at this record, and with no rate either what the system's own inputs come to.
    /// </summary>
    private static void CheckAmountAndRate(DataRecord record, Places at, DiagnosticTally tally)
    {
        if (record.Amount < 0)
        {
            // An infusion written with both signs turned is one mistake, not two.
            tally.Add(DataDiagnostics.NegativeAmount(at[StandardColumn.AMT], record.Rate < 0));
        }
        else if (record.Rate < 0 && record.Rate is not (-1 or -2))
        {
            tally.Add(DataDiagnostics.BadRate(at[StandardColumn.RATE]));
        }
        else if (record is { Amount: 0, Rate: > 0, SteadyState: > 0 })
        {
            CheckConstantInfusion(record, at, tally);
        }
        else if (record is { Amount: 0, Rate: > 0 })
        {
            tally.Add(DataDiagnostics.EndlessInfusion(at[StandardColumn.RATE]));
        }
        else if (record.Amount == 0 && record is not { Rate: 0, SteadyState: 1, Interval: 0, AdditionalDoses: 0 })
        {
            tally.Add(DataDiagnostics.DoseWithoutAmount(at[StandardColumn.AMT], record.Kind, isModelled: record.Rate < 0, record.SteadyState > 0));
        }
    }

    private static void CheckConstantInfusion(DataRecord record, Places at, DiagnosticTally tally)
    {
        if (record.SteadyState != 1)
        {
            tally.Add(DataDiagnostics.ConstantInfusionAdded(at[StandardColumn.SS]));
        }

        foreach (var (column, value) in new[] { (StandardColumn.II, record.Interval), (StandardColumn.ADDL, record.AdditionalDoses) })
        {
            if (value > 0)
            {
                tally.Add(DataDiagnostics.ConstantInfusionRepeated(at[column]));
            }
        }
    }

    /// <summary>A negative compartment is switched off, which only rows without a dose and without a reset do.</summary>
    private static void CheckCompartment(DataRecord record, Places at, DiagnosticTally tally)
    {
        if (record.CompartmentNumber < 0)
        {
            tally.Add(DataDiagnostics.NegativeCompartment(at[StandardColumn.CMT], record.Kind));
        }
    }

    private static void CheckRepetition(DataRecord record, Places at, DiagnosticTally tally)
    {
        if (record.AdditionalDoses < 0)
        {
            tally.Add(DataDiagnostics.NegativeRepetition(at[StandardColumn.ADDL]));
        }

        if (record.Interval < 0)
        {
            tally.Add(DataDiagnostics.NegativeRepetition(at[StandardColumn.II]));
        }

        if (record is { AdditionalDoses: > 0, Interval: 0, Amount: > 0 })
        {
            tally.Add(DataDiagnostics.AdditionalDosesWithoutInterval(at[StandardColumn.ADDL]));
        }

        if (record is { SteadyState: > 0, Interval: 0, Amount: > 0 })
        {
            tally.Add(DataDiagnostics.SteadyStateWithoutInterval(at[StandardColumn.SS]));
        }

        if (record is { Interval: > 0, AdditionalDoses: 0, SteadyState: 0 })
        {
            tally.Count(nameof(DataDiagnostics.UnusedInterval), at[StandardColumn.II], DataDiagnostics.UnusedInterval);
        }
    }

    /// <summary>With MDV 1 the row itself says that DV does not count.</summary>
    private static void CountMeasurementOnOther(DataRecord record, Places at, ColumnLayout layout, DiagnosticTally tally)
    {
        var isSilenced = layout.Has(StandardColumn.MDV) && record.Values[layout.PositionOf(StandardColumn.MDV)] == 1;
        if (record.Kind != RecordKind.Observation && !isSilenced && IsMeasurement(record, at))
        {
            tally.Count(nameof(DataDiagnostics.MeasurementOnOther), at[StandardColumn.DV], DataDiagnostics.MeasurementOnOther);
        }
    }

    private static bool IsMeasurement(DataRecord record, Places at) =>
        record.DependentValue != 0 && NumberText.Parse(at[StandardColumn.DV].Value ?? "").Content != CellContent.Missing;

    private static void CountMeasurementOnDose(DataRecord record, Places at, bool kindIsGiven, DiagnosticTally tally)
    {
        if (IsMeasurement(record, at))
        {
            tally.Count(
                nameof(DataDiagnostics.MeasurementOnDose), at[StandardColumn.DV], (n, first) => DataDiagnostics.MeasurementOnDose(n, first, kindIsGiven));
        }
    }

    private static void CheckNoDose(DataRecord record, Places at, ColumnLayout layout, DiagnosticTally tally)
    {
        if (record.Amount != 0)
        {
            tally.Add(DataDiagnostics.AmountWithoutDose(at[StandardColumn.AMT], record.Kind));
        }

        foreach (var column in DosingColumns)
        {
            var position = layout.PositionOf(column);
            // A missing cell is NaN here, which is no dosing information either.
            if (position >= 0 && Math.Abs(record.Values[position]) > 0)
            {
                tally.Count(nameof(DataDiagnostics.UnusedDosing) + column, at[column], DataDiagnostics.UnusedDosing);
            }
        }
    }

    /// <summary>The cells of one record as places of diagnostics.</summary>
    private readonly record struct Places(DataRecord Record, ColumnLayout Layout, string File)
    {
        /// <summary>The cell of a column; where the file has no such column, the row.</summary>
        public CellLocation this[StandardColumn column]
        {
            get
            {
                var position = Layout.PositionOf(column);
                return position >= 0
                    ? new CellLocation(File, Record.Row, Layout.Columns[position].FileName, Record.Cells[position])
                    : new CellLocation(File, Record.Row, null, null);
            }
        }
    }
}
