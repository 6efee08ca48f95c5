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
