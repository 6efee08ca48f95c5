using System.Collections.Immutable;
using PopPK.Simulation.Exposure;

namespace PopPK.Simulation.Forecasting;

/// <summary>What is to be forecast. Times are those of the data. Immutable.</summary>
public sealed record ForecastPlan
{
    /// <summary>When it is decided how to go on: levels and doses up to then are known; null: each subject's last record.</summary>
    public double? From { get; init; }

    /// <summary>How far the forecast reaches; null: to the last of <see cref="Times"/>, else to the end of the doses, one interval behind the last.</summary>
    public double? Until { get; init; }

    /// <summary>When predictions are wanted; none: at regular times.</summary>
    public ImmutableArray<double> Times { get; init; } = [];

    /// <summary>What could be given from the decision on, instead of what the data go on with.</summary>
    public ImmutableArray<CandidateRegimen> Candidates { get; init; } = [];

    /// <summary>What is to be attained; times count from the decision.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];
}
