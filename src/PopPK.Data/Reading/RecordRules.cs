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
            CountMeasurementOnDose(record, at, layout.Has(StandardColumn.EVID), tally);
        }
        else
        {
            CheckNoDose(record, at, layout, tally);
        }
    }

    private static void CheckAmountAndRate(DataRecord record, Places at, DiagnosticTally tally)
    {
        if (record.Amount < 0)
        {
            tally.Add(DataDiagnostics.NegativeAmount(at[StandardColumn.AMT]));
        }

        if (record.Rate < 0 && record.Rate is not (-1 or -2))
        {
            tally.Add(DataDiagnostics.BadRate(at[StandardColumn.RATE]));
        }
        else if (record is { Amount: 0, Rate: > 0, SteadyState: not 1 })
        {
            tally.Add(DataDiagnostics.EndlessInfusion(at[StandardColumn.RATE]));
        }
        else if (record is { Amount: 0, Rate: <= 0 })
        {
            tally.Add(DataDiagnostics.DoseWithoutAmount(at[StandardColumn.AMT]));
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

        if (record is { AdditionalDoses: > 0, Interval: 0 })
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

    private static void CountMeasurementOnDose(DataRecord record, Places at, bool kindIsGiven, DiagnosticTally tally)
    {
        var measurement = at[StandardColumn.DV];
        var isNothing = record.DependentValue == 0 || NumberText.Parse(measurement.Value ?? "").Content == CellContent.Missing;
        if (!isNothing)
        {
            tally.Count(nameof(DataDiagnostics.MeasurementOnDose), measurement, (n, first) => DataDiagnostics.MeasurementOnDose(n, first, kindIsGiven));
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
