namespace PopPK.Prediction.Tests.PublishedModels;

/// <summary>
/// The method of Runge and Kutta (1901) with equal steps, as a second opinion on the engine's own integration: slow, and
/// simple enough to be believed.
/// </summary>
internal static class ClassicalRungeKutta
{
    /// <summary>Integrates to a list of times.</summary>
    /// <param name="rates">The rates of the state.</param>
    /// <param name="state">The state at time 0.</param>
    /// <param name="times">Increasing times.</param>
    /// <param name="step">The longest step; the error of benign equations is about its fourth power.</param>
    /// <returns>The state at every time.</returns>
    public static double[][] Solve(Func<double[], double[]> rates, double[] state, double[] times, double step)
    {
        var (x, time, results) = (state, 0.0, new List<double[]>());
        foreach (var end in times)
        {
            var steps = (int)Math.Ceiling((end - time) / step);
            var h = (end - time) / steps;
            for (var i = 0; i < steps; i++)
            {
                var a = rates(x);
                var b = rates(Along(x, h / 2, a));
                var c = rates(Along(x, h / 2, b));
                var d = rates(Along(x, h, c));
                x = [.. x.Select((value, j) => value + h / 6 * (a[j] + 2 * b[j] + 2 * c[j] + d[j]))];
            }

            results.Add(x);
            time = end;
        }

        return [.. results];
    }

    private static double[] Along(double[] x, double h, double[] rates) => [.. x.Zip(rates, (value, rate) => value + h * rate)];
}
