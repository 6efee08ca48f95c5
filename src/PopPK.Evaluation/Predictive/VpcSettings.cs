using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>What a visual predictive check shows. Immutable.</summary>
public sealed record VpcSettings
{
    /// <summary>The probabilities of the percentiles, increasing, each between 0 and 1.</summary>
    public ImmutableArray<double> Percentiles { get; init; } = [0.05, 0.5, 0.95];

    /// <summary>Level of the bands about simulated percentiles, between 0 and 1.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>What the axis shows.</summary>
    public IndependentVariable Variable { get; init; } = IndependentVariable.Time;

    /// <summary>How observations are gathered along it.</summary>
    public Binning Binning { get; init; } = Binning.Automatic;

    /// <summary>Columns of the data; each combination of their values is a panel of its own.</summary>
    public ImmutableArray<string> StratifyBy { get; init; } = [];

    /// <summary>How observations are made comparable.</summary>
    public PredictionCorrection Correction { get; init; } = PredictionCorrection.None;

    /// <summary>True when DV and PRED are logarithms, so that they are corrected by differences.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>The lower bound lb of what is observed, for the correction of what is no logarithm.</summary>
    public double LowerBound { get; init; }

    /// <summary>A lower limit of quantification that replaces those of the model, in the unit of DV; null: the model's.</summary>
    public double? LowerLimit { get; init; }

    /// <summary>A bin with fewer observations is reported.</summary>
    public int LeastInBin { get; init; } = 5;

    /// <summary>True when a chart should have a logarithmic axis of observations; changes no number.</summary>
    public bool HasLogAxis { get; init; }
}
