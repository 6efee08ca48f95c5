namespace PopPK.Numerics.Optimization;

/// <summary>
/// An objective that can also approximate its Hessian, for instance by the sum of the outer products of the gradients of
/// its terms. The minimiser starts from the approximation instead of a scaled identity.
/// </summary>
public interface ICurvatureSource
{
    /// <summary>Approximates the Hessian.</summary>
    /// <param name="point">
    /// A point at which the objective was evaluated with success; the last accepted one, which is nearly always, but not
    /// necessarily, the last evaluated one.
    /// </param>
    /// <param name="hessian">
    /// Receives the approximation, n x n by rows; only the lower triangle is read. It need not be positive definite: what is
    /// missing is added to its diagonal.
    /// </param>
    /// <returns>False when there is none at this point.</returns>
    public bool TryApproximateHessian(ReadOnlySpan<double> point, Span<double> hessian);
}
