using System.Collections.Immutable;
using PopPK.Modeling;

namespace PopPK.Prediction.Tracing;

/// <summary>What the engine does with a subject, step by step, for people to read. Immutable.</summary>
public sealed record SubjectTrace
{
    /// <summary>The subject.</summary>
    public required BoundSubject Subject { get; init; }

    /// <summary>How it ended; after a failure everything before it is there.</summary>
    public required PredictionStatus Status { get; init; }

    /// <summary>The time at which the structure could not be solved, or null.</summary>
    public double? FailedTime { get; init; }

    /// <summary>The property with which a dose could not be given, or null.</summary>
    public RefusedProperty? RefusedProperty { get; init; }

    /// <summary>Index of the observation whose prediction or variance is not a usable number, or null.</summary>
    public int? FailedRecord { get; init; }

    /// <summary>Everything that happens, in the order the engine goes through it; empty when doses could not be evaluated.</summary>
    public ImmutableArray<TracedEvent> Events { get; init; } = [];

    /// <summary>Number of doses that would come behind the last record, or the last before a reset, and are not followed.</summary>
    public int DosesBehindEnd { get; init; }

    /// <summary>The covariates that change within some subject, which the equations or the observations follow.</summary>
    public ImmutableArray<Covariate> Covariates { get; init; } = [];

    /// <summary>The times between events, as far as the solver came.</summary>
    public ImmutableArray<TracedInterval> Intervals { get; init; } = [];

    /// <summary>Number of events that were passed.</summary>
    public int Passed { get; init; }

    /// <summary>The predictions of the records that were reached.</summary>
    public ImmutableArray<TracedPrediction> Predictions { get; init; } = [];
}
