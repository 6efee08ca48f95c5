using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>Knows at what times of a subject the time conditions of the equations change sides, and on which side they are. Immutable; numbers are in the scratch.</summary>
/// <param name="parts">The time conditions.</param>
/// <param name="jets">The derivatives of the amounts.</param>
internal sealed class TimeSwitching(SolverParts parts, StateJets jets)
{
    private readonly TimeSwitchFunctions _functions = new(parts, jets);
    private readonly int _firstFlag = parts.Moment.FirstFlag;

    /// <summary>Computes the times for the covariates of the moment.</summary>
    /// <param name="scratch">The scratch.</param>
    public void EnterMoment(JetScratch scratch)
    {
        if (_functions.Count > 0)
        {
            _functions.Times(scratch.Order, scratch.Phi, scratch.Moment, scratch.SwitchTimes.AsSpan(0, _functions.Count * scratch.Blocks));
        }
    }

    /// <summary>
    /// The first time behind one and up to another at which a condition changes sides, or the other. Where a dose arrives at just that
    /// time, both may move: the condition comes first.
    /// </summary>
    /// <param name="scratch">The scratch.</param>
    /// <param name="from">The one time.</param>
    /// <param name="to">The other.</param>
    /// <param name="which">The condition, or -1.</param>
    public double Next(JetScratch scratch, double from, double to, out int which)
    {
        which = -1;
        for (var i = 0; i < _functions.Count && !scratch.IsReachingSteadyState; i++)
        {
            var time = scratch.SwitchTimes[i * scratch.Blocks];
            if (time > from && (time < to || (time == to && which < 0)))
            {
                to = time;
                which = i;
            }
        }

        return to;
    }

    /// <summary>Puts the sides that hold just behind the time of the scratch, at which one changes, into the moment.</summary>
    /// <param name="scratch">The scratch.</param>
    /// <returns>True when some side is another one than before.</returns>
    public bool SetBehind(JetScratch scratch)
    {
        var next = Next(scratch, scratch.Time, double.PositiveInfinity, out var which);
        return Set(scratch, which < 0 ? scratch.Time + Math.Max(1, Math.Abs(scratch.Time)) : 0.5 * (scratch.Time + next));
    }

    /// <summary>Puts the sides at a time between two at which they change into the moment.</summary>
    /// <param name="scratch">The scratch.</param>
    /// <param name="time">The time.</param>
    /// <returns>True when some side is another one than before.</returns>
    public bool Set(JetScratch scratch, double time)
    {
        if (_functions.Count == 0 || scratch.IsReachingSteadyState)
        {
            return false;
        }

        var flags = scratch.Moment.AsSpan(_firstFlag, _functions.Count);
        scratch.Moment[0] = time;
        flags.CopyTo(scratch.Flags);
        _functions.Flags(scratch.Phi, scratch.Moment, flags);
        return !flags.SequenceEqual(scratch.Flags);
    }
}
