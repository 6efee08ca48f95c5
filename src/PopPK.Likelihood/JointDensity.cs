using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The joint density of the observations and random effects of the clusters of a cohort, for those who sample random effects given the
/// observations: its mode with exact second derivatives, and its value anywhere. Residual variances follow the random effects.
/// Scratch of one worker.
/// </summary>
public sealed class JointDensity
{
    private readonly Cohort _cohort;
    private readonly ParameterLayout _layout;
    private readonly ImmutableArray<ClusterLayout> _clusters;
    private readonly ClusterWorkspace _workspace;
    private readonly EtaModeOptions _options = new();
    private ClusterRequest _request;

    /// <summary>Makes the scratch.</summary>
    /// <param name="cohort">The cohort.</param>
    public JointDensity(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        _cohort = cohort;
        _layout = new ParameterLayout(cohort.Model);
        _clusters = ClusterLayout.Of(cohort, _layout);
        _workspace = new ClusterWorkspace(cohort, _clusters);
    }

    /// <summary>Turns to a cluster.</summary>
    /// <param name="cluster">Its position in the cohort.</param>
    /// <param name="classOfMixture">The class its subject belongs to, from 0.</param>
    /// <param name="point">The population parameters.</param>
    public void MoveTo(int cluster, int classOfMixture, PopulationPoint point)
    {
        _request = new ClusterRequest(_clusters[cluster], classOfMixture, _layout, point, _options, WithGradient: false);
        _workspace.Density.Begin(_request.Cluster, classOfMixture, point, VarianceRule.AtEta);
    }

    /// <summary>
    /// J at a latent vector: -2 log of the joint density, constants dropped that depend on neither the latent vector nor the class.
    /// </summary>
    /// <param name="latent">The latent vector of the cluster.</param>
    /// <returns>J; infinity where predictions do not exist.</returns>
    public double Value(ReadOnlySpan<double> latent) =>
        _workspace.Density.Evaluate(latent, DerivativeOrder.Value, out var value) == PredictionStatus.Success ? value : double.PositiveInfinity;

    /// <summary>Finds the mode of the cluster's latent vector, from zero on.</summary>
    public JointMode FindMode()
    {
        var contribution = new ClusterContribution(_request.Cluster, _layout.Free.Length);
        _workspace.Resize(_request.Cluster);
        _workspace.Latent.Clear();
        var hasMode = ConditionalMode.TryFind(_request, VarianceRule.AtEta, CurvatureRule.Full, withTheta: false, _workspace, contribution);
        var isExact = hasMode;
        if (!hasMode && contribution.Status == EtaModeStatus.CurvatureNotPositiveDefinite)
        {
            // The search ended where it is no minimum; what is expected of the curvature is positive definite even there.
            _workspace.Expected.CopyTo(_workspace.HessianFactor);
            hasMode = SkylineKernels.TryFactor(_workspace.Shape, _workspace.HessianFactor);
        }

        var failure = contribution.Status == EtaModeStatus.Converged ? null : FailureOf(contribution);
        if (!hasMode)
        {
            return new JointMode(contribution.Status, [], [], double.PositiveInfinity) { Failure = failure };
        }

        var precision = Dense(isExact ? _workspace.Curvature : _workspace.Expected);
        if (contribution.Status == EtaModeStatus.Converged)
        {
            ConditionalMode.TakeLastStep(_workspace);
        }

        return new JointMode(contribution.Status, [.. _workspace.Latent], precision, contribution.Search.JointDensity) { IsExact = isExact, Failure = failure };
    }

    // Elements outside the skyline are zero.
    private ImmutableArray<double> Dense(ReadOnlySpan<double> matrix)
    {
        var shape = _workspace.Shape;
        var n = shape.Count;
        var dense = new double[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = shape.First[row]; column <= row; column++)
            {
                dense[(row * n) + column] = dense[(column * n) + row] = matrix[shape.At(row, column)];
            }
        }

        return ImmutableArray.Create(dense);
    }

    private SubjectFailure FailureOf(ClusterContribution contribution)
    {
        var subject = _cohort.Subjects[_request.Cluster.Subjects[contribution.FailedMember]];
        int? row = contribution.FailedPoint >= 0 ? subject.Subject.Records[subject.Observations.Records[contribution.FailedPoint]].Row : null;
        return new SubjectFailure(subject.Id, contribution.Status, contribution.Search.Prediction, row)
        {
            Time = double.IsNaN(contribution.FailedTime) ? null : contribution.FailedTime,
            Property = contribution.RefusedProperty?.Describe(_cohort.Model.Model.Structure),
        };
    }
}
