namespace PopPK.Numerics.Ode;

/// <summary>
/// The right-hand side of a system of ordinary differential equations, dy/dt = f(t, y).
/// Implement it on a struct: the integrator is generic in it, so that the runtime compiles direct calls.
/// (On a class the calls are made through the interface: correct, but slower.)
/// </summary>
public interface IOdeSystem
{
    /// <summary>Number of equations; at least 1 and constant.</summary>
    public int Dimension { get; }

    /// <summary>
    /// Computes the rates f(t, y). Must depend on its arguments and constant data only, and must be smooth between the
    /// start and the end of one call of the integrator: put discontinuities at the ends.
    /// Report an inadmissible state by a rate that is not finite; the integrator then tries a shorter step.
    /// </summary>
    /// <param name="time">Time t, in the unit of the caller.</param>
    /// <param name="state">State y; <see cref="Dimension"/> elements.</param>
    /// <param name="rates">Receives f; <see cref="Dimension"/> elements, every one of which must be written.</param>
    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates);
}
