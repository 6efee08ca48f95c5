using System.Collections.Immutable;

namespace PopPK.Simulation.Forecasting;

/// <summary>What would become of a subject under one way to go on. Immutable.</summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Rows">The predictions, in order of time; of the doses as given those before the decision too.</param>
/// <param name="FailedDraws">Number of draws for which the course could not be predicted.</param>
public sealed record CourseForecast(string Name, ImmutableArray<ForecastRow> Rows, int FailedDraws)
{
    /// <summary>What becomes of the targets.</summary>
    public ImmutableArray<TargetForecast> Targets { get; init; } = [];
}
