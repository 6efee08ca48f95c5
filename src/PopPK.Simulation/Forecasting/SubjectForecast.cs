using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Simulation.Forecasting;

/// <summary>A subject's forecast. Immutable.</summary>
public sealed record SubjectForecast
{
    /// <summary>The subject with what is known of it.</summary>
    public required BoundSubject Subject { get; init; }

    /// <summary>What its observations say of its random effects.</summary>
    public required IndividualPosterior Posterior { get; init; }

    /// <summary>When it is decided how to go on.</summary>
    public required double From { get; init; }

    /// <summary>How far the forecast reaches.</summary>
    public required double Until { get; init; }

    /// <summary>Number of its observations that are used.</summary>
    public int Levels => Subject.Observations.Count;

    /// <summary>Its individual parameters; none when there is no mode.</summary>
    public ImmutableArray<ParameterForecast> Parameters { get; init; } = [];

    /// <summary>The course with the doses as given, then the candidates'; none when there is no mode.</summary>
    public ImmutableArray<CourseForecast> Courses { get; init; } = [];
}
