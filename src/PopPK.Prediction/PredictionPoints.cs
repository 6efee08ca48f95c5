using System.Collections.Immutable;

namespace PopPK.Prediction;

/// <summary>The records of a subject at which predictions are wanted, in the order of the data. Immutable.</summary>
/// <param name="Records">Indices of the records in the subject's records, increasing.</param>
/// <param name="Times">Their times.</param>
/// <param name="Endpoints">Index of the endpoint that describes each.</param>
/// <param name="Forms">Index of the form of each among <see cref="Compilation.CompiledModel.Forms"/>.</param>
public sealed record PredictionPoints(
    ImmutableArray<int> Records,
    ImmutableArray<double> Times,
    ImmutableArray<int> Endpoints,
    ImmutableArray<int> Forms)
{
    /// <summary>Number of points.</summary>
    public int Count => Records.Length;

    /// <summary>True when all points have the same form.</summary>
    internal bool HaveOneForm { get; } = Forms.All(f => f == Forms[0]);
}
