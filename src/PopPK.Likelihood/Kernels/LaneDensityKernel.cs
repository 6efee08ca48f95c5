using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PopPK.Prediction;
using PopPK.Symbolics;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Likelihood.Kernels;

/// <summary>
/// The sums of <see cref="DensityKernel"/> over predictions in lanes (<see cref="SubjectWorkspace.IsInLanes"/>), eight observations at a time, by
/// the same formulas. Lanes behind the last observation get the weight 0.
/// </summary>
internal static class LaneDensityKernel
{
    /// <summary>Numbers of scratch that sums over some derivatives need.</summary>
    /// <param name="layout">The derivatives.</param>
    public static int ScratchLength(JetLayout layout) =>
        LaneFunction.Width * (layout.Total + layout.PairCount + layout.Active * (layout.Active + 1) / 2 + 2 * layout.Active);

    /// <summary>Adds up -2 log density with first and second derivatives, and K.</summary>
    /// <param name="workspace">Holds the predictions.</param>
    /// <param name="y">The observed values.</param>
    /// <param name="scratch">As much as <see cref="ScratchLength"/> says.</param>
    /// <param name="first">Receives first derivatives by all phi of the workspace's layout.</param>
    /// <param name="pairs">Receives second derivatives by its pairs.</param>
    /// <param name="k">Receives K, active by active, row by row.</param>
    /// <returns>The sum of r^2/v + log v.</returns>
    public static double Accumulate(
        SubjectWorkspace workspace, ReadOnlySpan<double> y, Span<double> scratch, Span<double> first, Span<double> pairs, Span<double> k)
    {
        var layout = workspace.Layout;
        var (active, total, pairCount) = (layout.Active, layout.Total, layout.PairCount);
        var count = total + pairCount + active * (active + 1) / 2;
        scratch[..(count * LaneFunction.Width)].Clear();
        ref var sums = ref MemoryMarshal.GetReference(scratch);
        var value = Lanes.Zero;
        for (var b = 0; b * LaneFunction.Width < y.Length; b++)
        {
            ref var row = ref MemoryMarshal.GetReference(workspace.LaneRows(b));
            var mask = MaskOf(y.Length - b * LaneFunction.Width);
            var v = At(ref row, 1);
            var r = Observed(y, b) - At(ref row, 0);
            var iv = (Lanes.One / v) & mask;
            var riv = r * iv;
            value += r * riv + (Vector512.Log(v) & mask);
            var byMean = -2 * riv;
            var byVariance = iv - riv * riv;
            var meanMean = 2 * iv;
            var meanVariance = 2 * riv * iv;
            var varianceVariance = (2 * riv * riv - iv) * iv;
            var halfSquare = 0.5 * iv * iv;
            for (var a = 0; a < total; a++)
            {
                Add(ref sums, a, byMean * At(ref row, 2 + a) + byVariance * At(ref row, 2 + total + a));
            }

            var pair = 0;
            var sum = total + pairCount;
            for (var a = 0; a < active; a++)
            {
                var f = At(ref row, 2 + a);
                var w = At(ref row, 2 + total + a);
                var onMean = meanMean * f + meanVariance * w;
                var onVariance = meanVariance * f + varianceVariance * w;
                for (var c = a; c < total; c++, pair++)
                {
                    Add(
                        ref sums,
                        total + pair,
                        onMean * At(ref row, 2 + c)
                            + onVariance * At(ref row, 2 + total + c)
                            + byMean * At(ref row, 2 + 2 * total + pair)
                            + byVariance * At(ref row, 2 + 2 * total + pairCount + pair));
                }

                var kMean = iv * f;
                var kVariance = halfSquare * w;
                for (var c = 0; c <= a; c++, sum++)
                {
                    Add(ref sums, sum, kMean * At(ref row, 2 + c) + kVariance * At(ref row, 2 + total + c));
                }
            }
        }

        Collect(ref sums, 0, first[..total]);
        Collect(ref sums, total, pairs[..pairCount]);
        var at = total + pairCount;
        for (var a = 0; a < active; a++)
        {
            for (var c = 0; c <= a; c++, at++)
            {
                k[a * active + c] = k[c * active + a] = Vector512.Dot(Lanes.One, At(ref sums, at));
            }
        }

        return Vector512.Dot(Lanes.One, value);
    }

    /// <summary>The sum of r^2/v + log v without derivatives.</summary>
    /// <param name="workspace">Holds the predictions.</param>
    /// <param name="y">The observed values.</param>
    public static double Value(SubjectWorkspace workspace, ReadOnlySpan<double> y)
    {
        var value = Lanes.Zero;
        for (var b = 0; b * LaneFunction.Width < y.Length; b++)
        {
            ref var row = ref MemoryMarshal.GetReference(workspace.LaneRows(b));
            var v = At(ref row, 1);
            var r = Observed(y, b) - At(ref row, 0);
            value += (r * r / v + Vector512.Log(v)) & MaskOf(y.Length - b * LaneFunction.Width);
        }

        return Vector512.Dot(Lanes.One, value);
    }

    /// <summary>The derivatives by all phi of tr(W K) for a fixed symmetric W.</summary>
    /// <param name="workspace">Holds the predictions, to the order SecondAll.</param>
    /// <param name="count">Number of observations.</param>
    /// <param name="w">W, active by active.</param>
    /// <param name="scratch">As much as <see cref="ScratchLength"/> says.</param>
    /// <param name="kappa">Receives one derivative per phi.</param>
    public static void TraceDerivatives(
        SubjectWorkspace workspace, int count, ReadOnlySpan<double> w, Span<double> scratch, Span<double> kappa)
    {
        var layout = workspace.Layout;
        var (active, total, pairCount) = (layout.Active, layout.Total, layout.PairCount);
        ref var sums = ref MemoryMarshal.GetReference(scratch);
        scratch[..(total * LaneFunction.Width)].Clear();
        for (var b = 0; b * LaneFunction.Width < count; b++)
        {
            ref var row = ref MemoryMarshal.GetReference(workspace.LaneRows(b));
            var iv = (Lanes.One / At(ref row, 1)) & MaskOf(count - b * LaneFunction.Width);
            var iv2 = iv * iv;
            var (ff, vv) = (Lanes.Zero, Lanes.Zero);
            for (var a = 0; a < active; a++)
            {
                var (sf, sv) = (Lanes.Zero, Lanes.Zero);
                for (var c = 0; c < active; c++)
                {
                    var weight = w[a * active + c];
                    sf += weight * At(ref row, 2 + c);
                    sv += weight * At(ref row, 2 + total + c);
                }

                ff += At(ref row, 2 + a) * sf;
                vv += At(ref row, 2 + total + a) * sv;
                Put(ref sums, total + a, 2 * iv * sf);
                Put(ref sums, total + active + a, iv2 * sv);
            }

            // tr(W dK) = 2 f'W df'/v - f'Wf' dv/v^2 + v'W dv'/v^2 - v'Wv' dv/v^3.
            var onVariance = -iv2 * (ff + iv * vv);
            for (var c = 0; c < total; c++)
            {
                Add(ref sums, c, onVariance * At(ref row, 2 + total + c));
            }

            var pair = 0;
            for (var a = 0; a < active; a++)
            {
                var wf = At(ref sums, total + a);
                var wv = At(ref sums, total + active + a);
                for (var c = a; c < total; c++, pair++)
                {
                    var df = At(ref row, 2 + 2 * total + pair);
                    var dv = At(ref row, 2 + 2 * total + pairCount + pair);
                    Add(ref sums, c, wf * df + wv * dv);
                    if (c > a && c < active)
                    {
                        Add(ref sums, a, At(ref sums, total + c) * df + At(ref sums, total + active + c) * dv);
                    }
                }
            }
        }

        Collect(ref sums, 0, kappa[..total]);
    }

    private static void Collect(ref double sums, int from, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Vector512.Dot(Lanes.One, At(ref sums, from + i));
        }
    }

    // All bits of the lanes that hold an observation.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes MaskOf(int remaining) => remaining >= LaneFunction.Width
        ? Lanes.AllBitsSet
        : Vector512.LessThan(Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), Vector512.Create((double)remaining));

    private static Lanes Observed(ReadOnlySpan<double> y, int block)
    {
        var rest = y[(block * LaneFunction.Width)..];
        if (rest.Length >= LaneFunction.Width)
        {
            return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(rest));
        }

        Span<double> last = stackalloc double[LaneFunction.Width];
        rest.CopyTo(last);
        return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes At(ref double numbers, int index) => Vector512.LoadUnsafe(ref numbers, (nuint)(index * LaneFunction.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref double numbers, int index, Lanes value) => value.StoreUnsafe(ref numbers, (nuint)(index * LaneFunction.Width));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double numbers, int index, Lanes value) => Put(ref numbers, index, At(ref numbers, index) + value);
}
