using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Simulation.Forecasting;

/// <summary>
/// Forecasts subjects one by one: from the doses and levels so far their random effects (<see cref="IndividualPosterior"/>), from these
/// the course under the doses as given and under candidates. Population parameters are taken as known. What is drawn for a subject depends
/// on the seed and its position alone, and is the same for all candidates. Immutable; safe to share between threads.
/// </summary>
public sealed class Forecaster
{
    /// <summary>The name of the course without a candidate.</summary>
    public const string AsGiven = "as given";

    private readonly ForecastDesign _design;
    private readonly ForecastPlan _plan;
    private readonly ImmutableArray<BoundCourse> _courses;

    private Forecaster(ForecastDesign design, ForecastPlan plan, Cohort cohort, ImmutableArray<BoundCourse> courses) =>
        (_design, _plan, Cohort, _courses) = (design, plan, cohort, courses);

    /// <summary>What is known: the data up to the decision, bound to the model.</summary>
    public Cohort Cohort { get; }

    /// <summary>Names of the courses: the doses as given, then the candidates'.</summary>
    public IEnumerable<string> Courses => _courses.Select(c => c.Course.Name);

    /// <summary>Names of the model's endpoints, in the order of <see cref="ForecastRow.Endpoint"/>.</summary>
    public IEnumerable<string> Endpoints => Cohort.Model.Model.Endpoints.Select(e => e.Name);

    /// <summary>Binds a model to what is known of subjects and to what could be done.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">What is known, and perhaps what is planned.</param>
    /// <param name="plan">What is to be forecast.</param>
    /// <param name="chosen">Positions of the subjects it is about.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The forecaster, or null when something is wrong.</returns>
    public static Forecaster? TryBuild(PopulationModel model, Dataset data, ForecastPlan plan, IReadOnlyCollection<int> chosen, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var bound = CohortBuilder.Build(model, data);
        diagnostics.AddRange(bound.Diagnostics);
        if (bound.Cohort is null)
        {
            return null;
        }

        var design = new ForecastDesign(model, data, plan);
        ForecastChecks.Check(bound.Cohort, design, plan, [.. chosen.Order()], diagnostics);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var history = design.History();
        var cohort = Checked(CohortBuilder.Build(model, history), diagnostics);
        var courses = plan.Candidates.Select(c => design.With(c, diagnostics)).Prepend(design.AsGiven(AsGiven)).ToArray();
        var problems = new DiagnosticBag();
        BoundCourse?[] bounds = diagnostics.HasErrors ? [] : [.. courses.Select(c => BoundCourse.TryBind(model, c, !plan.Targets.IsEmpty, problems))];
        diagnostics.AddRange(problems.Where(p => p.IsError).Distinct());
        return diagnostics.HasErrors || cohort is null ? null : new Forecaster(design, plan, cohort, [.. bounds.OfType<BoundCourse>()]);
    }

    /// <summary>Forecasts.</summary>
    /// <param name="point">The population parameters.</param>
    /// <param name="options">Settings.</param>
    /// <param name="chosen">Positions of the subjects to forecast; with one of them go those that share its random effects.</param>
    /// <param name="add">Receives the forecasts in the order of the data (of clusters); on any thread, one at a time.</param>
    /// <param name="progress">Hears how many clusters of how many are done.</param>
    /// <param name="cancellation">Ends the work behind the subjects at hand.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the subjects up to some place were added.</exception>
    public void Run(
        PopulationPoint point,
        ForecastOptions options,
        IReadOnlyCollection<int> chosen,
        Action<SubjectForecast> add,
        Action<long, long>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(add);
        options.Check();
        var wanted = chosen.ToHashSet();
        int[] clusters = [.. Enumerable.Range(0, Cohort.Clusters.Length).Where(c => Cohort.Clusters[c].Subjects.Any(wanted.Contains))];
        new OrderedWork<ForecastWorker, List<SubjectForecast>>(clusters.Length, CreateWorker, Work, Deliver).Run(options.Threads, cancellation);

        ForecastWorker CreateWorker() => new(Cohort, _design.Windows, _courses, _plan.Targets, point, options);

        List<SubjectForecast> Work(ForecastWorker worker, long number, List<SubjectForecast>? used)
        {
            var part = used ?? [];
            part.Clear();
            part.AddRange(worker.Forecast(clusters[number]).Where(f => wanted.Contains(f.Posterior.Position)));
            return part;
        }

        void Deliver(long number, List<SubjectForecast> part)
        {
            part.ForEach(add);
            progress?.Invoke(number + 1, clusters.Length);
        }
    }

    // What the data themselves make one say was said before.
    private static Cohort? Checked(CohortBinding binding, DiagnosticBag diagnostics)
    {
        diagnostics.AddRange(binding.Diagnostics.Where(d => d.IsError));
        return binding.Cohort;
    }
}
