using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;

namespace PopPK.Simulation.Forecasting;

/// <summary>Forecasts clusters of subjects with the memory of one thread. Mutable; one owner.</summary>
/// <param name="cohort">What is known.</param>
/// <param name="windows">The subjects' windows.</param>
/// <param name="courses">The ways to go on.</param>
/// <param name="targets">What is to be attained.</param>
/// <param name="point">The population parameters.</param>
/// <param name="options">Settings.</param>
internal sealed class ForecastWorker(
    Cohort cohort,
    ImmutableArray<ForecastWindow> windows,
    ImmutableArray<BoundCourse> courses,
    ImmutableArray<Target> targets,
    PopulationPoint point,
    ForecastOptions options)
{
    private readonly PosteriorSampler _sampler = new(cohort, point, options.Posterior);
    private readonly ImmutableArray<CoursePredictor> _predictors = [.. courses.Select(c => new CoursePredictor(c.Cohort, point, options))];

    private readonly ImmutableArray<TargetEvaluator?> _evaluators =
        [.. courses.Select(c => c.Measured is { } measured ? new TargetEvaluator(c.Course, measured, targets, point, options.Coverage) : null)];

    /// <summary>Forecasts the subjects of a cluster.</summary>
    /// <param name="cluster">Its position in the cohort.</param>
    public IEnumerable<SubjectForecast> Forecast(int cluster)
    {
        foreach (var posterior in _sampler.Sample(cluster))
        {
            var window = windows[posterior.Position];
            var forecast = new SubjectForecast
            {
                Subject = cohort.SubjectOf(posterior.Position, posterior.Class),
                Posterior = posterior,
                From = window.From,
                Until = window.Until,
            };
            yield return posterior.SampleCount == 0 ? forecast : forecast with
            {
                Parameters = ParametersOf(posterior, window),
                Courses = [.. courses.Select((c, i) => _predictors[i].Predict(c.Course.Name, posterior, c.Course.Points[posterior.Position]) with
                {
                    Targets = _evaluators[i]?.Evaluate(cluster, posterior, window) ?? [],
                })],
            };
        }
    }

    // As they are at the last record up to the decision.
    private ImmutableArray<ParameterForecast> ParametersOf(IndividualPosterior posterior, ForecastWindow window)
    {
        var function = cohort.Model.IndividualParameters;
        var subject = cohort.SubjectOf(posterior.Position, posterior.Class);
        var records = subject.Subject.Records;
        var record = window.Block;
        while (record + 1 < records.Length && records[record + 1].Time <= window.From)
        {
            record++;
        }

        var typical = new double[function.Names.Length];
        var individual = new double[function.Names.Length];
        var drawn = new double[function.Names.Length];
        function.Evaluate(point.Theta, new double[posterior.Mode.Length], subject, record, typical);
        function.Evaluate(point.Theta, posterior.Mode.AsSpan(), subject, record, individual);
        var draws = new double[function.Names.Length * posterior.SampleCount];
        for (var i = 0; i < posterior.SampleCount; i++)
        {
            function.Evaluate(point.Theta, posterior.Draw(i), cohort.SubjectOf(posterior.Position, posterior.ClassOf(i)), record, drawn);
            for (var p = 0; p < drawn.Length; p++)
            {
                draws[(p * posterior.SampleCount) + i] = drawn[p];
            }
        }

        return
        [
            .. function.Names.Select((name, p) => new ParameterForecast(
                name, typical[p], individual[p], Percentiles.Of(draws.AsSpan(p * posterior.SampleCount, posterior.SampleCount), options.Coverage))),
        ];
    }
}
