namespace PopPK.Numerics.Ode;

/// <summary>
/// Eight problems of the same equations with their own parameters, times and states, for <see cref="LaneRungeKutta"/>. Number i of a vector stands
/// eight times, from position 8 i on, once per lane. What is computed for a lane must not depend on the other lanes.
/// </summary>
public interface ILaneOdeSystem
{
    /// <summary>Computes the rates of all lanes.</summary>
    /// <param name="time">The time of each lane.</param>
    /// <param name="state">The states.</param>
    /// <param name="rates">Receives the rates.</param>
    public void Rates(ReadOnlySpan<double> time, ReadOnlySpan<double> state, Span<double> rates);

    /// <summary>Takes the state of a lane at its <see cref="LaneOdeWorkspace.NextOutput"/>, and moves that on.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="states">The states of all lanes.</param>
    public void TakeOutput(int lane, ReadOnlySpan<double> states);
}
