using PopPK.Data;

namespace PopPK.Evaluation.Predictive;

/// <summary>An observation as checks by simulation see it. Immutable.</summary>
/// <param name="Index">Its position among all observations of the cohort, subject by subject.</param>
/// <param name="Subject">Position of its subject.</param>
/// <param name="Endpoint">Position of its endpoint.</param>
/// <param name="Record">Its record.</param>
internal sealed record PredictiveObservation(int Index, int Subject, int Endpoint, DataRecord Record)
{
    /// <summary>The subject's ID.</summary>
    public required string Id { get; init; }

    /// <summary>What it would not be quantified below; negative infinity without a limit.</summary>
    public required double Lower { get; init; }

    /// <summary>What it would not be quantified above; infinity without a limit.</summary>
    public required double Upper { get; init; }

    /// <summary>What it is known to lie above; DV when it was quantified.</summary>
    public required double From { get; init; }

    /// <summary>What it is known to lie below; DV when it was quantified.</summary>
    public required double To { get; init; }

    /// <summary>True when observations like this one that were not quantified are not in the data.</summary>
    public required bool Discards { get; init; }

    /// <summary>The prediction at eta = 0; NaN without one.</summary>
    public required double Pred { get; init; }

    /// <summary>Time after dose; NaN without doses.</summary>
    public required double TimeAfterDose { get; init; }

    /// <summary>True when it was not quantified.</summary>
    public bool IsCensored => From != To;

    /// <summary>True when it lies below its limit.</summary>
    public bool IsBelow => IsCensored && To <= Lower;

    /// <summary>DV as it ranks: infinite when it was not quantified.</summary>
    public double Ranked => !IsCensored ? From : IsBelow ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>A simulated value as it ranks.</summary>
    /// <param name="simulated">The value.</param>
    /// <returns>NaN when it would not be in the data; infinite when it would not be quantified.</returns>
    public double Rank(double simulated) =>
        simulated < Lower ? (Discards ? double.NaN : double.NegativeInfinity)
        : simulated > Upper ? (Discards ? double.NaN : double.PositiveInfinity)
        : simulated;
}
