using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Timelines;

/// <summary>Takes doses, resets and switches from a subject's records and refuses by name what cannot be honoured.</summary>
internal static class TimelineReader
{
    /// <summary>Reads a subject's records.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="compartments">The model's compartments.</param>
    /// <param name="tally">Receives what is wrong.</param>
    /// <returns>The timeline; null when an error was found.</returns>
    public static EventTimeline? Read(Subject subject, CompartmentMap compartments, DiagnosticTally tally)
    {
        var isSound = true;
        var records = ImmutableArray.CreateBuilder<TimelineRecord>(subject.Records.Length);
        var doses = ImmutableArray.CreateBuilder<Dose>();
        var lastTime = subject.Records.Select(r => r.Time).DefaultIfEmpty().Max();
        var additionalDoses = 0.0;
        var switchedOff = new HashSet<int>();
        for (var i = 0; i < subject.Records.Length; i++)
        {
            var record = subject.Records[i];
            var isReset = record.Kind is RecordKind.Reset or RecordKind.ResetAndDose;
            if (record.Kind is not (RecordKind.Dose or RecordKind.ResetAndDose))
            {
                records.Add(new TimelineRecord(record.Time, isReset, -1, ReadSwitch(subject, record, compartments, tally, switchedOff, ref isSound)));
                continue;
            }

            additionalDoses += AdditionalDosesNeeded(record, lastTime);
            if (Check(subject, record, compartments, additionalDoses) is { } problem)
            {
                isSound = false;
                tally.Add(problem);
            }

            records.Add(new TimelineRecord(record.Time, isReset, doses.Count, 0));
            doses.Add(DoseOf(record, i, compartments));
        }

        return isSound ? new EventTimeline(records.MoveToImmutable(), doses.ToImmutable()) : null;
    }

    private static Dose DoseOf(DataRecord record, int index, CompartmentMap compartments)
    {
        var input = record switch
        {
            { Amount: 0 } => DoseInput.Constant,
            { Rate: -1 } => DoseInput.ModelledRate,
            { Rate: -2 } => DoseInput.ModelledDuration,
            { Rate: > 0 } => DoseInput.GivenRate,
            _ => DoseInput.Bolus,
        };
        return new Dose(
            index, compartments.Resolve(record), input, record.Amount, Math.Max(0, record.Rate), record.Interval, record.AdditionalDoses, record.SteadyState);
    }

    private static Diagnostic? Check(Subject subject, DataRecord record, CompartmentMap compartments, double additionalDoses)
    {
        CellLocation Cell(string column, object value) => new(subject.File, record.Row, column, value.ToString());

        if (compartments.Names.IsEmpty)
        {
            return DataDiagnostics.NoCompartments(Cell("AMT", record.Amount));
        }

        if (compartments.Resolve(record) < 0)
        {
            return record.CompartmentName is { } name
                ? DataDiagnostics.UnknownCompartmentName(Cell("CMT", name), name, compartments.Names)
                : DataDiagnostics.NoSuchCompartment(Cell("CMT", record.CompartmentNumber ?? 0), compartments.Names);
        }

        return additionalDoses > EventSchedule.DoseLimit
            ? DataDiagnostics.TooManyAdditionalDoses(Cell("ADDL", record.AdditionalDoses), EventSchedule.DoseLimit)
            : null;
    }

    /// <summary>How many additional doses fall before the subject's last time; all of them where rounding swallows the interval.</summary>
    private static double AdditionalDosesNeeded(DataRecord record, double lastTime)
    {
        if (record.AdditionalDoses == 0 || record.Time + record.Interval <= record.Time)
        {
            return record.AdditionalDoses;
        }

        return Math.Min(record.AdditionalDoses, Math.Max(0, (lastTime - record.Time) / record.Interval));
    }

    /// <summary>What a record without a dose does to a compartment, in the form of <see cref="TimelineRecord.Switch"/>.</summary>
    private static int ReadSwitch(
        Subject subject, DataRecord record, CompartmentMap compartments, DiagnosticTally tally, HashSet<int> switchedOff, ref bool isSound)
    {
        if (record.CompartmentNumber is null && record.CompartmentName is null)
        {
            return 0;
        }

        var cell = new CellLocation(subject.File, record.Row, "CMT", record.CompartmentName ?? record.CompartmentNumber.ToString());
        if (record.CompartmentNumber is { } negative and < 0)
        {
            if (-negative <= compartments.Names.Length)
            {
                switchedOff.Add(-negative - 1);
                return negative;
            }

            isSound = false;
            tally.Add(DataDiagnostics.NoCompartmentToSwitch(cell, compartments.Names));
            return 0;
        }

        var compartment = compartments.Resolve(record);
        if (compartment < 0)
        {
            tally.Count(
                nameof(DataDiagnostics.ObservedCompartmentUnknown), cell, (n, first) => DataDiagnostics.ObservedCompartmentUnknown(n, first, compartments.Names));
        }

        return record.Kind == RecordKind.Other && switchedOff.Contains(compartment) ? compartment + 1 : 0;
    }
}
