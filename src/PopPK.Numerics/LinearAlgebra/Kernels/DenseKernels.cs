using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PopPK.Numerics.LinearAlgebra;

/// <summary>
/// Products of small dense matrices and vectors. Matrices lie row by row in spans; "symmetric" ones are n x n with both
/// triangles filled, unless said otherwise. Sums run in the order of the index on every machine, so the bits are the same
/// everywhere. Shapes are checked in debug builds only. Nothing is allocated; safe for concurrent use on different spans.
/// </summary>
public static class DenseKernels
{
    /// <summary>x' y.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector of the same length.</param>
    /// <returns>The inner product; 0 for empty vectors.</returns>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Debug.Assert(x.Length == y.Length);
        var sum = 0.0;
        for (var i = 0; i < x.Length && i < y.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>y += factor x.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector of the same length, changed.</param>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        Debug.Assert(x.Length == y.Length);
        AddScaled(factor, ref MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), Math.Min(x.Length, y.Length));
    }

    /// <summary>y += factor x, for kernels that walk along rows.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="x">The first element of x.</param>
    /// <param name="y">The first element of y.</param>
    /// <param name="count">Number of elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double factor, ref readonly double x, ref double y, int count)
    {
        // Element by element the same operations with vectors as without, hence the same bits.
        var i = 0;
        for (; i <= count - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref y, (nuint)i) + factor * Vector256.LoadUnsafe(in x, (nuint)i)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < count; i++)
        {
            Unsafe.Add(ref y, i) += factor * Unsafe.Add(ref Unsafe.AsRef(in x), i);
        }
    }

    /// <summary>y = A x.</summary>
    /// <param name="a">A: rows x columns, where columns is the length of x.</param>
    /// <param name="x">A vector.</param>
    /// <param name="y">Receives the product, an element per row; must not overlap x.</param>
    public static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        Debug.Assert(a.Length == x.Length * y.Length && !x.Overlaps(y));
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = Dot(a.Slice(i * x.Length, x.Length), x);
        }
    }

    /// <summary>y = A x for a symmetric A of which only the lower triangle is read.</summary>
    /// <param name="a">A: n x n, where n is the length of x.</param>
    /// <param name="x">A vector.</param>
    /// <param name="y">Receives the product; n elements; must not overlap x.</param>
    public static void MultiplySymmetric(ReadOnlySpan<double> a, ReadOnlySpan<double> x, Span<double> y)
    {
        var n = x.Length;
        Debug.Assert(a.Length >= n * n && y.Length == n && !x.Overlaps(y));
        for (var i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, i + 1);
            y[i] = Dot(row, x[..(i + 1)]);
            AddScaled(x[i], row[..i], y[..i]);
        }
    }

    /// <summary>x' A x for a symmetric A of which only the lower triangle is read.</summary>
    /// <param name="a">A: n x n, where n is the length of x.</param>
    /// <param name="x">A vector.</param>
    /// <returns>The quadratic form.</returns>
    public static double QuadraticForm(ReadOnlySpan<double> a, ReadOnlySpan<double> x)
    {
        var n = x.Length;
        Debug.Assert(a.Length >= n * n);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, i + 1);
            sum += x[i] * ((2 * Dot(row[..i], x[..i])) + (row[i] * x[i]));
        }

        return sum;
    }

    /// <summary>A += factor x x', both triangles.</summary>
    /// <param name="a">A: n x n, where n is the length of x.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="x">A vector.</param>
    public static void AddOuterProduct(Span<double> a, double factor, ReadOnlySpan<double> x)
    {
        var n = x.Length;
        Debug.Assert(a.Length >= n * n);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                // One product for both triangles keeps the matrix exactly symmetric.
                var product = factor * (x[i] * x[j]);
                a[(i * n) + j] += product;
                a[(j * n) + i] += product;
            }

            a[(i * n) + i] += factor * (x[i] * x[i]);
        }
    }

    /// <summary>The congruence A' B A.</summary>
    /// <param name="a">A: m x n.</param>
    /// <param name="b">B: m x m, symmetric, only the lower triangle is read.</param>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Columns of A.</param>
    /// <param name="result">Receives the n x n product, both triangles, exactly symmetric.</param>
    /// <param name="scratch">At least 2 m elements.</param>
    public static void Congruence(
        ReadOnlySpan<double> a, ReadOnlySpan<double> b, int m, int n, Span<double> result, Span<double> scratch)
    {
        Debug.Assert(a.Length >= m * n && b.Length >= m * m && result.Length >= n * n && scratch.Length >= 2 * m);
        var column = scratch[..m];
        var product = scratch.Slice(m, m);
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < m; k++)
            {
                column[k] = a[(k * n) + j];
            }

            MultiplySymmetric(b, column, product);
            for (var i = j; i < n; i++)
            {
                var sum = 0.0;
                for (var k = 0; k < m; k++)
                {
                    sum += a[(k * n) + i] * product[k];
                }

                result[(i * n) + j] = sum;
            }
        }

        MirrorLowerTriangle(result, n);
    }

    /// <summary>Copies the lower triangle to the upper one.</summary>
    /// <param name="a">A: n x n.</param>
    /// <param name="n">Number of rows.</param>
    public static void MirrorLowerTriangle(Span<double> a, int n)
    {
        Debug.Assert(a.Length >= n * n);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                a[(j * n) + i] = a[(i * n) + j];
            }
        }
    }
}
