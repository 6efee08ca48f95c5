using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves K x = w + (derivatives of L) x for a state x of jets, with K = I - L, L = E for the periodic state of a regimen, or
/// K = -M, L = M for the plateau of a constant input: values first, then first derivatives, which need the values, then pairs, which
/// need both. Stateless; all numbers are in the scratch.
/// </summary>
internal static class LinearSteadyState
{
    // Squarings of E: enough for an amount that loses one part in 10^12 in a period.
    private const int MostSquarings = 60;

    // Where the norm of a power of E is below this, the powers vanish.
    private const double Vanishing = 0.5;

    /// <summary>
    /// True when the system forgets where it began: the powers of E vanish. If not, the equations below have solutions too, but no
    /// regimen leads to them.
    /// </summary>
    /// <param name="s">Holds E for any time; its room for squares is used.</param>
    public static bool IsStable(LinearScratch s)
    {
        var n = s.IsOff.Length;
        var power = s.SteadyStateMatrix.AsSpan();
        var square = s.Square.AsSpan(0, n * n);
        var row = s.RateBlocks * n;
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                power[i * n + k] = s.IsOff[i] || s.IsOff[k] ? 0 : s.Exponential[i * row + k];
            }
        }

        for (var k = 0; k < MostSquarings; k++)
        {
            square.Clear();
            var norm = 0.0;
            for (var i = 0; i < n; i++)
            {
                var sum = 0.0;
                for (var j = 0; j < n; j++)
                {
                    JetMatrixKernel.AddScaled(power[i * n + j], power.Slice(j * n, n), square.Slice(i * n, n));
                }

                for (var j = 0; j < n; j++)
                {
                    sum += Math.Abs(square[i * n + j]);
                }

                norm = Math.Max(norm, sum);
            }

            if (!(norm > Vanishing) || !double.IsFinite(norm))
            {
                return norm <= Vanishing;
            }

            square.CopyTo(power);
        }

        return false;
    }

    /// <summary>Makes the state the plateau of the inputs: M x + u = 0.</summary>
    /// <param name="s">Holds matrix and inputs; receives the state.</param>
    public static PredictionStatus ReachPlateau(LinearScratch s)
    {
        for (var i = 0; i < s.SteadyStateMatrix.Length; i++)
        {
            s.SteadyStateMatrix[i] = -s.Norm * s.Matrix[i];
        }

        s.TotalInput.CopyTo(s.RightSide.AsSpan());
        return SolveBlockByBlock(s, isPlateau: true);
    }

    /// <summary>Makes the state the one a period leads back to: x = E x + w.</summary>
    /// <param name="s">Holds E for the period, and as its state w, where a period leads from nothing; receives the state.</param>
    public static PredictionStatus ReachPeriodicState(LinearScratch s)
    {
        var n = s.IsOff.Length;
        s.State.CopyTo(s.RightSide.AsSpan());
        var row = s.RateBlocks * n;
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                // Near 1 the diagonal has lost the digits that its difference from 1 still has.
                s.SteadyStateMatrix[i * n + k] = i == k ? -s.Diagonal[i] : -s.Exponential[i * row + k];
            }
        }

        return SolveBlockByBlock(s, isPlateau: false);
    }

    private static PredictionStatus SolveBlockByBlock(LinearScratch s, bool isPlateau)
    {
        var n = s.IsOff.Length;
        for (var i = 0; i < n; i++)
        {
            // What is off is empty, whatever the rest does.
            s.SteadyStateMatrix[i * n + i] = s.IsOff[i] ? 1 : s.SteadyStateMatrix[i * n + i];
        }

        if (!LuKernels.TryFactor(s.SteadyStateMatrix, n, s.Pivots))
        {
            return PredictionStatus.SteadyStateNotReached;
        }

        var length = n * s.Blocks;
        s.State.AsSpan().Clear();
        ReadOnlySpan<int> ends = [1, 1 + s.Layout.Total, s.Blocks];
        var block = 0;
        foreach (var end in ends)
        {
            var right = s.Next.AsSpan(0, length);
            s.RightSide.AsSpan(0, length).CopyTo(right);
            if (isPlateau)
            {
                JetMatrixKernel.AddSparseProduct(s.Layout, n, 1, s.Norm, s.Matrix, s.StateTerms.AsSpan(0, s.TermCount), s.State, right);
            }
            else
            {
                s.AddProduct(s.Exponential, s.State, right);
            }

            for (; block < end; block++)
            {
                SolveBlock(s, block, right);
            }
        }

        return FiniteKernel.AreFinite(s.State.AsSpan(0, length)) ? PredictionStatus.Success : PredictionStatus.SteadyStateNotReached;
    }

    private static void SolveBlock(LinearScratch s, int block, ReadOnlySpan<double> right)
    {
        for (var i = 0; i < s.Column.Length; i++)
        {
            s.Column[i] = right[i * s.Blocks + block];
        }

        LuKernels.Solve(s.SteadyStateMatrix, s.Column.Length, s.Pivots, s.Column);
        for (var i = 0; i < s.Column.Length; i++)
        {
            s.State[i * s.Blocks + block] = s.Column[i];
        }
    }
}
