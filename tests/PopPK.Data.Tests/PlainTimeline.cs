namespace PopPK.Data.Tests;

/// <summary>
/// The rules of <see cref="EventSchedule"/> written for reading: everything a stretch between resets contains is put into one list and
/// sorted once. Times must be such that rounding plays no part.
/// </summary>
internal static class PlainTimeline
{
    public static PlainEvent[] Of(Subject subject)
    {
        var result = new List<PlainEvent>();
        var start = 0;
        while (start < subject.Records.Length)
        {
            var end = start + 1;
            while (end < subject.Records.Length && !IsReset(subject.Records[end]))
            {
                end++;
            }

            result.AddRange(Stretch(subject, start, end));
            start = end;
        }

        return [.. result];
    }

    private static bool IsReset(DataRecord record) => record.Kind is RecordKind.Reset or RecordKind.ResetAndDose;

    private static IEnumerable<PlainEvent> Stretch(Subject subject, int start, int end)
    {
        var last = subject.Records[end - 1].Time;
        // Sorted by time, then ends of infusions, then additional doses, then records; then in the order of the records they come from.
        var all = new List<(double Time, int Class, int Record, int Step, PlainEvent Event)>();
        for (var i = start; i < end; i++)
        {
            var record = subject.Records[i];
            if (IsReset(record))
            {
                all.Add((record.Time, 2, i, 0, new PlainEvent(record.Time, PlainKind.Reset, -1, 0, i)));
            }

            if (record.Kind is RecordKind.Dose or RecordKind.ResetAndDose)
            {
                var compartment = (record.CompartmentNumber ?? 1) - 1;
                for (var k = 0; k <= record.AdditionalDoses; k++)
                {
                    var time = record.Time + (k * record.Interval);
                    var kind = record.Rate > 0 ? PlainKind.RateChange : PlainKind.Bolus;
                    all.Add((time, k == 0 ? 2 : 1, i, 1, new PlainEvent(time, kind, compartment, record.Rate > 0 ? record.Rate : record.Amount, i)));
                    if (record.Rate > 0)
                    {
                        var stop = time + (record.Amount / record.Rate);
                        all.Add((stop, 0, i, 0, new PlainEvent(stop, PlainKind.RateChange, compartment, -record.Rate, i)));
                    }
                }
            }

            all.Add((record.Time, 2, i, 2, new PlainEvent(record.Time, PlainKind.Record, -1, 0, i)));
        }

        var sorted = all.OrderBy(e => e.Time).ThenBy(e => e.Class).ThenBy(e => e.Record).ThenBy(e => e.Step).Select(e => e.Event).ToList();
        var lastRecord = sorted.FindLastIndex(e => e.Kind == PlainKind.Record);
        return sorted.Take(lastRecord + 1).Where(e => e.Time <= last);
    }
}
