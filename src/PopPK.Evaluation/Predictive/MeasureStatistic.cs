namespace PopPK.Evaluation.Predictive;

/// <summary>What is said of a measure over subjects.</summary>
public enum MeasureStatistic
{
    /// <summary>The median.</summary>
    Median,

    /// <summary>The geometric mean; it exists when all values are above 0.</summary>
    GeometricMean,

    /// <summary>The geometric coefficient of variation in percent: 100 sqrt(exp(s²) - 1), s the standard deviation of logarithms.</summary>
    GeometricCv,
}
