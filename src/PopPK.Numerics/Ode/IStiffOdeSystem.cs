namespace PopPK.Numerics.Ode;

/// <summary>A system that knows the derivatives of its rates, which methods for stiff systems need. See <see cref="IOdeSystem"/>.</summary>
public interface IStiffOdeSystem : IOdeSystem
{
    /// <summary>Where the Jacobian has elements; always the same object; null when there is no Jacobian, and stiff methods cannot be used.</summary>
    public JacobianStructure? JacobianStructure { get; }

    /// <summary>Computes the derivatives of f(t, y), exactly: the order of a Rosenbrock method depends on them.</summary>
    /// <param name="time">Time t, in the unit of the caller.</param>
    /// <param name="state">State y; <see cref="IOdeSystem.Dimension"/> elements.</param>
    /// <param name="entries">
    /// Receives <see cref="Ode.JacobianStructure.EntryCount"/> numbers, every one of which must be written: the diagonal block
    /// J = df/dy, row by row; the elements outside the diagonal blocks, in the order of <see cref="JacobianStructure"/>; df/dt, one
    /// element per equation. Report an inadmissible state by a number that is not finite.
    /// </param>
    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries);
}
