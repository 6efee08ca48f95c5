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

    // Of a normal distribution of the power around 1: nothing beside a thousand values, much beside twenty.
    private const double PriorDeviation = 0.5;

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

    /// <summary>The transformation after which a sample is most likely to be normal; a small sample is believed less.</summary>
    /// <param name="sample">The sample; two values or more that are not all equal.</param>
    /// <param name="weights">Their weights; their sum is the size of the sample.</param>
    public static SkewTransform Fit(ReadOnlySpan<double> sample, ReadOnlySpan<double> weights)
    {
        var size = 0.0;
        var (center, square) = (0.0, 0.0);
        for (var k = 0; k < sample.Length; k++)
        {
            size += weights[k];
            center += weights[k] * sample[k];
        }

        center /= size;
        for (var k = 0; k < sample.Length; k++)
        {
            square += weights[k] * (sample[k] - center) * (sample[k] - center);
        }

        var scale = Math.Sqrt(square / size);

        // Golden sections: the likelihood has one maximum in the power. They end within 0.001 of it.
        const int sections = 15;
        var ratio = 0.5 * (Math.Sqrt(5) - 1);
        var (low, high) = (LeastPower, MostPower);
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        var (atLeft, atRight) = (Likelihood(left, sample, weights), Likelihood(right, sample, weights));
        for (var k = 0; k < sections; k++)
        {
            if (atLeft >= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - ratio * (high - low);
                atLeft = Likelihood(left, sample, weights);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + ratio * (high - low);
                atRight = Likelihood(right, sample, weights);
            }
        }

        return new SkewTransform(center, scale, 0.5 * (low + high));

        double Likelihood(double power, ReadOnlySpan<double> values, ReadOnlySpan<double> w) =>
            LogLikelihood(new SkewTransform(center, scale, power), values, w) - 0.5 * Math.Pow((power - 1) / PriorDeviation, 2);
    }

    private static double LogLikelihood(SkewTransform transform, ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var (size, sum, squares, slopes) = (0.0, 0.0, 0.0, 0.0);
        for (var k = 0; k < values.Length; k++)
        {
            var t = transform.Apply(values[k]);
            size += weights[k];
            sum += weights[k] * t;
            squares += weights[k] * t * t;
            slopes += weights[k] * transform.LogSlope(values[k]);
        }

        var mean = sum / size;
        return -0.5 * size * Math.Log(squares / size - mean * mean) + slopes;
    }

    private static double Above(double y, double power) => Math.Abs(power) < 1e-9 ? Math.Log(1 + y) : (Math.Pow(1 + y, power) - 1) / power;

    private static double InverseAbove(double t, double power) => Math.Abs(power) < 1e-9 ? Math.Exp(t) - 1 : Math.Pow(1 + power * t, 1 / power) - 1;
}
