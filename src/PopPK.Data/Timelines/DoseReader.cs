using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Timelines;

/// <summary>Takes the doses from a subject's records and refuses by name what cannot be honoured.</summary>
internal static class DoseReader
{
    /// <summary>More additional doses than this before a subject's last record are a mistake in the data.</summary>
    public const int AdditionalDoseLimit = 100_000;

    /// <summary>Reads the doses.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="compartments">The model's compartments.</param>
    /// <param name="tally">Receives what is wrong.</param>
    /// <returns>A dose for each record, null where the record is none; null altogether when an error was found.</returns>
    public static Dose?[]? Read(Subject subject, CompartmentMap compartments, DiagnosticTally tally)
    {
        var isSound = true;
        var doses = new Dose?[subject.Records.Length];
        var lastTime = subject.Records.Select(r => r.Time).DefaultIfEmpty().Max();
        var additionalDoses = 0.0;
        for (var i = 0; i < doses.Length; i++)
        {
            var record = subject.Records[i];
            if (record.Kind is not (RecordKind.Dose or RecordKind.ResetAndDose))
            {
                isSound &= CheckNoDose(subject, record, compartments, tally);
            }
            else
            {
                additionalDoses += AdditionalDosesNeeded(record, lastTime);
                if (Check(subject, record, compartments, additionalDoses) is { } problem)
                {
                    isSound = false;
                    tally.Add(problem);
                }

                doses[i] = new Dose(compartments.Resolve(record), record.Amount, record.Rate, record.Interval, record.AdditionalDoses);
            }
        }

        return isSound ? doses : null;
    }

    private static Diagnostic? Check(Subject subject, DataRecord record, CompartmentMap compartments, double additionalDoses)
    {
        CellLocation Cell(string column, object value) => new(subject.File, record.Row, column, value.ToString());

        if (record.SteadyState != 0)
        {
            return DataDiagnostics.SteadyStateNotSupported(Cell("SS", record.SteadyState));
        }

        if (record.Rate < 0)
        {
            return DataDiagnostics.ModelledRateNotSupported(Cell("RATE", record.Rate), record.Rate == -2);
        }

        if (compartments.Names.IsEmpty)
        {
            return DataDiagnostics.NoCompartments(Cell("AMT", record.Amount));
        }

        if (record.CompartmentNumber is { } negative and < 0)
        {
            return DataDiagnostics.SwitchingOffNotSupported(Cell("CMT", negative));
        }

        if (compartments.Resolve(record) < 0)
        {
            return record.CompartmentName is { } name
                ? DataDiagnostics.UnknownCompartmentName(Cell("CMT", name), name, compartments.Names)
                : DataDiagnostics.NoSuchCompartment(Cell("CMT", record.CompartmentNumber ?? 0), compartments.Names);
        }

        return additionalDoses > AdditionalDoseLimit
            ? DataDiagnostics.TooManyAdditionalDoses(Cell("ADDL", record.AdditionalDoses), AdditionalDoseLimit)
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

    private static bool CheckNoDose(Subject subject, DataRecord record, CompartmentMap compartments, DiagnosticTally tally)
    {
        if (record.CompartmentNumber is null && record.CompartmentName is null)
        {
            return true;
        }

        var cell = new CellLocation(subject.File, record.Row, "CMT", record.CompartmentName ?? record.CompartmentNumber.ToString());
        if (record is { CompartmentNumber: < 0, Kind: not RecordKind.Observation })
        {
            tally.Add(DataDiagnostics.SwitchingOffNotSupported(cell));
            return false;
        }

        if (compartments.Resolve(record) < 0)
        {
            tally.Count(
                nameof(DataDiagnostics.ObservedCompartmentUnknown), cell, (n, first) => DataDiagnostics.ObservedCompartmentUnknown(n, first, compartments.Names));
        }

        return true;
    }
}
