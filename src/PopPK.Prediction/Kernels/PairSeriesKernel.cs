namespace PopPK.Prediction.Kernels;

/// <summary>
/// Moves the pair of <see cref="PairKernel"/> where its eigenvalues are nearly equal and its modes therefore of no use:
/// the linear equations of w, y, the depot and all their derivatives,
/// <code>
/// w' = y,   y' = -s y - p w + kappa d + R,   d' = -kappa d + Rd
/// </code>
/// are solved by their Taylor series in time, in steps so short that it converges to rounding. Nothing is divided by a
/// difference of rates. Hundreds of times slower than modes, and needed for next to no subject.
/// </summary>
internal static class PairSeriesKernel
{
    /// <summary>No more than so many short steps are made.</summary>
    public const double MaximumSteps = 100_000;

    private const int Y = PairKernel.JetSize;
    private const int D = PairKernel.PairSize;
    private const int Size = PairKernel.PairSize + ModeKernel.DepotSize;

    // A step has a length of one time constant at most: the terms fall like k^2 / k!.
    private const int Terms = 24;

    /// <summary>Moves a pair over a time dt (the depot itself is moved afterwards by <see cref="ModeKernel.AdvanceDepot"/>).</summary>
    /// <param name="pair">The pair's twenty numbers.</param>
    /// <param name="depot">The depot's three numbers at the start of the step; empty when no depot feeds the pair.</param>
    /// <param name="s">Sum of the eigenvalues [1/time].</param>
    /// <param name="p">Product of the eigenvalues [1/time^2].</param>
    /// <param name="kappa">Absorption rate constant [1/time]; 0 without a depot.</param>
    /// <param name="rate">Constant input R into the pair [amount/time].</param>
    /// <param name="depotRate">Constant input Rd into the depot [amount/time].</param>
    /// <param name="dt">Length of the step [time].</param>
    /// <returns>False, and the pair is as it was, when that would take too many short steps.</returns>
    public static bool TryAdvance(
        Span<double> pair, ReadOnlySpan<double> depot, double s, double p, double kappa, double rate, double depotRate, double dt)
    {
        var steps = Math.Max(1, Math.Ceiling(Math.Max(s, kappa) * dt));
        if (!(steps <= MaximumSteps))
        {
            return false;
        }

        Span<double> x = stackalloc double[Size];
        x.Clear();
        pair.CopyTo(x);
        depot.CopyTo(x[D..]);
        var h = dt / steps;
        var moves = true;
        for (var step = 0; step < steps && moves; step++)
        {
            moves = Step(x, s, p, kappa, rate, depotRate, h);
        }

        x[..D].CopyTo(pair);
        return true;
    }

    // x + sum of (A h)^k x / k!, with the inputs in the first term. False when nothing changed: nothing will any more.
    private static bool Step(Span<double> x, double s, double p, double kappa, double rate, double depotRate, double h)
    {
        Span<double> term = stackalloc double[Size];
        Span<double> next = stackalloc double[Size];
        x.CopyTo(term);
        var moves = false;
        for (var k = 1; k <= Terms; k++)
        {
            Differentiate(term, s, p, kappa, next);
            if (k == 1)
            {
                next[Y] += rate;
                next[D] += depotRate;
            }

            var factor = h / k;
            for (var i = 0; i < Size; i++)
            {
                term[i] = next[i] * factor;
                var sum = x[i] + term[i];
                moves |= sum != x[i];
                x[i] = sum;
            }
        }

        return moves;
    }

    // The equations without inputs, and what becomes of them when they are differentiated by s, p and kappa.
    private static void Differentiate(ReadOnlySpan<double> x, double s, double p, double kappa, Span<double> rates)
    {
        for (var i = 0; i < Y; i++)
        {
            rates[i] = x[Y + i];
            rates[Y + i] = -s * x[Y + i] - p * x[i];
        }

        var (d, d1, d2) = (x[D], x[D + 1], x[D + 2]);
        rates[Y] += kappa * d;
        rates[Y + 1] -= x[Y];
        rates[Y + 2] -= x[0];
        rates[Y + 3] += d + kappa * d1;
        rates[Y + 4] -= 2 * x[Y + 1];
        rates[Y + 5] -= x[Y + 2] + x[1];
        rates[Y + 6] -= x[Y + 3];
        rates[Y + 7] -= 2 * x[2];
        rates[Y + 8] -= x[3];
        rates[Y + 9] += 2 * d1 + kappa * d2;
        rates[D] = -kappa * d;
        rates[D + 1] = -kappa * d1 - d;
        rates[D + 2] = -kappa * d2 - 2 * d1;
    }
}
