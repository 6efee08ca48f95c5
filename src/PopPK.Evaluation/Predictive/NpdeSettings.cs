namespace PopPK.Evaluation.Predictive;

/// <summary>How prediction distribution errors are computed. Immutable.</summary>
public sealed record NpdeSettings
{
    /// <summary>How the observations of a subject are made uncorrelated.</summary>
    public Decorrelation Decorrelation { get; init; } = Decorrelation.Cholesky;

    /// <summary>Seed of the random numbers that stand for what is not known of observations that were not quantified.</summary>
    public long Seed { get; init; }

    /// <summary>A lower limit of quantification that replaces those of the model, in the unit of DV; null: the model's.</summary>
    public double? LowerLimit { get; init; }
}
