using System.Collections.Immutable;
using PopPK.Data;

namespace PopPK.Prediction.Tracing;

/// <summary>Something that happens to a subject, with what the model makes of its dose. Immutable.</summary>
/// <param name="Event">What, when and where.</param>
public sealed record TracedEvent(TimelineEvent Event)
{
    /// <summary>How much arrives: AMT times bioavailability; NaN without a dose.</summary>
    public double Amount { get; init; } = double.NaN;

    /// <summary>The rate of an infusion or a constant input [amount/time]; NaN for everything else.</summary>
    public double Rate { get; init; } = double.NaN;

    /// <summary>Time between the dose's nominal time and its arrival; NaN without a dose.</summary>
    public double Lag { get; init; } = double.NaN;

    /// <summary>Duration of an infusion; NaN for everything else.</summary>
    public double Duration { get; init; } = double.NaN;

    /// <summary>Which dose of its record: 0 its own, from 1 the additional ones, below 0 those of the steady state before it; null without a dose.</summary>
    public int? Number { get; init; }

    /// <summary>What a reset, or a steady state that replaces, cancelled.</summary>
    public Cancellation Cancelled { get; init; }

    /// <summary>The amounts in the compartments behind it; empty when it was not reached.</summary>
    public ImmutableArray<double> Amounts { get; init; } = [];
}
