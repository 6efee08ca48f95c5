namespace PopPK.Data;

/// <summary>
/// The endless train of equal doses that a steady state comes from, seen from the record at time T that asks for it: doses
/// arrive at T + lag - k II, k = 1, 2, ..., and those with an arrival behind T are still to come. Infusions may be longer than II.
/// </summary>
/// <param name="Pending">Number of doses of the train that arrive behind T: lag / II rounded down, or one less when that is whole.</param>
/// <param name="Start">Arrival of the last dose that has arrived at T: in (T - II, T], or T - II without a lag.</param>
/// <param name="Running">Number of infusions of the train that run at T.</param>
/// <param name="End">End of an infusion in (T - II, T]: the only one there is; <see cref="Start"/> for a bolus.</param>
public readonly record struct PulseTrain(int Pending, double Start, int Running, double End)
{
    /// <summary>Differences of times below this, relative to the times, are rounding.</summary>
    public const double Rounding = 1e-12;

    /// <summary>Describes a train.</summary>
    /// <param name="time">T, the time of the record.</param>
    /// <param name="timing">Lag and duration of every dose.</param>
    /// <param name="interval">II, above 0.</param>
    public static PulseTrain At(double time, DoseTiming timing, double interval)
    {
        var back = Math.Max(1, Math.Ceiling(timing.Lag / interval * (1 - Rounding)));
        var start = time + (timing.Lag - back * interval);
        if (Math.Abs(start - time) <= Rounding * Math.Max(Math.Abs(time), interval))
        {
            start = time;
        }

        var running = Math.Max(0, Math.Ceiling((start - time + timing.Duration) / interval - Rounding));
        return new PulseTrain((int)Math.Min(back - 1, int.MaxValue), start, (int)Math.Min(running, int.MaxValue), start + (timing.Duration - running * interval));
    }

    /// <summary>What happens in a period of the train, in order: one arrival and, for infusions, one end.</summary>
    /// <param name="isInfusion">False for boluses.</param>
    /// <param name="events">Receives times and kinds; room for two.</param>
    /// <returns>Their number.</returns>
    public int WriteEvents(bool isInfusion, Span<(double Time, TimelineEventKind Kind)> events)
    {
        if (!isInfusion)
        {
            events[0] = (Start, TimelineEventKind.Bolus);
            return 1;
        }

        var endIsFirst = End <= Start;
        events[endIsFirst ? 0 : 1] = (End, TimelineEventKind.InfusionEnd);
        events[endIsFirst ? 1 : 0] = (Start, TimelineEventKind.InfusionStart);
        return 2;
    }
}
