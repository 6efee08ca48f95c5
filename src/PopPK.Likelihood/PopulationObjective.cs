using System.Collections.Concurrent;
using System.Collections.Immutable;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The objective of a cohort: the sum of the subjects' marginal -2 log likelihoods under an approximation, in the order of
/// the data. Subjects are evaluated in parallel; each starts where the last evaluation with a gradient left it, moved
/// along the derivatives of its mode, so the result depends on the sequence of points but not on threads or timing.
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
            return new PopulationEvaluation(double.NaN, ZeroGradient(), [], 0, double.PositiveInfinity, false);
        }

        if (_threads == 1)
        {
            var workspace = Rent();
            for (var i = 0; i < _contributions.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                EvaluateSubject(i, parameters, point, withGradient, workspace);
            }

            _workspaces.Add(workspace);
        }
        else
        {
            var settings = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken };
            Parallel.For(0, _contributions.Length, settings, Rent, (i, _, workspace) =>
            {
                EvaluateSubject(i, parameters, point, withGradient, workspace);
                return workspace;
            }, _workspaces.Add);
        }

        if (withGradient)
        {
            _warmPoint = parameters;
        }

        return Reduce(withGradient);
    }

    /// <summary>Forgets the subjects' modes: the next evaluation starts all searches at zero.</summary>
    public void Forget()
    {
        foreach (var contribution in _contributions)
        {
            contribution.IsWarm = false;
        }
    }

    private ClusterWorkspace Rent() => _workspaces.TryTake(out var workspace) ? workspace : new ClusterWorkspace(Cohort);

    private void EvaluateSubject(int i, double[] parameters, PopulationPoint point, bool withGradient, ClusterWorkspace workspace)
    {
        var contribution = _contributions[i];
        var subject = Cohort.Subjects[i];
        var wasWarm = contribution.IsWarm && _warmPoint is not null;
        contribution.IsWarm = wasWarm;
        Start(contribution, parameters, workspace.Eta);
        _approximation.Evaluate(Cohort.Model, Layout, subject, point, _options, withGradient, workspace, contribution);
        if (wasWarm && contribution.Status != EtaModeStatus.Converged)
        {
            contribution.IsWarm = false;
            Array.Clear(workspace.Eta);
            _approximation.Evaluate(Cohort.Model, Layout, subject, point, _options, withGradient, workspace, contribution);
        }
    }

    private void Start(SubjectContribution contribution, double[] parameters, double[] eta)
    {
        if (!contribution.IsWarm)
        {
            Array.Clear(eta);
            return;
        }

        for (var k = 0; k < eta.Length; k++)
        {
            var value = contribution.EtaStore[k];
            for (var q = 0; q < parameters.Length; q++)
            {
                value += contribution.EtaByParameterStore[k * parameters.Length + q] * (parameters[q] - _warmPoint![q]);
            }

            eta[k] = value;
        }
    }

    // In the order of the data, whatever thread evaluated which subject.
    private PopulationEvaluation Reduce(bool withGradient)
    {
        var ofv = 0.0;
        var gradient = new double[Layout.Free.Length];
        var failures = ImmutableArray.CreateBuilder<SubjectFailure>();
        long evaluations = 0;
        var decrement = 0.0;
        for (var i = 0; i < _contributions.Length; i++)
        {
            var contribution = _contributions[i];
            evaluations += contribution.Search.Evaluations;
            decrement = Math.Max(decrement, contribution.Search.Decrement);
            ofv += contribution.Ofv;
            if (contribution.Status is EtaModeStatus.PredictionFailed or EtaModeStatus.CurvatureNotPositiveDefinite)
            {
                failures.Add(Failure(Cohort.Subjects[i], contribution));
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
            evaluations,
            decrement,
            true);
    }

    private static SubjectFailure Failure(BoundSubject subject, SubjectContribution contribution)
    {
        int? row = contribution.FailedPoint >= 0
            ? subject.Subject.Records[subject.Observations.Records[contribution.FailedPoint]].Row
            : null;
        return new SubjectFailure(subject.Id, contribution.Status, contribution.Search.Prediction, row);
    }

    private ImmutableArray<double> ZeroGradient() => ImmutableArray.Create(new double[Layout.Free.Length]);
}
