using System.Globalization;
using PopPK.Numerics.Integration;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// Adaptive Gauss-Hermite quadrature (Pinheiro and Bates 1995, J Comput Graph Stat 4:12): with A = L L' half the second derivatives
/// of J at the mode and nodes z on a grid, x = mode + sqrt(2) L^-T z, the objective is
/// log|Omega| + log|A| - 2 log(pi^(-n/2) sum w exp(z'z - J(x)/2)). One node is Laplace's approximation; the more
/// nodes, the closer to the exact likelihood.
/// </summary>
internal sealed class QuadratureApproximation : MarginalApproximation
{
    /// <summary>Nodes when nothing is said.</summary>
    public const int DefaultNodes = 5;

    /// <summary>Most nodes per random effect.</summary>
    public const int MostNodes = 100;

    /// <summary>Most nodes of a cluster's grid.</summary>
    public const double LargestGrid = 1e6;

    private readonly int _nodes;

    /// <summary>Makes the approximation.</summary>
    /// <param name="nodes">Number of nodes per random effect.</param>
    public QuadratureApproximation(int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes, MostNodes);
        _nodes = nodes;
        Rule = GaussHermiteRule.WithNodes(nodes);
    }

    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"agq({_nodes})");

    /// <inheritdoc/>
    public override string Title => string.Create(
        CultureInfo.InvariantCulture, $"adaptive Gauss-Hermite quadrature with {_nodes} node{(_nodes == 1 ? "" : "s")} per random effect");

    /// <inheritdoc/>
    public override bool HasInteraction => true;

    /// <inheritdoc/>
    public override bool IsConditional => true;

    /// <inheritdoc/>
    public override bool TakesAnyLikelihood => true;

    /// <inheritdoc/>
    public override string GradientRule =>
        "exact first and second derivatives; third derivatives (of the nodes' places) by fourth-order differences of exact second ones";

    /// <inheritdoc/>
    public override int NodesPerEffect => _nodes;

    /// <summary>The rule in one dimension.</summary>
    internal GaussHermiteRule Rule { get; }

    /// <inheritdoc/>
    internal override void Evaluate(in ClusterRequest request, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        if (Math.Pow(_nodes, request.Cluster.LatentCount) > LargestGrid)
        {
            workspace.Density.Begin(request.Cluster, request.Class, request.Point, VarianceRule.AtEta);
            contribution.Search = new EtaModeSearch(EtaModeStatus.GridTooLarge, PredictionStatus.Success, double.NaN, double.PositiveInfinity, 0);
            contribution.Fail(EtaModeStatus.GridTooLarge, workspace);
            return;
        }

        if (!ConditionalMode.TryFind(request, VarianceRule.AtEta, CurvatureRule.Full, request.WithGradient, workspace, contribution))
        {
            return;
        }

        var search = contribution.Search;
        var isAtMode = search.Status == EtaModeStatus.Converged;
        ConditionalMode.Store(workspace, contribution);
        if (isAtMode)
        {
            DenseKernels.AddScaled(1, workspace.Step, contribution.ModeStore);
        }

        var grid = workspace.Quadrature;
        if (request.WithGradient)
        {
            ClusterGradient.Clear(workspace);
        }

        var sum = grid.Integrate(Rule, search.JointDensity, request.WithGradient);
        var n = workspace.Latent.Length;
        contribution.Ofv = search.JointDensity
            + workspace.Density.LogDeterminantOfPrior
            + SkylineKernels.LogDeterminant(workspace.Shape, workspace.HessianFactor)
            - 2 * Math.Log(sum)
            + n * Math.Log(Math.PI);
        if (!request.WithGradient)
        {
            return;
        }

        if (!grid.TryDifferentiate(sum))
        {
            contribution.Fail(EtaModeStatus.PredictionFailed, workspace);
            return;
        }

        // The grid stands a tiny step beside the mode: what that step would change is known to first order.
        contribution.Ofv += isAtMode ? DenseKernels.Dot(workspace.LogDeterminantByLatent, workspace.Step) : 0;
        ClusterGradient.Complete(request.Layout, grid.Weights, workspace, contribution);
        contribution.IsWarm = isAtMode;
    }
}
