namespace PopPK.Uncertainty;

/// <summary>
/// Makes a skewed number nearly normal: Box and Cox's powers, extended to all real numbers (Yeo and Johnson 2000, Biometrika 87:954), of
/// the standardised number. Powers between 0 and 2 map the real line onto itself. Immutable.
/// </summary>
/// <param name="Center">What is subtracted first.</param>
/// <param name="Scale">What it is divided by then; positive.</param>
/// <param name="Power">The power, from 0 to 2; 1 changes nothing.</param>
internal readonly record struct SkewTransform(double Center, double Scale, double Power)
{
    // The ends of the range themselves would make tails of a logarithm's kind out of a chance of the sample.
    private const double LeastPower = 0.1;
    private const double MostPower = 1.9;

    /// <summary>The transformed number.</summary>
    /// <param name="x">Any number.</param>
    public double Apply(double x)
    {
        var y = (x - Center) / Scale;
        return y >= 0 ? Above(y, Power) : -Above(-y, 2 - Power);
    }

    /// <summary>The number a transformed one came from.</summary>
    /// <param name="t">Any number.</param>
    public double Invert(double t) => Center + Scale * (t >= 0 ? InverseAbove(t, Power) : -InverseAbove(-t, 2 - Power));

    /// <summary>The logarithm of the derivative of the transformed number.</summary>
    /// <param name="x">Where.</param>
    public double LogSlope(double x)
    {
        var y = (x - Center) / Scale;
        return (y >= 0 ? Power - 1 : 1 - Power) * Math.Log(1 + Math.Abs(y)) - Math.Log(Scale);
    }

    /// <summary>The transformation after which a sample is most likely to be normal.</summary>
    /// <param name="sample">The sample; two values or more that are not all equal.</param>
    public static SkewTransform Fit(ReadOnlySpan<double> sample)
    {
        var values = sample.ToArray();
        var center = values.Average();
        var scale = Math.Sqrt(values.Sum(v => (v - center) * (v - center)) / (values.Length - 1));

        // Golden sections: the likelihood has one maximum in the power.
        const int sections = 40;
        var ratio = 0.5 * (Math.Sqrt(5) - 1);
        var (low, high) = (LeastPower, MostPower);
        for (var k = 0; k < sections; k++)
        {
            var (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
            if (LogLikelihood(new SkewTransform(center, scale, left), values) >= LogLikelihood(new SkewTransform(center, scale, right), values))
            {
                high = right;
            }
            else
            {
                low = left;
            }
        }

        return new SkewTransform(center, scale, 0.5 * (low + high));
    }

    private static double LogLikelihood(SkewTransform transform, double[] values)
    {
        double[] transformed = [.. values.Select(transform.Apply)];
        var mean = transformed.Average();
        var variance = transformed.Average(t => (t - mean) * (t - mean));
        return -0.5 * values.Length * Math.Log(variance) + values.Sum(transform.LogSlope);
    }

    private static double Above(double y, double power) => Math.Abs(power) < 1e-9 ? Math.Log(1 + y) : (Math.Pow(1 + y, power) - 1) / power;

    private static double InverseAbove(double t, double power) => Math.Abs(power) < 1e-9 ? Math.Exp(t) - 1 : Math.Pow(1 + power * t, 1 / power) - 1;
}
