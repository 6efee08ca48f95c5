using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A posterior predictive check of one number. Immutable.</summary>
/// <param name="Endpoint">Name of what is observed.</param>
/// <param name="Measure">The measure as it was asked for.</param>
/// <param name="Statistic">What is said of it over subjects.</param>
/// <param name="Subjects">Number of subjects that have it.</param>
/// <param name="Check">The check.</param>
/// <param name="Replicates">The number in each simulated data set; NaN where it does not exist.</param>
public sealed record MeasureRow(string Endpoint, string Measure, MeasureStatistic Statistic, int Subjects, PredictiveCheck Check, ImmutableArray<double> Replicates)
{
    /// <summary>True when the observed number lies outside the interval of the simulated ones.</summary>
    public bool IsOutside => Check.Observed < Check.Lower || Check.Observed > Check.Upper;
}
