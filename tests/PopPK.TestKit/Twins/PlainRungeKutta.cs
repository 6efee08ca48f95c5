namespace PopPK.TestKit.Twins;

/// <summary>
/// The plain twin of the Runge-Kutta kernels and of the choice of the first step: the equations of Hairer, Norsett and
/// Wanner (1993), Solving Ordinary Differential Equations I, component by component.
/// </summary>
public static class PlainRungeKutta
{
    /// <summary>y + h sum_j w_j k_j; k holds the stages one after the other.</summary>
    public static double[] Combine(double[] w, double[] k, double h, double[] y) =>
        [.. y.Select((value, i) => value + (WeightedSum(w, k, y.Length, i) * h))];

    /// <summary>max_i |h sum_j d_j k_ij| / (a s_i + r max(|y_i|, |z_i|)).</summary>
    public static double ErrorNorm(
        double[] d, double[] k, double h, double[] y, double[] z, double[] s, double a, double r) =>
        y.Select((value, i) =>
            Math.Abs(WeightedSum(d, k, y.Length, i) * h) / ((s[i] * a) + (Math.Max(Math.Abs(value), Math.Abs(z[i])) * r))).Max();

    /// <summary>max_i |v_i| / (a s_i + r |y_i|).</summary>
    public static double ScaledNorm(double[] v, double[] y, double[] s, double a, double r) =>
        v.Select((value, i) => Math.Abs(value) / (a * s[i] + r * Math.Abs(y[i]))).Max();

    /// <summary>
    /// max_i |k_pi - k_qi| / s_i over max_i |sum_j w_j k_ji| / s_i, where p and q are the last two stages and w has an element
    /// for each stage but the last; 0 when the denominator is.
    /// </summary>
    public static double StepTimesEigenvalue(double[] w, double[] k, double[] s)
    {
        var (n, last) = (s.Length, w.Length);
        var rates = s.Select((scale, i) => Math.Abs(k[(last * n) + i] - k[((last - 1) * n) + i]) / scale).Max();
        var states = s.Select((scale, i) => Math.Abs(WeightedSum(w, k, n, i)) / scale).Max();
        return states > 0 ? rates / states : 0;
    }

    /// <summary>
    /// The first step of section II.4, steps a) to f), for absolute scales of 1 and where the solution and its rates are not
    /// small; at most the interval.
    /// </summary>
    /// <param name="rates">The right-hand side.</param>
    /// <param name="time">The start.</param>
    /// <param name="y">The state there.</param>
    /// <param name="a">Absolute tolerance.</param>
    /// <param name="r">Relative tolerance.</param>
    /// <param name="order">Order of the embedded formula.</param>
    /// <param name="interval">Signed length of what lies ahead.</param>
    public static double InitialStep(
        Func<double, double[], double[]> rates, double time, double[] y, double a, double r, int order, double interval)
    {
        double Norm(double[] v) => ScaledNorm(v, y, [.. y.Select(_ => 1.0)], a, r);
        var f0 = rates(time, y);
        var h0 = Math.Min(0.01 * Norm(y) / Norm(f0), Math.Abs(interval));
        var euler = Math.Sign(interval) * h0;
        var f1 = rates(time + euler, [.. y.Zip(f0, (value, rate) => value + euler * rate)]);
        var d2 = Norm([.. f1.Zip(f0, (after, before) => after - before)]) / h0;
        var h1 = Math.Pow(0.01 / Math.Max(Norm(f0), d2), 1.0 / (order + 1));
        return new[] { Math.Abs(interval), 100 * h0, h1 }.Min();
    }

    private static double WeightedSum(double[] w, double[] k, int n, int i)
    {
        var sum = 0.0;
        for (var j = 0; j < w.Length; j++)
        {
            sum += k[(j * n) + i] * w[j];
        }

        return sum;
    }
}
