namespace PopPK.Evaluation.Predictive;

/// <summary>
/// How many observations lie outside a prediction interval: what is expected, what was observed, and between what the numbers of simulated
/// data sets lie. Immutable.
/// </summary>
/// <param name="Coverage">Coverage of the interval; 0 is the median.</param>
/// <param name="Count">Number of observations.</param>
/// <param name="Below">How many of them lie below the interval.</param>
/// <param name="BelowLower">Lower end of the Monte Carlo interval of that number.</param>
/// <param name="BelowUpper">Its upper end.</param>
/// <param name="Above">How many lie above.</param>
/// <param name="AboveLower">Lower end of the Monte Carlo interval of that number.</param>
/// <param name="AboveUpper">Its upper end.</param>
public sealed record NpcInterval(
    double Coverage, int Count, int Below, double BelowLower, double BelowUpper, int Above, double AboveLower, double AboveUpper)
{
    /// <summary>How many are expected on each side: (1 - coverage) / 2 of them.</summary>
    public double Expected => 0.5 * (1 - Coverage) * Count;

    /// <summary>True when both numbers are within their Monte Carlo intervals.</summary>
    public bool IsWithin => Below >= BelowLower && Below <= BelowUpper && Above >= AboveLower && Above <= AboveUpper;
}
