using System.Collections.Immutable;

namespace PopPK.Prediction.Tracing;

/// <summary>A time between two events, or between an event and a time at which equations change. Immutable.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends, or how far the solver came.</param>
/// <param name="Next">Index among the events of the one that follows.</param>
public sealed record TracedInterval(double From, double To, int Next)
{
    /// <summary>What moves the amounts.</summary>
    public SolutionMethod Method { get; init; }

    /// <summary>Number of steps an integrator accepted; 0 without one.</summary>
    public long Steps { get; init; }

    /// <summary>The infusion rate into each compartment [amount/time].</summary>
    public ImmutableArray<double> Inputs { get; init; } = [];

    /// <summary>The amount in each compartment at its end, before the event there.</summary>
    public ImmutableArray<double> Amounts { get; init; } = [];

    /// <summary>For each of <see cref="SubjectTrace.Covariates"/> its value at the beginning and at the end.</summary>
    public ImmutableArray<(double From, double To)> Covariates { get; init; } = [];
}
