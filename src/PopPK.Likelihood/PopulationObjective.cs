using System.Collections.Concurrent;
using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The objective of a cohort: the sum of the subjects' marginal -2 log likelihoods under an approximation, in the order of
/// the data. Subjects are evaluated in parallel; each starts where the last evaluation left it, moved along the
/// derivatives of its mode (from zero when they are not known), so the result depends on the sequence of points but not on threads or timing.
/// Not safe for concurrent use: it remembers the subjects' modes.
/// </summary>
public sealed class PopulationObjective
{
    private readonly MarginalApproximation _approximation;
    private readonly EtaModeOptions _options;
    private readonly int _threads;
    private readonly ConcurrentBag<ClusterWorkspace> _workspaces = [];
    private readonly SubjectContribution[] _contributions;
    private double[]? _warmPoint;

    /// <summary>Makes the objective of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="approximation">How marginal likelihoods are approximated.</param>
    /// <param name="threads">Number of threads, at least 1.</param>
    /// <param name="options">Settings of the search of conditional modes; null for the defaults.</param>
    public PopulationObjective(Cohort cohort, MarginalApproximation approximation, int threads = 1, EtaModeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Cohort = cohort;
        Layout = new ParameterLayout(cohort.Model);
        _approximation = approximation;
        _threads = threads;
        _options = options ?? new EtaModeOptions();
        _contributions = [.. cohort.Subjects.Select(_ => new SubjectContribution(cohort.Model.Etas.Length, Layout.Free.Length))];
    }

    /// <summary>The cohort.</summary>
    public Cohort Cohort { get; }

    /// <summary>The population parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What each subject contributed at the last evaluation, in the order of the data.</summary>
    public IReadOnlyList<SubjectContribution> Contributions => _contributions;

    /// <summary>Evaluates the objective.</summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="withGradient">True for the gradient too.</param>
    /// <param name="cancellationToken">Stops between subjects.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public PopulationEvaluation Evaluate(ReadOnlySpan<double> free, bool withGradient, CancellationToken cancellationToken = default)
    {
        var parameters = free.ToArray();
        if (Layout.PointAt(parameters) is not { } point)
        {
            return PopulationEvaluation.None(Layout.Free.Length);
        }

        ForEachSubject((i, workspace) => EvaluateSubject(i, parameters, point, withGradient, workspace), cancellationToken);
        _warmPoint = parameters;
        return Reduce(withGradient);
    }

    /// <summary>
    /// Evaluates objective and gradient with each subject's mode searched for twice, from where the last evaluation left it
    /// and from zero, and keeps the better one.
    /// </summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="improved">Number of subjects for which the search from zero found a better mode.</param>
    /// <param name="cancellationToken">Stops between subjects.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public PopulationEvaluation EvaluateBestModes(
        ReadOnlySpan<double> free,
        out int improved,
        CancellationToken cancellationToken = default)
    {
        var parameters = free.ToArray();
        improved = 0;
        if (Layout.PointAt(parameters) is not { } point)
        {
            return PopulationEvaluation.None(Layout.Free.Length);
        }

        var count = 0;
        ForEachSubject(
            (i, workspace) =>
            {
                if (EvaluateBest(i, parameters, point, workspace))
                {
                    Interlocked.Increment(ref count);
                }
            },
            cancellationToken);
        improved = count;
        _warmPoint = parameters;
        return Reduce(withGradient: true);
    }

    private void ForEachSubject(Action<int, ClusterWorkspace> evaluate, CancellationToken cancellationToken)
    {
        foreach (var contribution in _contributions)
        {
            contribution.InnerEvaluations = 0;
        }

        try
        {
            RunOnThreads(evaluate, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Some subjects are at the new point and some are not: none of them may be followed from here.
            foreach (var contribution in _contributions)
            {
                contribution.IsWarm = false;
            }

            throw;
        }
    }

    private void RunOnThreads(Action<int, ClusterWorkspace> evaluate, CancellationToken cancellationToken)
    {
        if (_threads == 1)
        {
            var workspace = Rent();
            for (var i = 0; i < _contributions.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                evaluate(i, workspace);
            }

            _workspaces.Add(workspace);
            return;
        }

        var settings = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken };
        Parallel.For(0, _contributions.Length, settings, Rent, (i, _, workspace) =>
        {
            evaluate(i, workspace);
            return workspace;
        }, _workspaces.Add);
    }

    private ClusterWorkspace Rent() => _workspaces.TryTake(out var workspace) ? workspace : new ClusterWorkspace(Cohort);

    private void EvaluateSubject(int i, double[] parameters, PopulationPoint point, bool withGradient, ClusterWorkspace workspace)
    {
        var contribution = _contributions[i];
        contribution.IsWarm = contribution.IsWarm && PredictMode(contribution, parameters, point, workspace.Eta);
        if (!contribution.IsWarm)
        {
            Array.Clear(workspace.Eta);
        }

        var wasWarm = contribution.IsWarm;
        EvaluateFrom(i, point, withGradient, workspace);
        if (wasWarm && contribution.Status != EtaModeStatus.Converged)
        {
            EvaluateCold(i, point, withGradient, workspace);
        }
    }

    private void EvaluateCold(int i, PopulationPoint point, bool withGradient, ClusterWorkspace workspace)
    {
        _contributions[i].IsWarm = false;
        Array.Clear(workspace.Eta);
        EvaluateFrom(i, point, withGradient, workspace);
    }

    private void EvaluateFrom(int i, PopulationPoint point, bool withGradient, ClusterWorkspace workspace)
    {
        _approximation.Evaluate(
            Cohort.Model, Layout, Cohort.Subjects[i], point, _options, withGradient, workspace, _contributions[i]);
        _contributions[i].InnerEvaluations += _contributions[i].Search.Evaluations;
    }

    // The better of the mode that was followed from point to point and the one found from zero; equal ones count as found
    // from zero, so that the numbers do not depend on the way.
    private bool EvaluateBest(int i, double[] parameters, PopulationPoint point, ClusterWorkspace workspace)
    {
        const double difference = 1e-6;
        var contribution = _contributions[i];
        EvaluateSubject(i, parameters, point, withGradient: true, workspace);
        if (contribution.Status != EtaModeStatus.Converged)
        {
            // The search from zero was the last resort already; repeating it would find no better mode.
            return false;
        }

        var followed = contribution.Search.JointDensity;
        var mode = contribution.EtaStore.ToArray();
        EvaluateCold(i, point, withGradient: true, workspace);
        if (contribution.Status == EtaModeStatus.Converged && contribution.Search.JointDensity <= followed + difference)
        {
            return contribution.Search.JointDensity < followed - difference;
        }

        mode.CopyTo(workspace.Eta, 0);
        contribution.IsWarm = true;
        EvaluateFrom(i, point, withGradient: true, workspace);
        return false;
    }

    // Where the derivatives of the last mode say the new one is; false when that is too far away to be trusted.
    private bool PredictMode(SubjectContribution contribution, double[] parameters, PopulationPoint point, double[] eta)
    {
        if (_warmPoint is null)
        {
            return false;
        }

        var n = eta.Length;
        for (var k = 0; k < n; k++)
        {
            eta[k] = 0;
            for (var q = 0; q < parameters.Length; q++)
            {
                eta[k] += contribution.EtaByParameterStore[k * parameters.Length + q] * (parameters[q] - _warmPoint[q]);
            }
        }

        var distance = 0.0;
        for (var k = 0; k < n; k++)
        {
            for (var l = 0; l < n; l++)
            {
                distance += eta[k] * point.OmegaInverse[k * n + l] * eta[l];
            }
        }

        for (var k = 0; k < n; k++)
        {
            eta[k] += contribution.EtaStore[k];
        }

        return distance <= _options.WarmStartRadius * _options.WarmStartRadius;
    }

    // In the order of the data, whatever thread evaluated which subject.
    private PopulationEvaluation Reduce(bool withGradient)
    {
        var ofv = 0.0;
        var gradient = new double[Layout.Free.Length];
        var failures = ImmutableArray.CreateBuilder<SubjectFailure>();
        var inexact = ImmutableArray.CreateBuilder<SubjectFailure>();
        long evaluations = 0;
        var decrement = 0.0;
        for (var i = 0; i < _contributions.Length; i++)
        {
            var contribution = _contributions[i];
            evaluations += contribution.InnerEvaluations;
            decrement = Math.Max(decrement, contribution.Search.Decrement);
            ofv += contribution.Ofv;
            if (contribution.Status != EtaModeStatus.Converged)
            {
                (contribution.Status == EtaModeStatus.NotConverged ? inexact : failures).Add(Failure(Cohort.Subjects[i], contribution));
            }

            for (var q = 0; withGradient && q < gradient.Length; q++)
            {
                gradient[q] += contribution.GradientStore[q];
            }
        }

        return new PopulationEvaluation(
            failures.Count == 0 ? ofv : double.NaN,
            ImmutableArray.Create(gradient),
            failures.ToImmutable(),
            inexact.ToImmutable(),
            evaluations,
            decrement,
            true);
    }

    private SubjectFailure Failure(BoundSubject subject, SubjectContribution contribution)
    {
        int? row = contribution.FailedPoint >= 0
            ? subject.Subject.Records[subject.Observations.Records[contribution.FailedPoint]].Row
            : null;
        return new SubjectFailure(subject.Id, contribution.Status, contribution.Search.Prediction, row)
        {
            Time = double.IsNaN(contribution.FailedTime) ? null : contribution.FailedTime,
            Property = contribution.RefusedProperty?.Describe(Cohort.Model.Model.Structure),
        };
    }
}
