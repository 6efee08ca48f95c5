using PopPK.Numerics.Ode.Kernels;

namespace PopPK.Numerics.Ode;

/// <summary>
/// The times at which an integration delivers the state, and where it writes them. Times are passed in the order of the
/// integration; what is at the end of a step is the state, what is inside comes from the method's
/// <see cref="ContinuousExtension"/>. The default value has no times.
/// </summary>
internal ref struct OutputGrid
{
    private readonly ReadOnlySpan<double> _times;
    private readonly Span<double> _states;
    private readonly int _dimension;
    private readonly bool _forwards;
    private int _next;

    /// <summary>Checks times and room.</summary>
    /// <param name="times">Times from the start to the end of the integration, in its order; may repeat.</param>
    /// <param name="states">Receives the states, one after the other.</param>
    /// <param name="dimension">Number of equations.</param>
    /// <param name="start">Start of the integration.</param>
    /// <param name="end">End of the integration.</param>
    /// <exception cref="ArgumentException">A time is out of order or outside, or there is not room for one state per time.</exception>
    public OutputGrid(ReadOnlySpan<double> times, Span<double> states, int dimension, double start, double end)
    {
        if (states.Length != times.Length * dimension)
        {
            throw new ArgumentException(
                $"{times.Length} output times and {dimension} equations need {times.Length * dimension} numbers, found {states.Length}.",
                nameof(states));
        }

        // An interval that is not finite is a numerical failure, for the integrator to report.
        var isFinite = double.IsFinite(start) && double.IsFinite(end);
        _forwards = end >= start;
        var previous = start;
        foreach (var time in times)
        {
            if (isFinite && !(_forwards ? time >= previous && time <= end : time <= previous && time >= end))
            {
                throw new ArgumentException(
                    $"The output time {time} is not between the one before it (or the start), {previous}, and the end, {end}.",
                    nameof(times));
            }

            previous = time;
        }

        _times = times;
        _states = states;
        _dimension = dimension;
    }

    /// <summary>Whether every time has been passed.</summary>
    public readonly bool IsDone => _next == _times.Length;

    /// <summary>The next time; there must be one.</summary>
    public readonly double NextTime => _times[_next];

    /// <summary>Whether the next time comes before a time.</summary>
    /// <param name="time">The end of a step that begins at or before the next time.</param>
    public readonly bool HasTimeBefore(double time) => !IsDone && (_forwards ? _times[_next] < time : _times[_next] > time);

    /// <summary>Writes the state to all next times that equal a time.</summary>
    /// <param name="time">The time that was reached.</param>
    /// <param name="state">The state there.</param>
    public void WriteAt(double time, ReadOnlySpan<double> state)
    {
        while (!IsDone && _times[_next] == time)
        {
            Write(state);
        }
    }

    /// <summary>Writes the states at all times before the end of a step whose stages are in the workspace.</summary>
    /// <param name="extension">The extension of the method.</param>
    /// <param name="workspace">Holds the state at the start of the step and all stages; its stage state is overwritten.</param>
    /// <param name="factor">What the stages are multiplied by: h, or 1 for a Rosenbrock method.</param>
    /// <param name="time">Start of the step.</param>
    /// <param name="h">Its signed length.</param>
    /// <param name="reached">Its end.</param>
    public void WriteInside(
        ContinuousExtension extension, OdeWorkspace workspace, double factor, double time, double h, double reached)
    {
        Span<double> weights = stackalloc double[extension.StageCount];
        while (HasTimeBefore(reached))
        {
            extension.Weights((_times[_next] - time) / h, weights);
            RungeKuttaKernels.Combine(weights, workspace.Stages, factor, workspace.State, workspace.StageState);
            Write(workspace.StageState[.._dimension]);
        }
    }

    private void Write(ReadOnlySpan<double> state)
    {
        state.CopyTo(_states.Slice(_next * _dimension, _dimension));
        _next++;
    }
}
