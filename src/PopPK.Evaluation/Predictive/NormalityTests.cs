using MathNet.Numerics.Distributions;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Tests whether numbers come from the standard normal distribution: a mean of 0, a variance of 1, normality, and the three together, as the field
/// tests prediction distribution errors (Comets, Brendel and Mentre 2008, Comput Methods Programs Biomed 90:154). Immutable.
/// </summary>
public sealed record NormalityTests
{
    /// <summary>Number of values.</summary>
    public required int Count { get; init; }

    /// <summary>Their mean.</summary>
    public required double Mean { get; init; }

    /// <summary>Standard error of the mean.</summary>
    public required double MeanError { get; init; }

    /// <summary>Their variance, with divisor n - 1.</summary>
    public required double Variance { get; init; }

    /// <summary>Standard error of the variance, if the values are normal: variance sqrt(2 / (n - 1)).</summary>
    public required double VarianceError { get; init; }

    /// <summary>Skewness, the third central moment over the standard deviation cubed.</summary>
    public required double Skewness { get; init; }

    /// <summary>Excess kurtosis: 0 of a normal distribution.</summary>
    public required double Kurtosis { get; init; }

    /// <summary>Two-sided probability of such a mean by Student's t test.</summary>
    public required double StudentP { get; init; }

    /// <summary>Two-sided probability of such ranks by Wilcoxon's signed rank test of a median of 0.</summary>
    public required double WilcoxonP { get; init; }

    /// <summary>Two-sided probability of such a variance by Fisher's test of a variance of 1.</summary>
    public required double FisherP { get; init; }

    /// <summary>Shapiro and Wilk's W.</summary>
    public required double ShapiroWilk { get; init; }

    /// <summary>Probability of so small a W of a normal distribution; NaN of fewer than 3 or more than 5000 values.</summary>
    public required double ShapiroWilkP { get; init; }

    /// <summary>The smallest of the probabilities of Wilcoxon, Fisher, and Shapiro and Wilk times their number (Bonferroni), at most 1; of those that exist.</summary>
    public double GlobalP
    {
        get
        {
            double[] p = [.. new[] { WilcoxonP, FisherP, ShapiroWilkP }.Where(v => !double.IsNaN(v))];
            return p.Length == 0 ? double.NaN : Math.Min(1, p.Length * p.Min());
        }
    }

    /// <summary>Tests numbers.</summary>
    /// <param name="values">The numbers; those that are not finite are left out.</param>
    /// <returns>The tests; NaN where there are too few.</returns>
    public static NormalityTests Of(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] x = [.. values.Where(double.IsFinite)];
        var n = x.Length;
        var mean = n == 0 ? double.NaN : x.Sum() / n;
        var (second, third, fourth) = (Moment(x, mean, 2), Moment(x, mean, 3), Moment(x, mean, 4));
        var variance = n < 2 ? double.NaN : second * n / (n - 1);
        var error = Math.Sqrt(variance / n);
        var (w, p) = Predictive.ShapiroWilk.Test(x);
        return new NormalityTests
        {
            Count = n,
            Mean = mean,
            MeanError = error,
            Variance = variance,
            VarianceError = variance * Math.Sqrt(2.0 / (n - 1)),
            Skewness = third / Math.Pow(second, 1.5),
            Kurtosis = (fourth / (second * second)) - 3,
            StudentP = n < 2 || error == 0 ? double.NaN : 2 * StudentT.CDF(0, 1, n - 1, -Math.Abs(mean / error)),
            WilcoxonP = SignedRank.Test(x),
            FisherP = n < 2 ? double.NaN : Fisher(variance, n),
            ShapiroWilk = w,
            ShapiroWilkP = p,
        };
    }

    private static double Fisher(double variance, int n)
    {
        var lower = ChiSquared.CDF(n - 1, (n - 1) * variance);
        return 2 * Math.Min(lower, 1 - lower);
    }

    private static double Moment(double[] x, double mean, int power) => x.Length == 0 ? double.NaN : x.Sum(v => Math.Pow(v - mean, power)) / x.Length;
}
