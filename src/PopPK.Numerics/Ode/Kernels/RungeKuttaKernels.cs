using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace PopPK.Numerics.Ode.Kernels;

/// <summary>
/// The vector operations of an explicit Runge-Kutta step: Hairer, Norsett and Wanner (1993), Solving Ordinary Differential
/// Equations I, equations II.1.8 (stages) and II.4.11 (error norm, here with the maximum instead of the mean square).
/// All vectors are padded with zeros to a whole number of SIMD blocks; k holds the stages one after the other.
/// Every component is computed by the same operations in the same order whatever the width of the block, and a maximum
/// does not depend on order, so the results are the same on every machine.
/// </summary>
internal static class RungeKuttaKernels
{
    /// <summary>result = y + h sum_j w_j k_j. The result may be y itself.</summary>
    public static void Combine(
        ReadOnlySpan<double> w, ReadOnlySpan<double> k, double h, ReadOnlySpan<double> y, Span<double> result)
    {
        Debug.Assert(y.Length == result.Length && y.Length % Vector<double>.Count == 0 && k.Length >= w.Length * y.Length);
        var stages = MemoryMarshal.Cast<double, Vector<double>>(k);
        var origin = MemoryMarshal.Cast<double, Vector<double>>(y);
        var target = MemoryMarshal.Cast<double, Vector<double>>(result);
        for (var b = 0; b < origin.Length; b++)
        {
            target[b] = origin[b] + WeightedSum(w, stages, origin.Length, b) * h;
        }
    }

    /// <summary>
    /// max_i |h sum_j d_j k_ij| / (a s_i + r max(|y_i|, |z_i|)), where z is the new state; not a number when an estimate or
    /// a component of the new state is not finite.
    /// </summary>
    public static double ErrorNorm(
        ReadOnlySpan<double> d,
        ReadOnlySpan<double> k,
        double h,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> z,
        ReadOnlySpan<double> s,
        double a,
        double r)
    {
        Debug.Assert(y.Length == z.Length && y.Length == s.Length && k.Length >= d.Length * y.Length);
        var stages = MemoryMarshal.Cast<double, Vector<double>>(k);
        var before = MemoryMarshal.Cast<double, Vector<double>>(y);
        var after = MemoryMarshal.Cast<double, Vector<double>>(z);
        var scales = MemoryMarshal.Cast<double, Vector<double>>(s);
        var norm = Vector<double>.Zero;
        for (var b = 0; b < before.Length; b++)
        {
            var error = Vector.Abs(WeightedSum(d, stages, before.Length, b) * h);
            var size = Vector.Max(Vector.Abs(before[b]), Vector.Abs(after[b]));

            // 0 z is 0, or not a number when z is not finite: an infinite scale must not hide an infinite state.
            norm = Vector.Max(norm, error / (scales[b] * a + size * r) + after[b] * 0);
        }

        return Largest(norm);
    }

    /// <summary>
    /// An estimate of h times the largest eigenvalue from the last two stages i, j of a step, which lie at the same time:
    /// h max |k_i - k_j| / max |y_i - y_j|, with components in their scales s and y_i - y_j = h sum_l w_l k_l.
    /// 0 when the states do not differ.
    /// </summary>
    public static double StepTimesEigenvalue(ReadOnlySpan<double> w, ReadOnlySpan<double> k, ReadOnlySpan<double> s)
    {
        Debug.Assert(s.Length % Vector<double>.Count == 0 && k.Length >= (w.Length + 1) * s.Length);
        var stages = MemoryMarshal.Cast<double, Vector<double>>(k);
        var scales = MemoryMarshal.Cast<double, Vector<double>>(s);
        var (rates, states) = (Vector<double>.Zero, Vector<double>.Zero);
        for (var b = 0; b < scales.Length; b++)
        {
            var difference = stages[(w.Length * scales.Length) + b] - stages[((w.Length - 1) * scales.Length) + b];
            rates = Vector.Max(rates, Vector.Abs(difference) / scales[b]);
            states = Vector.Max(states, Vector.Abs(WeightedSum(w, stages, scales.Length, b)) / scales[b]);
        }

        var size = Largest(states);
        return size > 0 ? Largest(rates) / size : 0;
    }

    /// <summary>max_i |v_i| / (a s_i + r |y_i|); not a number when an element of v is not a number.</summary>
    public static double ScaledNorm(
        ReadOnlySpan<double> v, ReadOnlySpan<double> y, ReadOnlySpan<double> s, double a, double r)
    {
        Debug.Assert(v.Length == y.Length && v.Length == s.Length);
        var norm = 0.0;
        for (var i = 0; i < v.Length; i++)
        {
            norm = Math.Max(norm, Math.Abs(v[i]) / (a * s[i] + r * Math.Abs(y[i])));
        }

        return norm;
    }

    private static Vector<double> WeightedSum(ReadOnlySpan<double> w, ReadOnlySpan<Vector<double>> stages, int blocks, int b)
    {
        var sum = Vector<double>.Zero;
        for (var j = 0; j < w.Length; j++)
        {
            // A third of the coefficients of a high-order pair are zero.
            if (w[j] != 0)
            {
                sum += stages[(j * blocks) + b] * w[j];
            }
        }

        return sum;
    }

    private static double Largest(Vector<double> v)
    {
        var largest = v[0];
        for (var i = 1; i < Vector<double>.Count; i++)
        {
            largest = Math.Max(largest, v[i]);
        }

        return largest;
    }
}
