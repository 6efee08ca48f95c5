using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Optimization;
using PopPK.Prediction;

namespace PopPK.Estimation;

/// <summary>
/// Estimates population parameters by minimising an approximate -2 log likelihood, or evaluates it where the model stands.
/// Stateless; safe for concurrent use.
/// </summary>
public static class Estimator
{
    /// <summary>Estimates the free parameters from the model's initial estimates.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Called after every iteration, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends the search; the best point so far is reported.</param>
    public static EstimationResult Estimate(
        Cohort cohort,
        EstimationOptions options,
        Action<EstimationIteration>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return EstimateFrom(cohort, options, new ParameterLayout(cohort.Model).InitialFree(), progress, cancellationToken);
    }

    /// <summary>Estimates the free parameters from a point.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="options">Settings.</param>
    /// <param name="initial">The free parameters to start from, natural scale; inside their bounds.</param>
    /// <param name="progress">Called after every iteration, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends the search; the best point so far is reported, or that there is none.</param>
    public static EstimationResult EstimateFrom(
        Cohort cohort,
        EstimationOptions options,
        double[] initial,
        Action<EstimationIteration>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(initial);
        var objective = new PopulationObjective(cohort, options.Approximation, options.Threads, options.EtaMode);
        if (initial.Length == 0)
        {
            return Report(objective, options, initial, EstimationStatus.EvaluatedOnly, "all parameters are fixed: nothing was estimated", [], 0, 0, null, cancellationToken);
        }

        var search = Search(objective, options, new SearchStart(ImmutableArray.Create(initial)), progress, cancellationToken);

        // The best point is described in full even after an interruption; not one of which nothing is known yet: what was
        // interrupted would begin again.
        var isKnown = !search.Iterations.IsEmpty;
        double[] natural = [.. search.FreeParameters];
        var report = Describe(0, isReset: false);
        if (report is { Status: EstimationStatus.Converged or EstimationStatus.NotConverged, HasObjective: true })
        {
            var (uninformed, evaluations) = UninformedParameters.Find(objective, report, cancellationToken);
            if (TryReset(report.Layout, natural, initial, uninformed))
            {
                report = Describe(evaluations, isReset: true) with { Uninformed = [.. uninformed] };
            }
        }

        return report with { FailedEvaluations = search.FailedEvaluations, Termination = BoundaryText.Append(report) };

        EstimationResult Describe(int more, bool isReset) => Report(
            objective,
            options,
            natural,
            search.Status,
            search.Termination,
            search.Iterations,
            search.Evaluations + more,
            search.InnerEvaluations,
            isReset ? null : search.FinalEvaluation,
            isKnown ? CancellationToken.None : cancellationToken);
    }

    /// <summary>
    /// Searches for the minimum of an objective. Every fit begins here: those of restarts, of bootstrap replicates, and those of profiles,
    /// which hold a parameter.
    /// </summary>
    /// <param name="objective">The objective; it is left where the search ended.</param>
    /// <param name="options">Settings of the minimiser.</param>
    /// <param name="start">Where to begin, and in what coordinates.</param>
    /// <param name="progress">Called after every iteration, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends the search with the best point so far.</param>
    public static SearchResult Search(
        PopulationObjective objective,
        EstimationOptions options,
        SearchStart start,
        Action<EstimationIteration>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(start);
        var space = start.Space ?? new UnconstrainedScale(objective.Layout);
        if (!start.Modes.IsEmpty)
        {
            objective.ReturnToModes(start.Modes, start.Parameters.AsSpan());
            objective.Evaluate(start.Parameters.AsSpan(), withGradient: true, cancellationToken);
        }

        var search = new MinimumSearch(objective, options, space, progress);
        var result = search.Run([.. start.Parameters], cancellationToken);
        var natural = new double[objective.Layout.Free.Length];
        space.ToNatural(result.Point.AsSpan(), natural);
        var (status, termination) = Conclude(result, search.LastEvaluation);
        return new SearchResult
        {
            Status = status,
            Termination = termination,
            FreeParameters = ImmutableArray.Create(natural),
            Ofv = search.Best,
            Iterations = [.. search.Iterations],
            Evaluations = search.Evaluations,
            InnerEvaluations = search.InnerEvaluations,
            FinalEvaluation = search.FinalEvaluation,
            FailedEvaluations = search.FailedEvaluations,
        };
    }

    // What the objective does not depend on stays what it was: where the search left it means nothing.
    private static bool TryReset(ParameterLayout layout, double[] estimates, double[] initial, int[] uninformed)
    {
        if (uninformed.Length == 0)
        {
            return false;
        }

        var reset = estimates.ToArray();
        foreach (var i in uninformed)
        {
            reset[i] = initial[i];
        }

        // A part of a block may not fit what became of the rest.
        (layout.PointAt(reset) is null ? estimates : reset).CopyTo(estimates, 0);
        return true;
    }

    /// <summary>Evaluates objective, gradient and empirical Bayes estimates at the model's own parameter values.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="options">Settings.</param>
    /// <param name="cancellationToken">Ends the evaluation; there is no objective then.</param>
    public static EstimationResult Evaluate(Cohort cohort, EstimationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(options);
        var objective = new PopulationObjective(cohort, options.Approximation, options.Threads, options.EtaMode);
        return Report(
            objective,
            options,
            objective.Layout.InitialFree(),
            EstimationStatus.EvaluatedOnly,
            "evaluated at the model's own parameter values",
            [],
            0,
            0,
            null,
            cancellationToken);
    }

    private static (EstimationStatus Status, string Termination) Conclude(MinimizerResult result, PopulationEvaluation? last) =>
        result.Status switch
        {
            MinimizerStatus.Converged => (EstimationStatus.Converged, result.Termination),
            MinimizerStatus.Cancelled => (EstimationStatus.Cancelled, result.Termination),
            MinimizerStatus.StartFailed => (
                EstimationStatus.InitialPointFailed,
                last is { Failures: [var failure, ..] }
                    ? $"the objective does not exist at the initial estimates: {failure}"
                    : "the objective does not exist at the initial estimates"),
            _ => (EstimationStatus.NotConverged, result.Termination),
        };

    // Unless the search has done so at its end, the reported point is evaluated afresh, searches of conditional modes starting at zero
    // too: unless a subject has several modes, evaluating at the estimates gives the same numbers however the minimiser got there.
    private static EstimationResult Report(
        PopulationObjective objective,
        EstimationOptions options,
        double[] parameters,
        EstimationStatus status,
        string termination,
        ImmutableArray<EstimationIteration> iterations,
        int evaluations,
        long innerEvaluations,
        PopulationEvaluation? final,
        CancellationToken cancellationToken)
    {
        // Who interrupts does not want to wait: the best point is evaluated once, without its gradient.
        var isInterrupted = status == EstimationStatus.Cancelled;
        PopulationEvaluation evaluation;
        ImmutableArray<SubjectFailure> withoutMode = [];
        try
        {
            evaluation = isInterrupted
                ? objective.Evaluate(parameters, withGradient: false, cancellationToken)
                : final ?? objective.EvaluateBestModes(parameters, out _, cancellationToken);
            if (!ReferenceEquals(evaluation, final))
            {
                evaluations++;
                innerEvaluations += evaluation.InnerEvaluations;
            }

            if (evaluation.IsPointAdmissible && !options.Approximation.IsConditional)
            {
                withoutMode = objective.FindModes(parameters, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            evaluation = PopulationEvaluation.None(parameters.Length);
            (status, termination) = (EstimationStatus.Cancelled, "interrupted before the objective was known");
        }

        // Without an objective there are still the subjects that have a share in it.
        var exists = evaluation.Exists;
        var isKnown = exists || (evaluation.IsPointAdmissible && !evaluation.Failures.IsEmpty);
        return new EstimationResult
        {
            Cohort = objective.Cohort,
            Layout = objective.Layout,
            Approximation = options.Approximation,
            Status = status,
            Termination = termination,
            Ofv = evaluation.Ofv,
            Prior = evaluation.Prior,
            FreeParameters = ImmutableArray.Create(parameters),
            Gradient = isInterrupted ? [.. evaluation.Gradient.Select(_ => double.NaN)] : evaluation.Gradient,
            Subjects = isKnown ? DescribeSubjects(objective, parameters) : [],
            ClusterGradients = exists && !isInterrupted ? [.. objective.Contributions.Select(c => ImmutableArray.Create(c.Gradient))] : [],
            Modes = exists && options.Approximation.IsConditional ? objective.CopyModes() : [],
            Failures = evaluation.Failures,
            InexactSubjects = [.. evaluation.InexactSubjects, .. withoutMode],
            Iterations = iterations,
            ObjectiveEvaluations = evaluations,
            InnerEvaluations = innerEvaluations,
            LargestDecrement = evaluation.LargestDecrement,
        };
    }

    private static ImmutableArray<SubjectEstimate> DescribeSubjects(PopulationObjective objective, double[] parameters)
    {
        var model = objective.Cohort.Model;
        var theta = objective.Layout.Complete(parameters).AsSpan(0, model.Model.FixedEffects.Length);
        var result = ImmutableArray.CreateBuilder<SubjectEstimate>();
        for (var i = 0; i < objective.Cohort.Subjects.Length; i++)
        {
            var contribution = objective.Contributions[objective.SubjectPlaces[i].Cluster];
            var subject = objective.Cohort.SubjectOf(i, contribution.Class);
            var ofv = contribution.Ofv;
            var (eta, covariance) = objective.EffectsOf(i);
            if (!double.IsFinite(ofv))
            {
                eta = [.. eta.Select(_ => double.NaN)];
                covariance = [.. covariance.Select(_ => double.NaN)];
            }

            var individual = new double[model.IndividualParameters.Names.Length];
            model.IndividualParameters.Evaluate(theta, eta.AsSpan(), subject.Covariates, individual);
            result.Add(new SubjectEstimate(subject.Id, ofv, eta, covariance, [.. individual])
            {
                Class = contribution.Class,
                ClassProbabilities = [.. contribution.ClassProbabilities],
            });
        }

        return result.ToImmutable();
    }
}
