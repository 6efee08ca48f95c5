using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The objective of a cohort: the sum of the marginal -2 log likelihoods of its clusters of subjects (usually one subject each)
/// under an approximation, in the order of the data. Clusters are evaluated in parallel; each starts where the last evaluation left it, moved along the
/// derivatives of its mode (from zero when they are not known), so the result depends on the sequence of points but not on threads or timing.
/// Not safe for concurrent use: it remembers the clusters' modes.
/// </summary>
public sealed class PopulationObjective
{
    private readonly MarginalApproximation _approximation;
    private readonly EtaModeOptions _options;
    private readonly ClusterWorkers _workers;
    private readonly ParameterPriors _priors;
    private readonly ImmutableArray<ClusterLayout> _clusters;
    private readonly ClusterContribution[] _contributions;
    private readonly ClusterContribution[] _parts;
    private readonly MixtureObjective? _mixture;
    private readonly int _classes;
    private double[]? _warmPoint;
    private ImmutableArray<(double[] Mode, double[] Force, double[] Factor)> _base = [];

    /// <summary>Makes the objective of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="approximation">How marginal likelihoods are approximated.</param>
    /// <param name="threads">Number of threads, at least 1.</param>
    /// <param name="options">Settings of the search of conditional modes; null for the defaults.</param>
    /// <exception cref="ArgumentException">The model has a mixture, and subjects share random effects.</exception>
    public PopulationObjective(Cohort cohort, MarginalApproximation approximation, int threads = 1, EtaModeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Cohort = cohort;
        Layout = new ParameterLayout(cohort.Model);
        _approximation = approximation;
        _options = options ?? new EtaModeOptions();
        _priors = new ParameterPriors(cohort.Model.Model, Layout);
        _clusters = ClusterLayout.Of(cohort, Layout);
        _workers = new ClusterWorkers(cohort, _clusters, threads);
        _classes = cohort.ClassCount;
        _mixture = cohort.Model.ClassProbabilities is { } probabilities ? new MixtureObjective(probabilities) : null;
        if (_mixture is not null && _clusters.Any(c => c.Subjects.Length > 1))
        {
            throw new ArgumentException("A mixture of subpopulations needs subjects that share no random effects.", nameof(cohort));
        }

        _contributions = [.. _clusters.Select(c => new ClusterContribution(c, Layout.Free.Length)
        {
            ClassProbabilityStore = new double[_mixture is null ? 0 : _classes],
        })];
        _parts = _mixture is null
            ? _contributions
            : [.. _clusters.SelectMany(c => Enumerable.Range(0, _classes).Select(_ => new ClusterContribution(c, Layout.Free.Length)))];
        SubjectPlaces = PlaceSubjects(cohort, _clusters);
    }

    /// <summary>The cohort.</summary>
    public Cohort Cohort { get; }

    /// <summary>The population parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>What each cluster contributed at the last evaluation, in the order of the data.</summary>
    public IReadOnlyList<ClusterContribution> Contributions => _contributions;

    /// <summary>For each subject its cluster and its position there.</summary>
    public ImmutableArray<(int Cluster, int Member)> SubjectPlaces { get; }

    /// <summary>The approximation.</summary>
    public MarginalApproximation Approximation => _approximation;

    /// <summary>Evaluates the objective.</summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="withGradient">True for the gradient too.</param>
    /// <param name="cancellationToken">Stops between subjects.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public PopulationEvaluation Evaluate(ReadOnlySpan<double> free, bool withGradient, CancellationToken cancellationToken = default) =>
        Evaluate(free, withGradient, _options, cancellationToken);

    /// <summary>
    /// Evaluates objective and gradient to fewer digits, for searches on their way: from modes that are found less exactly; what the
    /// rest of the way to them would change is added to first order.
    /// </summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="decrementTolerance">Stands for <see cref="EtaModeOptions.DecrementTolerance"/>, unless that is larger.</param>
    /// <param name="cancellationToken">Stops between subjects.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public PopulationEvaluation EvaluateTrial(ReadOnlySpan<double> free, double decrementTolerance, CancellationToken cancellationToken = default) =>
        Evaluate(free, withGradient: true, _options.ForTrial(decrementTolerance), cancellationToken);

    /// <summary>
    /// Evaluates objective and gradient with each cluster's mode searched for twice, from where the last evaluation left it
    /// and from zero, and keeps the better one.
    /// </summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="improved">Number of clusters for which the search from zero found a better mode.</param>
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
        ForEachCluster(
            (i, workspace) =>
            {
                if (EvaluateBest(i, parameters, point, workspace))
                {
                    Interlocked.Increment(ref count);
                }
            },
            cancellationToken);
        improved = count;
        MoveTo(parameters);
        return Reduce(point, withGradient: true);
    }

    /// <summary>
    /// Looks for other conditional modes of the clusters after an evaluation, and has the next evaluations follow those that were found,
    /// better or worse: the objective may have a lower minimum with them. Not for mixtures.
    /// </summary>
    /// <param name="free">The free parameters of the last evaluation.</param>
    /// <param name="innerEvaluations">Evaluations of joint densities.</param>
    /// <param name="cancellationToken">Stops between clusters.</param>
    /// <returns>Number of clusters that have another mode.</returns>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public int TakeOtherModes(ReadOnlySpan<double> free, out long innerEvaluations, CancellationToken cancellationToken = default)
    {
        innerEvaluations = 0;
        if (_mixture is not null || !_approximation.IsConditional || Layout.PointAt(free) is not { } point)
        {
            return 0;
        }

        var found = new double[]?[_clusters.Length];
        ForEachCluster(
            (i, workspace) =>
            {
                workspace.Resize(_clusters[i]);
                var mode = _parts[i].ModeStore.ToArray();
                found[i] = OtherModes.Find(_clusters[i], point, _parts[i], start =>
                {
                    start.CopyTo(workspace.Latent);
                    EvaluateFrom(i, point, withGradient: false, _options, workspace);
                });
                if (_parts[i].InnerEvaluations > 0)
                {
                    (found[i] ?? mode).CopyTo(workspace.Latent);
                    _parts[i].IsWarm = true;
                    EvaluateFrom(i, point, withGradient: true, _options, workspace);
                }
            },
            cancellationToken);
        innerEvaluations = _parts.Sum(p => (long)p.InnerEvaluations);
        return found.Count(f => f is not null);
    }

    /// <summary>The modes at the last evaluation, to come back to.</summary>
    public ImmutableArray<ImmutableArray<double>> CopyModes() => [.. _parts.Select(p => ImmutableArray.Create(p.ModeStore))];

    /// <summary>Has the next evaluation start from modes; it must be at the point they belong to.</summary>
    /// <param name="modes">What <see cref="CopyModes"/> gave.</param>
    /// <param name="free">The free parameters they belong to.</param>
    public void ReturnToModes(ImmutableArray<ImmutableArray<double>> modes, ReadOnlySpan<double> free)
    {
        _warmPoint = free.ToArray();
        for (var i = 0; i < _parts.Length; i++)
        {
            modes[i].CopyTo(_parts[i].ModeStore);
            _parts[i].IsWarm = true;
        }
    }

    /// <summary>
    /// Has all further evaluations start from the modes of the last one, which had a gradient: for points around it, whose values then
    /// depend on nothing but the point.
    /// </summary>
    public void StayAroundHere() =>
        _base = [.. _parts.Select(p => p.IsWarm
            ? ((double[])p.ModeStore.Clone(), (double[])p.ModeForceStore.Clone(), (double[])p.ModeFactorStore.Clone())
            : ([], [], []))];

    /// <summary>
    /// The random effects of a subject at the last evaluation, and their approximate conditional covariance.
    /// </summary>
    /// <param name="subject">Position of the subject in the cohort.</param>
    public (ImmutableArray<double> Eta, ImmutableArray<double> Covariance) EffectsOf(int subject)
    {
        var (cluster, member) = SubjectPlaces[subject];
        var contribution = _contributions[cluster];
        var latents = _clusters[cluster].Latents[member];
        var size = latents.Length * latents.Length;
        return (
            [.. latents.Select(k => contribution.ModeStore[k])],
            [.. contribution.CovarianceStore.AsSpan(member * size, size)]);
    }

    /// <summary>
    /// Finds the conditional modes at a point and leaves them in the contributions, whose objectives stay as they are: the empirical
    /// Bayes estimates of a method that has no modes of its own.
    /// </summary>
    /// <param name="free">The free parameters on their natural scale.</param>
    /// <param name="cancellationToken">Stops between clusters.</param>
    /// <returns>The clusters whose mode was not found.</returns>
    public ImmutableArray<SubjectFailure> FindModes(ReadOnlySpan<double> free, CancellationToken cancellationToken = default)
    {
        if (Layout.PointAt(free) is not { } point)
        {
            return [];
        }

        var variance = _approximation.HasInteraction ? VarianceRule.AtEta : VarianceRule.AtZero;
        var found = _parts.Select((_, i) => new ClusterContribution(ClusterOf(i), Layout.Free.Length)).ToArray();
        _workers.Run(
            _parts.Length,
            (i, workspace) =>
            {
                workspace.Resize(ClusterOf(i));
                workspace.Latent.Clear();
                var request = new ClusterRequest(ClusterOf(i), i % _classes, Layout, point, _options, false);
                if (ConditionalMode.TryFind(request, variance, CurvatureRule.Expected, false, workspace, found[i]))
                {
                    if (found[i].Status == EtaModeStatus.Converged)
                    {
                        ConditionalMode.TakeLastStep(workspace);
                    }

                    ConditionalMode.Store(workspace, found[i]);
                }
                else
                {
                    Array.Fill(found[i].ModeStore, double.NaN);
                    Array.Fill(found[i].CovarianceStore, double.NaN);
                }
            },
            cancellationToken);
        for (var i = 0; i < _contributions.Length; i++)
        {
            var part = found[i * _classes + _contributions[i].Class];
            part.ModeStore.CopyTo(_contributions[i].ModeStore, 0);
            part.CovarianceStore.CopyTo(_contributions[i].CovarianceStore, 0);
        }

        return [.. found.Select((f, i) => (f, i)).Where(x => x.f.Status != EtaModeStatus.Converged).Select(x => Failure(ClusterOf(x.i), x.f))];
    }

    /// <summary>Adds second derivatives of the priors' part of the objective, positive definite ones where they have to be approximate.</summary>
    /// <param name="free">The free parameters on their natural scale; Omega is positive definite.</param>
    /// <param name="hessian">The matrix of the free parameters, row by row.</param>
    /// <returns>False when there are no priors.</returns>
    public bool TryAddPriorCurvature(ReadOnlySpan<double> free, Span<double> hessian)
    {
        if (_priors.IsEmpty || Layout.PointAt(free) is not { } point)
        {
            return false;
        }

        _priors.AddCurvature(point, hessian);
        return true;
    }

    private PopulationEvaluation Evaluate(
        ReadOnlySpan<double> free, bool withGradient, EtaModeOptions options, CancellationToken cancellationToken)
    {
        var parameters = free.ToArray();
        if (Layout.PointAt(parameters) is not { } point)
        {
            return PopulationEvaluation.None(Layout.Free.Length);
        }

        ForEachCluster((i, workspace) => EvaluateCluster(i, parameters, point, withGradient, options, workspace), cancellationToken);
        MoveTo(parameters);
        return Reduce(point, withGradient);
    }

    private void MoveTo(double[] parameters)
    {
        if (_base.IsEmpty)
        {
            _warmPoint = parameters;
        }
    }

    private void ForEachCluster(Action<int, ClusterWorkspace> evaluate, CancellationToken cancellationToken)
    {
        foreach (var contribution in _parts)
        {
            contribution.InnerEvaluations = 0;
        }

        try
        {
            _workers.Run(_parts.Length, evaluate, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Some subjects are at the new point and some are not: none of them may be followed from here.
            foreach (var contribution in _parts)
            {
                contribution.IsWarm = false;
            }

            throw;
        }
    }

    // Parts are numbered cluster by cluster, within a cluster class by class.
    private ClusterLayout ClusterOf(int part) => _clusters[part / _classes];

    private void EvaluateCluster(int i, double[] parameters, PopulationPoint point, bool withGradient, EtaModeOptions options, ClusterWorkspace workspace)
    {
        var contribution = _parts[i];
        workspace.Resize(ClusterOf(i));
        contribution.IsWarm = (!_base.IsEmpty || contribution.IsWarm) && PredictMode(i, parameters, point, workspace.Latent);
        if (!contribution.IsWarm)
        {
            workspace.Latent.Clear();
        }

        var wasWarm = contribution.IsWarm;
        EvaluateFrom(i, point, withGradient, options, workspace);
        if (wasWarm && contribution.Status != EtaModeStatus.Converged)
        {
            EvaluateCold(i, point, withGradient, options, workspace);
        }
    }

    private void EvaluateCold(int i, PopulationPoint point, bool withGradient, EtaModeOptions options, ClusterWorkspace workspace)
    {
        _parts[i].IsWarm = false;
        workspace.Latent.Clear();
        EvaluateFrom(i, point, withGradient, options, workspace);
    }

    private void EvaluateFrom(int i, PopulationPoint point, bool withGradient, EtaModeOptions options, ClusterWorkspace workspace)
    {
        var request = new ClusterRequest(ClusterOf(i), i % _classes, Layout, point, options, withGradient);
        _approximation.Evaluate(request, workspace, _parts[i]);
        _parts[i].InnerEvaluations += _parts[i].Search.Evaluations;
    }

    // The better of the mode that was followed from point to point and the one found from zero; equal ones count as found
    // from zero, so that the numbers do not depend on the way.
    private bool EvaluateBest(int i, double[] parameters, PopulationPoint point, ClusterWorkspace workspace)
    {
        const double difference = 1e-6;
        var contribution = _parts[i];
        EvaluateCluster(i, parameters, point, withGradient: true, _options, workspace);
        if (contribution.Status != EtaModeStatus.Converged || !_approximation.IsConditional)
        {
            // The search from zero was the last resort already; repeating it would find no better mode.
            return false;
        }

        var followed = contribution.Search.JointDensity;
        var mode = contribution.ModeStore.ToArray();
        EvaluateCold(i, point, withGradient: true, _options, workspace);
        if (contribution.Status == EtaModeStatus.Converged && contribution.Search.JointDensity <= followed + difference)
        {
            return contribution.Search.JointDensity < followed - difference;
        }

        mode.CopyTo(workspace.Latent);
        contribution.IsWarm = true;
        EvaluateFrom(i, point, withGradient: true, _options, workspace);
        return false;
    }

    // Where the derivatives of the last mode say the new one is; false when that is too far away to be trusted.
    private bool PredictMode(int i, double[] parameters, PopulationPoint point, Span<double> x)
    {
        if (_warmPoint is null)
        {
            return false;
        }

        var part = _parts[i];
        var (mode, force, factor) = _base.IsEmpty ? (part.ModeStore, part.ModeForceStore, part.ModeFactorStore) : _base[i];
        if (mode.Length < x.Length)
        {
            return false;
        }

        x.Clear();
        var moves = false;
        for (var q = 0; q < parameters.Length; q++)
        {
            var step = parameters[q] - _warmPoint[q];
            moves |= step != 0;
            DenseKernels.AddScaled(step, force.AsSpan(q * x.Length, x.Length), x);
        }

        if (moves)
        {
            SkylineKernels.Solve(ClusterOf(i).Shape, factor, x);
        }

        var distance = 0.0;
        foreach (var block in ClusterOf(i).Blocks)
        {
            distance += DenseKernels.QuadraticForm(point.Covariances[block.Covariance].Inverse, x.Slice(block.First, block.Size));
        }

        DenseKernels.AddScaled(1, mode, x);
        return distance <= _options.WarmStartRadius * _options.WarmStartRadius;
    }

    private static ImmutableArray<(int Cluster, int Member)> PlaceSubjects(Cohort cohort, ImmutableArray<ClusterLayout> clusters)
    {
        var places = new (int, int)[cohort.Subjects.Length];
        for (var c = 0; c < clusters.Length; c++)
        {
            for (var m = 0; m < clusters[c].Subjects.Length; m++)
            {
                places[clusters[c].Subjects[m]] = (c, m);
            }
        }

        return [.. places];
    }

    // In the order of the data, whatever thread evaluated which subject.
    private PopulationEvaluation Reduce(PopulationPoint point, bool withGradient)
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
            _mixture?.Combine(
                Cohort.Subjects[_clusters[i].Subjects[0]], point.Theta, _parts.AsSpan(i * _classes, _classes), withGradient, contribution);
            evaluations += contribution.InnerEvaluations;
            decrement = Math.Max(decrement, contribution.Search.Decrement);
            ofv += contribution.Ofv;
            if (contribution.Status is EtaModeStatus.Converged or EtaModeStatus.NotConverged && !double.IsFinite(contribution.Ofv))
            {
                failures.Add(Failure(_clusters[i], contribution) with { Status = EtaModeStatus.PredictionFailed });
            }
            else if (contribution.Status != EtaModeStatus.Converged)
            {
                (contribution.Status == EtaModeStatus.NotConverged ? inexact : failures).Add(Failure(_clusters[i], contribution));
            }

            for (var q = 0; withGradient && q < gradient.Length; q++)
            {
                gradient[q] += contribution.GradientStore[q];
            }
        }

        var prior = _priors.Evaluate(point, withGradient ? gradient : []);
        return new PopulationEvaluation(
            failures.Count == 0 ? ofv + prior : double.NaN,
            ImmutableArray.Create(gradient),
            failures.ToImmutable(),
            inexact.ToImmutable(),
            evaluations,
            decrement,
            true)
        {
            Prior = prior,
        };
    }

    private SubjectFailure Failure(ClusterLayout cluster, ClusterContribution contribution)
    {
        var subject = Cohort.Subjects[cluster.Subjects[contribution.FailedMember]];
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
