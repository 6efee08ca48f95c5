using MathNet.Numerics.Distributions;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Wilcoxon's signed rank test (1945, Biometrics Bull 1:80) of a distribution that is symmetric about 0: exact below 50 values without ties, else by the normal
/// distribution with its corrections for ties and continuity. Stateless.
/// </summary>
internal static class SignedRank
{
    private const int ExactBelow = 50;

    /// <summary>Tests numbers.</summary>
    /// <param name="values">The numbers, finite; zeros are left out.</param>
    /// <returns>The two-sided probability of such ranks; NaN without numbers.</returns>
    public static double Test(IEnumerable<double> values)
    {
        double[] x = [.. values.Where(v => v != 0).OrderBy(Math.Abs)];
        var n = x.Length;
        if (n == 0)
        {
            return double.NaN;
        }

        var (sum, ties) = (0.0, 0.0);
        for (var i = 0; i < n;)
        {
            var end = i + 1;
            while (end < n && Math.Abs(x[end]) == Math.Abs(x[i]))
            {
                end++;
            }

            // Ranks i + 1, ..., end share their mean.
            var rank = 0.5 * (i + 1 + end);
            sum += rank * x.AsSpan(i, end - i).ToArray().Count(v => v > 0);
            double size = end - i;
            ties += (size * size * size) - size;
            i = end;
        }

        return n < ExactBelow && ties == 0 ? Exact(n, (int)sum) : Approximate(n, sum, ties);
    }

    private static double Exact(int n, int sum)
    {
        // How many of the 2^n choices of signs have each sum of positive ranks.
        var largest = n * (n + 1) / 2;
        var counts = new double[largest + 1];
        counts[0] = 1;
        for (var rank = 1; rank <= n; rank++)
        {
            for (var s = largest; s >= rank; s--)
            {
                counts[s] += counts[s - rank];
            }
        }

        var tail = 0.0;
        for (var s = 0; s <= Math.Min(sum, largest - sum); s++)
        {
            tail += counts[s];
        }

        return Math.Min(1, 2 * tail / Math.Pow(2, n));
    }

    private static double Approximate(int n, double sum, double ties)
    {
        var difference = sum - (0.25 * n * (n + 1.0));
        var deviation = Math.Sqrt((n * (n + 1.0) * ((2.0 * n) + 1) / 24) - (ties / 48));
        var z = (difference - (0.5 * Math.Sign(difference))) / deviation;
        return 2 * Normal.CDF(0, 1, -Math.Abs(z));
    }
}
