namespace PopPK.Prediction.Structural;

/// <summary>
/// How the state of linear equations A' = M A + u moves in a time h: A(h) = E A(0) + W, E = exp(M h), W = (integral of exp(M s) over 0..h) u.
/// E is differentiated by the phi M depends on, W by those of the state. Immutable; all numbers are in the scratch.
/// </summary>
internal abstract class LinearTransition
{
    /// <summary>How it is done, for people.</summary>
    public abstract string Description { get; }

    /// <summary>Takes in what M is now.</summary>
    /// <param name="s">Holds the matrix, its derivatives and which compartments take part.</param>
    /// <returns>False when this way cannot be gone for such a matrix.</returns>
    public abstract bool TryPrepare(LinearScratch s);

    /// <summary>
    /// Computes E and, where something flows in, W for one of 2^k equal parts of a time into the scratch, and the number of parts.
    /// </summary>
    /// <param name="s">The scratch.</param>
    /// <param name="dt">The time, above 0.</param>
    /// <param name="inOnePart">True to compute it for the whole time.</param>
    /// <returns>False when it cannot be done in finite numbers.</returns>
    public abstract bool TryCompute(LinearScratch s, double dt, bool inOnePart);
}
