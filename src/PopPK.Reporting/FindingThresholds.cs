namespace PopPK.Reporting;

/// <summary>From where on a number is worth a word. Immutable; the defaults are the field's usual limits.</summary>
public sealed record FindingThresholds
{
    /// <summary>The defaults.</summary>
    public static FindingThresholds Default { get; } = new();

    /// <summary>Condition number of the correlation matrix of the estimates.</summary>
    public double ConditionNumber { get; init; } = 1000;

    /// <summary>Shrinkage of a random effect, as a fraction (Savic and Karlsson 2009, AAPS J 11, 558).</summary>
    public double Shrinkage { get; init; } = 0.3;

    /// <summary>Probability of the mean of a random effect's estimates if the true one is 0.</summary>
    public double MeanProbability { get; init; } = 0.01;

    /// <summary>Relative standard error of a fixed effect, percent.</summary>
    public double FixedEffectErrorPercent { get; init; } = 50;

    /// <summary>Relative standard error of a variance, percent.</summary>
    public double VarianceErrorPercent { get; init; } = 100;

    /// <summary>Absolute correlation of two estimates.</summary>
    public double Correlation { get; init; } = 0.95;

    /// <summary>Probability that any subject of a data set is called outlying when the model is true.</summary>
    public double OutlierProbability { get; init; } = 1e-3;

    /// <summary>Share of the search's evaluations at points where the objective does not exist.</summary>
    public double FailedEvaluations { get; init; } = 0.1;

    /// <summary>Relative error of the gradient against the objective's own changes.</summary>
    public double GradientError { get; init; } = 1e-4;

    /// <summary>Change of the objective when equations are integrated a hundred times more exactly.</summary>
    public double OdeSensitivity { get; init; } = 1e-3;

    /// <summary>Change of the objective over one standard error of a parameter that the remaining gradient stands for.</summary>
    public double GradientPerStandardError { get; init; } = 0.1;
}
