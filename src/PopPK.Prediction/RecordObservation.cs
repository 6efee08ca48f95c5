using PopPK.Prediction.Compilation;

namespace PopPK.Prediction;

/// <summary>What a record says of an observation, its endpoint's censoring applied. Immutable.</summary>
/// <param name="IsObservation">True when it counts in the likelihood.</param>
/// <param name="Endpoint">Position of its endpoint; a record that fits none has the first one.</param>
/// <param name="Value">DV; where it does not count, a value whose transform is near 0.</param>
internal readonly record struct RecordObservation(bool IsObservation, int Endpoint, double Value)
{
    /// <summary>What is known.</summary>
    public CensoringStatus Status { get; init; }

    /// <summary>What it lies above, or NaN.</summary>
    public double Lower { get; init; } = double.NaN;

    /// <summary>What it lies below, or NaN.</summary>
    public double Upper { get; init; } = double.NaN;
}
