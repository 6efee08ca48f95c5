namespace PopPK.Estimation;

/// <summary>
/// Coordinates in which a minimum is searched for: every vector of them is an admissible point of all free parameters. A space may
/// hold one parameter at a value, and has one coordinate less then. Immutable; safe to share between threads.
/// </summary>
public interface ISearchSpace
{
    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Position among the free parameters of the one that is held, or null.</summary>
    public int? Held { get; }

    /// <summary>Natural scale to coordinates; the value of a parameter that is held does not matter.</summary>
    /// <param name="natural">All free parameters, strictly inside their bounds; blocks of Omega positive definite.</param>
    /// <param name="unconstrained">Receives the coordinates.</param>
    /// <exception cref="ArgumentException">A value is on or outside a bound, or a block is not positive definite.</exception>
    public void FromNatural(ReadOnlySpan<double> natural, Span<double> unconstrained);

    /// <summary>Coordinates to natural scale.</summary>
    /// <param name="unconstrained">Any coordinates.</param>
    /// <param name="natural">Receives all free parameters, one that is held at its value.</param>
    public void ToNatural(ReadOnlySpan<double> unconstrained, Span<double> natural);

    /// <summary>Chain rule for a gradient.</summary>
    /// <param name="unconstrained">Where.</param>
    /// <param name="naturalGradient">Gradient by the natural parameters; an element off the diagonal of Omega counts for both of its places.</param>
    /// <param name="gradient">Receives the gradient by the coordinates.</param>
    public void GradientFromNatural(ReadOnlySpan<double> unconstrained, ReadOnlySpan<double> naturalGradient, Span<double> gradient);

    /// <summary>Sets the coordinates of variances that have gone to zero (given the effects before them in their block) to where they are zero.</summary>
    /// <param name="unconstrained">The coordinates.</param>
    /// <param name="pinned">The coordinates that are there; those that are set are added.</param>
    /// <returns>True when one was added.</returns>
    public bool TryPinVanished(Span<double> unconstrained, HashSet<int> pinned);
}
