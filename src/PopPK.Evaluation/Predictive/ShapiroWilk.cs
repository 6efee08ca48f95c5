using MathNet.Numerics.Distributions;
using PopPK.Numerics.Randomness;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Shapiro and Wilk's test of normality as Royston extended it (1992, Stat Comput 2:117; 1995, Appl Stat 44:547, Algorithm AS R94). Stateless.
/// </summary>
internal static class ShapiroWilk
{
    private const int Least = 3;
    private const int Most = 5000;

    // Royston's polynomials, constant terms first: in 1/sqrt(n) for the two largest weights; in n, or in log n, for mean and log standard deviation of the
    // transformed W.
    private static ReadOnlySpan<double> LastWeight => [0, 0.221157, -0.147981, -2.071190, 4.434685, -2.706056];

    private static ReadOnlySpan<double> NextWeight => [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];

    private static ReadOnlySpan<double> SmallMean => [0.5440, -0.39978, 0.025054, -6.714e-4];

    private static ReadOnlySpan<double> SmallDeviation => [1.3822, -0.77857, 0.062767, -0.0020322];

    private static ReadOnlySpan<double> LargeMean => [-1.5861, -0.31082, -0.083751, 0.0038915];

    private static ReadOnlySpan<double> LargeDeviation => [-0.4803, -0.082676, 0.0030302];

    private static ReadOnlySpan<double> SmallShift => [-2.273, 0.459];

    /// <summary>Tests numbers.</summary>
    /// <param name="values">The numbers, finite.</param>
    /// <returns>W and the probability of so small a W; NaN of fewer than 3 or more than 5000 numbers and of numbers that are all equal.</returns>
    public static (double W, double P) Test(IEnumerable<double> values)
    {
        double[] x = [.. values.Order()];
        var n = x.Length;
        if (n < Least || n > Most || x[0] == x[^1])
        {
            return (double.NaN, double.NaN);
        }

        var weights = Weights(n);
        var mean = x.Sum() / n;
        var (product, square) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            product += weights[i] * (x[i] - mean);
            square += (x[i] - mean) * (x[i] - mean);
        }

        var w = Math.Min(1, product * product / square);
        return (w, Probability(w, n));
    }

    // Weights of the sorted values, with a sum of squares of 1.
    private static double[] Weights(int n)
    {
        var weights = new double[n];
        if (n == Least)
        {
            (weights[0], weights[2]) = (-Math.Sqrt(0.5), Math.Sqrt(0.5));
            return weights;
        }

        var scores = new double[n];
        var squares = 0.0;
        for (var i = 0; i < n; i++)
        {
            scores[i] = NormalQuantile.At((i + 1 - 0.375) / (n + 0.25));
            squares += scores[i] * scores[i];
        }

        var u = 1 / Math.Sqrt(n);
        var last = Polynomial(LastWeight, u) + (scores[n - 1] / Math.Sqrt(squares));
        var rest = squares - (2 * scores[n - 1] * scores[n - 1]);
        var share = 1 - (2 * last * last);
        var given = 1;
        weights[n - 1] = last;
        if (n > 5)
        {
            var next = Polynomial(NextWeight, u) + (scores[n - 2] / Math.Sqrt(squares));
            rest -= 2 * scores[n - 2] * scores[n - 2];
            share -= 2 * next * next;
            given = 2;
            weights[n - 2] = next;
        }

        var scale = Math.Sqrt(rest / share);
        for (var i = given; i < n - given; i++)
        {
            weights[i] = scores[i] / scale;
        }

        for (var i = 0; i < given; i++)
        {
            weights[i] = -weights[n - 1 - i];
        }

        return weights;
    }

    private static double Probability(double w, int n)
    {
        if (n == Least)
        {
            // The exact distribution; W of three values is at least 3/4.
            return Math.Max(0, 6 / Math.PI * (Math.Asin(Math.Sqrt(w)) - Math.Asin(Math.Sqrt(0.75))));
        }

        var y = Math.Log(1 - w);
        var logarithm = Math.Log(n);
        double mean, deviation;
        if (n <= 11)
        {
            var shift = Polynomial(SmallShift, n);
            if (y >= shift)
            {
                return 0;
            }

            y = -Math.Log(shift - y);
            mean = Polynomial(SmallMean, n);
            deviation = Math.Exp(Polynomial(SmallDeviation, n));
        }
        else
        {
            mean = Polynomial(LargeMean, logarithm);
            deviation = Math.Exp(Polynomial(LargeDeviation, logarithm));
        }

        return Normal.CDF(0, 1, -(y - mean) / deviation);
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + coefficients[i];
        }

        return sum;
    }
}
