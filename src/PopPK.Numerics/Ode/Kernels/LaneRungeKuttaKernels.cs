using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Numerics.Ode.Kernels;

/// <summary>
/// The operations of <see cref="RungeKuttaKernels"/> for eight problems side by side, each with a step of its own. Every lane is computed by the
/// same operations whatever the other lanes hold.
/// </summary>
internal static class LaneRungeKuttaKernels
{
    private const int Width = LaneOdeWorkspace.Width;

    /// <summary>result = y + h sum_j w_j k_j.</summary>
    /// <param name="w">The coefficients, the same for all lanes.</param>
    /// <param name="k">The stages, one behind another.</param>
    /// <param name="h">The steps.</param>
    /// <param name="y">The states.</param>
    /// <param name="result">Receives the sums.</param>
    public static void Combine(ReadOnlySpan<double> w, ReadOnlySpan<double> k, in Lanes h, ReadOnlySpan<double> y, Span<double> result)
    {
        var stride = y.Length;
        var i = 0;
        for (; i + 2 * Width < stride; i += 3 * Width)
        {
            var (s0, s1, s2) = (Lanes.Zero, Lanes.Zero, Lanes.Zero);
            for (var j = 0; j < w.Length; j++)
            {
                if (w[j] != 0)
                {
                    var factor = Vector512.Create(w[j]);
                    var at = j * stride + i;
                    s0 = Vector512.FusedMultiplyAdd(Load(k, at), factor, s0);
                    s1 = Vector512.FusedMultiplyAdd(Load(k, at + Width), factor, s1);
                    s2 = Vector512.FusedMultiplyAdd(Load(k, at + 2 * Width), factor, s2);
                }
            }

            Store(result, i, Vector512.FusedMultiplyAdd(s0, h, Load(y, i)));
            Store(result, i + Width, Vector512.FusedMultiplyAdd(s1, h, Load(y, i + Width)));
            Store(result, i + 2 * Width, Vector512.FusedMultiplyAdd(s2, h, Load(y, i + 2 * Width)));
        }

        for (; i < stride; i += Width)
        {
            var sum = Lanes.Zero;
            for (var j = 0; j < w.Length; j++)
            {
                if (w[j] != 0)
                {
                    sum = Vector512.FusedMultiplyAdd(Load(k, j * stride + i), Vector512.Create(w[j]), sum);
                }
            }

            Store(result, i, Vector512.FusedMultiplyAdd(sum, h, Load(y, i)));
        }
    }

    /// <summary>The same with coefficients that differ from lane to lane.</summary>
    /// <param name="w">The coefficients in lanes.</param>
    /// <param name="k">The stages, one behind another.</param>
    /// <param name="h">The steps.</param>
    /// <param name="y">The states.</param>
    /// <param name="result">Receives the sums.</param>
    public static void CombineLanes(ReadOnlySpan<double> w, ReadOnlySpan<double> k, in Lanes h, ReadOnlySpan<double> y, Span<double> result)
    {
        var stride = y.Length;
        for (var i = 0; i < stride; i += Width)
        {
            var sum = Lanes.Zero;
            for (var j = 0; j < w.Length; j += Width)
            {
                sum = Vector512.FusedMultiplyAdd(Load(k, j / Width * stride + i), Load(w, j), sum);
            }

            Store(result, i, Vector512.FusedMultiplyAdd(sum, h, Load(y, i)));
        }
    }

    /// <summary>The error norm of each lane's step; not a number when an estimate or a component of the new state is not finite.</summary>
    /// <param name="d">Weights of the error.</param>
    /// <param name="k">The stages.</param>
    /// <param name="h">The steps.</param>
    /// <param name="y">The states before.</param>
    /// <param name="z">The states behind.</param>
    /// <param name="s">The scales.</param>
    /// <param name="a">Absolute tolerance.</param>
    /// <param name="r">Relative tolerance.</param>
    public static Lanes ErrorNorm(
        ReadOnlySpan<double> d,
        ReadOnlySpan<double> k,
        in Lanes h,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> z,
        ReadOnlySpan<double> s,
        double a,
        double r)
    {
        var stride = y.Length;
        var norm = Lanes.Zero;
        for (var i = 0; i < stride; i += Width)
        {
            var sum = Lanes.Zero;
            for (var j = 0; j < d.Length; j++)
            {
                if (d[j] != 0)
                {
                    sum = Vector512.FusedMultiplyAdd(Load(k, j * stride + i), Vector512.Create(d[j]), sum);
                }
            }

            var after = Load(z, i);
            var size = Vector512.Max(Vector512.Abs(Load(y, i)), Vector512.Abs(after));
            norm = Vector512.Max(norm, Vector512.Abs(sum * h) / (Load(s, i) * a + size * r) + after * 0);
        }

        return norm;
    }

    /// <summary>max_i |v_i - u_i| / (a s_i + r |y_i|) of each lane.</summary>
    /// <param name="v">A vector.</param>
    /// <param name="u">What is taken from it; empty: nothing.</param>
    /// <param name="y">The states.</param>
    /// <param name="s">The scales.</param>
    /// <param name="a">Absolute tolerance.</param>
    /// <param name="r">Relative tolerance.</param>
    public static Lanes ScaledNorm(
        ReadOnlySpan<double> v, ReadOnlySpan<double> u, ReadOnlySpan<double> y, ReadOnlySpan<double> s, double a, double r)
    {
        var norm = Lanes.Zero;
        for (var i = 0; i < y.Length; i += Width)
        {
            var difference = u.IsEmpty ? Load(v, i) : Load(v, i) - Load(u, i);
            norm = Vector512.Max(norm, Vector512.Abs(difference) / (Load(s, i) * a + Vector512.Abs(Load(y, i)) * r));
        }

        return norm;
    }

    /// <summary>b_i(theta) of a continuous extension, each lane at its own theta.</summary>
    /// <param name="extension">The extension.</param>
    /// <param name="theta">Where in the steps.</param>
    /// <param name="weights">Receives the weights, in lanes.</param>
    public static void FillWeights(ContinuousExtension extension, in Lanes theta, Span<double> weights)
    {
        var (i, degree) = (0, extension.Degree);
        for (; i + 4 <= extension.StageCount; i += 4)
        {
            // Four sums at once: each has to wait for its own multiplications only.
            var p0 = extension.Polynomial(i);
            var p1 = extension.Polynomial(i + 1);
            var p2 = extension.Polynomial(i + 2);
            var p3 = extension.Polynomial(i + 3);
            var (s0, s1, s2, s3) = (Lanes.Zero, Lanes.Zero, Lanes.Zero, Lanes.Zero);
            for (var power = degree - 1; power >= 0; power--)
            {
                s0 = Vector512.FusedMultiplyAdd(s0, theta, Vector512.Create(p0[power]));
                s1 = Vector512.FusedMultiplyAdd(s1, theta, Vector512.Create(p1[power]));
                s2 = Vector512.FusedMultiplyAdd(s2, theta, Vector512.Create(p2[power]));
                s3 = Vector512.FusedMultiplyAdd(s3, theta, Vector512.Create(p3[power]));
            }

            Store(weights, i * Width, s0 * theta);
            Store(weights, (i + 1) * Width, s1 * theta);
            Store(weights, (i + 2) * Width, s2 * theta);
            Store(weights, (i + 3) * Width, s3 * theta);
        }

        for (; i < extension.StageCount; i++)
        {
            var polynomial = extension.Polynomial(i);
            var sum = Lanes.Zero;
            for (var power = polynomial.Length - 1; power >= 0; power--)
            {
                sum = Vector512.FusedMultiplyAdd(sum, theta, Vector512.Create(polynomial[power]));
            }

            Store(weights, i * Width, sum * theta);
        }
    }

    /// <summary>Puts the candidate into the place of the state where a mask says so.</summary>
    /// <param name="mask">The lanes.</param>
    /// <param name="candidate">The new states.</param>
    /// <param name="state">The states.</param>
    public static void Accept(in Lanes mask, ReadOnlySpan<double> candidate, Span<double> state)
    {
        for (var i = 0; i < state.Length; i += Width)
        {
            Store(state, i, Vector512.ConditionalSelect(mask, Load(candidate, i), Load(state, i)));
        }
    }

    /// <summary>Eight numbers.</summary>
    /// <param name="numbers">Numbers in lanes.</param>
    /// <param name="index">Position of the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Load(ReadOnlySpan<double> numbers, int index) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)index);

    /// <summary>Stores eight numbers.</summary>
    /// <param name="numbers">Numbers in lanes.</param>
    /// <param name="index">Position of the first.</param>
    /// <param name="value">The numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<double> numbers, int index, in Lanes value) =>
        value.StoreUnsafe(ref MemoryMarshal.GetReference(numbers), (nuint)index);
}
