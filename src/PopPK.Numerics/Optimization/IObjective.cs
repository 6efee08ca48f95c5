namespace PopPK.Numerics.Optimization;

/// <summary>
/// A smooth function to be minimised, with its exact gradient, on unconstrained coordinates.
/// The minimiser calls it from one thread; the implementation may use several inside.
/// </summary>
public interface IObjective
{
    /// <summary>Number of coordinates; constant. 0 is allowed: there is nothing to minimise then.</summary>
    public int Dimension { get; }

    /// <summary>Computes value and gradient. Must depend on the point only, so that the same point gives the same bits.</summary>
    /// <param name="point">The point; <see cref="Dimension"/> elements.</param>
    /// <param name="value">The value, when the status is <see cref="ObjectiveStatus.Ok"/>.</param>
    /// <param name="gradient">Receives the gradient, <see cref="Dimension"/> elements, when the status is Ok.</param>
    /// <returns>
    /// Whether the function could be computed. A failure, or a value or gradient that is not finite, makes the line search
    /// shorten its step. An <see cref="OperationCanceledException"/> for the token given to the minimiser counts as cancellation.
    /// </returns>
    public ObjectiveStatus Evaluate(ReadOnlySpan<double> point, out double value, Span<double> gradient);
}
