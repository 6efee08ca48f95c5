namespace PopPK.Prediction.Kernels;

/// <summary>
/// The exponential of a matrix of jets and the integral of exponentials by scaling and squaring (C. Moler, C. Van Loan 2003,
/// Nineteen dubious ways to compute the exponential of a matrix, SIAM Review 45, 3-49; derivatives propagate as in A. H.
/// Al-Mohy, N. J. Higham 2009, Computing the Frechet derivative of the matrix exponential, SIAM J. Matrix Anal. Appl. 30,
/// 1639-1657): a Taylor polynomial of X z, z at most 1, then E(2h) = E(h)^2. No eigenvalues are involved, so equal ones
/// are nothing special. With the norm of X at most 1 the powers of X serve every interval; an interval costs one
/// weighted sum of them and its squarings, whose number grows with the logarithm of the interval only.
/// <para>
/// The diagonal of E(h) - I is kept beside E(h) while E is near I: a compartment that empties slowly in a system with
/// fast rates would otherwise lose, in 1 - 1e-9, the digits that many squarings then bring back to the front.
/// </para>
/// </summary>
internal static class MatrixExponentialKernel
{
    /// <summary>Degree of the Taylor polynomial: what second derivatives leave out is 1/19! of them, below the rounding.</summary>
    public const int Degree = 20;

    // Above this a diagonal element is 1 plus what it differs from 1 by; below, it is multiplied up itself.
    private const double NearOne = -0.5;

    /// <summary>Computes X^k / k! for k from 1 to <see cref="Degree"/>, one after another.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="x">The values of X, n x n, of norm at most 1.</param>
    /// <param name="terms">The derivatives of X.</param>
    /// <param name="powers">Result: <see cref="Degree"/> jet matrices.</param>
    public static void Powers(JetLayout layout, int n, ReadOnlySpan<double> x, ReadOnlySpan<JetMatrixKernel.Term> terms, Span<double> powers)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        var size = n * blocks * n;
        powers[..(Degree * size)].Clear();
        for (var i = 0; i < n; i++)
        {
            x.Slice(i * n, n).CopyTo(powers[(i * blocks * n)..]);
        }

        foreach (ref readonly var term in terms)
        {
            powers[(term.Row * blocks + term.Block) * n + term.Column] += term.Factor;
        }

        for (var k = 2; k <= Degree; k++)
        {
            var before = powers.Slice((k - 2) * size, size);
            JetMatrixKernel.AddSparseProduct(layout, n, n, 1.0 / k, x, terms, before, powers.Slice((k - 1) * size, size));
        }
    }

    /// <summary>E = exp(X z), and the diagonal of E - I.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="powers">What <see cref="Powers"/> computed.</param>
    /// <param name="z">A number from 0 to 1.</param>
    /// <param name="e">Result, a jet matrix.</param>
    /// <param name="d">Result, n numbers.</param>
    public static void Exponential(JetLayout layout, int n, ReadOnlySpan<double> powers, double z, Span<double> e, Span<double> d)
    {
        Span<double> weights = stackalloc double[Degree];
        var weight = 1.0;
        for (var k = 0; k < Degree; k++)
        {
            weights[k] = weight *= z;
        }

        Sum(weights, powers, e);
        var stride = JetMatrixKernel.Blocks(layout) * n + 1;
        for (var i = 0; i < n; i++)
        {
            d[i] = e[i * stride];
            e[i * stride] += 1;
        }
    }

    /// <summary>S = integral of exp(X z s) over s from 0 to 1, the sum of (X z)^k / (k + 1)!.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="powers">What <see cref="Powers"/> computed.</param>
    /// <param name="z">A number from 0 to 1.</param>
    /// <param name="s">Result, a jet matrix.</param>
    public static void Integral(JetLayout layout, int n, ReadOnlySpan<double> powers, double z, Span<double> s)
    {
        Span<double> weights = stackalloc double[Degree];
        var power = 1.0;
        for (var k = 0; k < Degree; k++)
        {
            power *= z;
            weights[k] = power / (k + 2);
        }

        Sum(weights, powers, s);
        var stride = JetMatrixKernel.Blocks(layout) * n + 1;
        for (var i = 0; i < n; i++)
        {
            s[i * stride] += 1;
        }
    }

    /// <summary>square = E E, and the diagonal of E E - I.</summary>
    /// <param name="layout">The blocks.</param>
    /// <param name="n">Rows and columns.</param>
    /// <param name="e">E, a jet matrix.</param>
    /// <param name="d">The diagonal of E - I; becomes that of E E - I.</param>
    /// <param name="square">Result, a jet matrix.</param>
    public static void Square(JetLayout layout, int n, ReadOnlySpan<double> e, Span<double> d, Span<double> square)
    {
        square.Clear();
        JetMatrixKernel.AddProduct(layout, n, n, e, e, square);
        var row = JetMatrixKernel.Blocks(layout) * n;
        for (var i = 0; i < n; i++)
        {
            var others = 0.0;
            for (var k = 0; k < n; k++)
            {
                others += k == i ? 0 : e[i * row + k] * e[k * row + i];
            }

            d[i] = d[i] * (2 + d[i]) + others;
            if (d[i] > NearOne)
            {
                square[i * (row + 1)] = 1 + d[i];
            }
        }
    }

    // From the highest power to the lowest: the small ones first.
    private static void Sum(ReadOnlySpan<double> weights, ReadOnlySpan<double> powers, Span<double> result)
    {
        result.Clear();
        for (var k = Degree - 1; k >= 0; k--)
        {
            if (weights[k] != 0)
            {
                JetMatrixKernel.AddScaled(weights[k], powers.Slice(k * result.Length, result.Length), result);
            }
        }
    }
}
