using System.Numerics;
using System.Runtime.InteropServices;

namespace PopPK.Prediction.Kernels;

/// <summary>
/// Products of matrices whose elements are jets: a value with first and second derivatives by some phi, in the blocks of a
/// <see cref="JetLayout"/>. The product rule is R_a = A_a B + A B_a and R_ab = A_ab B + A_a B_b + A_b B_a + A B_ab.
/// A matrix of n rows and q columns lies row by row, and within a row block by block (value, first derivatives, pairs), so
/// that a number times a row is one long loop over all blocks. Factors that are zero are skipped: sparse systems cost less.
/// A layout without active phi has no pairs.
/// </summary>
internal static class JetMatrixKernel
{
    /// <summary>A derivative of one element of a sparse left factor that is not zero.</summary>
    /// <param name="Row">Its row.</param>
    /// <param name="Column">Its column.</param>
    /// <param name="Factor">The derivative.</param>
    /// <param name="Block">Its block: 1 + a for the derivative by phi a, behind those the pairs.</param>
    public readonly record struct Term(int Row, int Column, double Factor, int Block);

    /// <summary>Number of blocks: value, first derivatives, pairs.</summary>
    /// <param name="layout">The layout.</param>
    public static int Blocks(JetLayout layout) => 1 + layout.Total + layout.PairCount;

    /// <summary>result += A B.</summary>
    /// <param name="layout">The blocks of all three.</param>
    /// <param name="n">Rows and columns of A, rows of B.</param>
    /// <param name="q">Columns of B.</param>
    /// <param name="a">A, n x n.</param>
    /// <param name="b">B, n x q.</param>
    /// <param name="result">Changed, n x q; not one of the factors.</param>
    public static void AddProduct(JetLayout layout, int n, int q, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        var blocks = Blocks(layout);
        var row = blocks * q;
        var pairs = (1 + layout.Total) * q;
        for (var i = 0; i < n; i++)
        {
            var ai = a.Slice(i * blocks * n, blocks * n);
            var ri = result.Slice(i * row, row);
            for (var k = 0; k < n; k++)
            {
                var bk = b.Slice(k * row, row);
                if (ai[k] != 0)
                {
                    AddScaled(ai[k], bk, ri);
                }

                for (var f = 0; f < layout.Total; f++)
                {
                    var x = ai[(1 + f) * n + k];
                    if (x != 0)
                    {
                        AddFirst(layout, q, f, x, bk, ri);
                    }
                }

                for (var p = 0; p < layout.PairCount; p++)
                {
                    var x = ai[(1 + layout.Total + p) * n + k];
                    if (x != 0)
                    {
                        AddScaled(x, bk[..q], ri.Slice(pairs + p * q, q));
                    }
                }
            }
        }
    }

    /// <summary>
    /// result += A x for a vector of jets, where A is differentiated by some of the phi x is differentiated by.
    /// </summary>
    /// <param name="layout">The blocks of x and the result.</param>
    /// <param name="matrix">The blocks of A.</param>
    /// <param name="places">For each block of A the block of x that is differentiated by the same phi.</param>
    /// <param name="n">Rows and columns of A.</param>
    /// <param name="a">A, n x n.</param>
    /// <param name="x">x, n jets.</param>
    /// <param name="result">Changed, n jets; not x.</param>
    public static void AddVectorProduct(
        JetLayout layout, JetLayout matrix, ReadOnlySpan<int> places, int n, ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> result)
    {
        var blocks = Blocks(layout);
        var row = Blocks(matrix) * n;
        for (var i = 0; i < n; i++)
        {
            var ri = result.Slice(i * blocks, blocks);
            for (var k = 0; k < n; k++)
            {
                var xk = x.Slice(k * blocks, blocks);
                var aik = a[(i * row + k)..];
                if (aik[0] != 0)
                {
                    AddScaled(aik[0], xk, ri);
                }

                for (var f = 1; f <= matrix.Total; f++)
                {
                    if (aik[f * n] != 0)
                    {
                        AddFirst(layout, places[f] - 1, aik[f * n], xk, ri);
                    }
                }

                for (var p = 1 + matrix.Total; p < places.Length; p++)
                {
                    ri[places[p]] += aik[p * n] * xk[0];
                }
            }
        }
    }

    /// <summary>result += factor M B for a sparse M.</summary>
    /// <param name="layout">The blocks of B and the result.</param>
    /// <param name="n">Rows and columns of M, rows of B.</param>
    /// <param name="q">Columns of B.</param>
    /// <param name="factor">A number.</param>
    /// <param name="m">The values of M, n x n.</param>
    /// <param name="terms">The derivatives of M.</param>
    /// <param name="b">B, n x q.</param>
    /// <param name="result">Changed, n x q; not B.</param>
    public static void AddSparseProduct(
        JetLayout layout, int n, int q, double factor, ReadOnlySpan<double> m, ReadOnlySpan<Term> terms, ReadOnlySpan<double> b, Span<double> result)
    {
        var row = Blocks(layout) * q;
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var x = m[i * n + k];
                if (x != 0)
                {
                    AddScaled(factor * x, b.Slice(k * row, row), result.Slice(i * row, row));
                }
            }
        }

        foreach (ref readonly var term in terms)
        {
            var bk = b.Slice(term.Column * row, row);
            var ri = result.Slice(term.Row * row, row);
            if (term.Block <= layout.Total)
            {
                AddFirst(layout, q, term.Block - 1, factor * term.Factor, bk, ri);
            }
            else
            {
                AddScaled(factor * term.Factor, bk[..q], ri.Slice(term.Block * q, q));
            }
        }
    }

    /// <summary>y += x s.</summary>
    /// <param name="x">A number.</param>
    /// <param name="s">Numbers.</param>
    /// <param name="y">As many numbers, changed.</param>
    public static void AddScaled(double x, ReadOnlySpan<double> s, Span<double> y)
    {
        var j = 0;
        if (s.Length >= Vector<double>.Count)
        {
            var xs = new Vector<double>(x);
            ref var s0 = ref MemoryMarshal.GetReference(s);
            ref var y0 = ref MemoryMarshal.GetReference(y);
            for (; j <= s.Length - Vector<double>.Count; j += Vector<double>.Count)
            {
                var sum = Vector.LoadUnsafe(ref y0, (nuint)j) + xs * Vector.LoadUnsafe(ref s0, (nuint)j);
                sum.StoreUnsafe(ref y0, (nuint)j);
            }
        }

        for (; j < s.Length; j++)
        {
            y[j] += x * s[j];
        }
    }

    // What a first derivative x = dA/df of an element of the left factor contributes to a jet of the result.
    private static void AddFirst(JetLayout layout, int f, double x, ReadOnlySpan<double> b, Span<double> r)
    {
        r[1 + f] += x * b[0];
        var pairs = r[(1 + layout.Total)..];
        if (f < layout.Active)
        {
            var own = pairs[layout.PairIndex(f, f)..];
            for (var c = f; c < layout.Total; c++)
            {
                own[c - f] += x * b[1 + c];
            }
        }

        var last = Math.Min(f, layout.Active - 1);
        for (var c = 0; c <= last; c++)
        {
            pairs[layout.PairIndex(c, f)] += x * b[1 + c];
        }
    }

    // What a first derivative x = dA/df of the left factor contributes to a row of the result.
    private static void AddFirst(JetLayout layout, int q, int f, double x, ReadOnlySpan<double> bk, Span<double> ri)
    {
        AddScaled(x, bk[..q], ri.Slice((1 + f) * q, q));
        var pairs = 1 + layout.Total;
        if (f < layout.Active)
        {
            // Pairs (f, c), c from f on, lie side by side like the first derivatives they take.
            var count = (layout.Total - f) * q;
            AddScaled(x, bk.Slice((1 + f) * q, count), ri.Slice((pairs + layout.PairIndex(f, f)) * q, count));
        }

        var last = Math.Min(f, layout.Active - 1);
        for (var c = 0; c <= last; c++)
        {
            AddScaled(x, bk.Slice((1 + c) * q, q), ri.Slice((pairs + layout.PairIndex(c, f)) * q, q));
        }
    }
}
