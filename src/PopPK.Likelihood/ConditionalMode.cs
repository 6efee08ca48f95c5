using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>The conditional mode of a cluster with the curvature around it, as every conditional method needs them. Stateless.</summary>
internal static class ConditionalMode
{
    /// <summary>
    /// Turns the workspace to a cluster, finds the mode from <see cref="ClusterWorkspace.Latent"/> on, and factors H there
    /// (<see cref="ClusterWorkspace.HessianFactor"/>, <see cref="ClusterWorkspace.HessianInverse"/>).
    /// </summary>
    /// <param name="request">The cluster.</param>
    /// <param name="variance">Where variances are taken.</param>
    /// <param name="curvature">What H is.</param>
    /// <param name="withTheta">True when derivatives by theta are wanted at the mode.</param>
    /// <param name="workspace">Scratch.</param>
    /// <param name="contribution">Receives how the search went; filled as failed when false is returned.</param>
    public static bool TryFind(
        in ClusterRequest request,
        VarianceRule variance,
        CurvatureRule curvature,
        bool withTheta,
        ClusterWorkspace workspace,
        ClusterContribution contribution)
    {
        var wasWarm = contribution.IsWarm;
        contribution.IsWarm = false;
        contribution.ForgetFailure();
        var status = workspace.Density.Begin(request.Cluster, request.Class, request.Point, variance);
        if (status != PredictionStatus.Success)
        {
            contribution.Search = new EtaModeSearch(EtaModeStatus.PredictionFailed, status, double.NaN, double.PositiveInfinity, 1);
            contribution.Fail(EtaModeStatus.PredictionFailed, workspace);
            return false;
        }

        var order = withTheta ? DerivativeOrder.SecondAll : DerivativeOrder.SecondActive;
        var search = EtaModeFinder.Find(request.Options, wasWarm, order, workspace);
        contribution.Search = search;
        contribution.Status = search.Status;
        if (search.Status == EtaModeStatus.PredictionFailed || search.Prediction != PredictionStatus.Success)
        {
            contribution.Fail(EtaModeStatus.PredictionFailed, workspace);
            return false;
        }

        (curvature == CurvatureRule.Full ? workspace.Curvature : workspace.Expected).CopyTo(workspace.HessianFactor);
        if (!SkylineKernels.TryFactor(workspace.Shape, workspace.HessianFactor))
        {
            contribution.Fail(EtaModeStatus.CurvatureNotPositiveDefinite, workspace);
            return false;
        }

        SkylineKernels.Invert(workspace.Shape, workspace.HessianFactor, workspace.HessianInverse);
        return true;
    }

    /// <summary>Moves the latent vector by the Newton step a search that converged has left over.</summary>
    /// <param name="workspace">Holds both.</param>
    public static void TakeLastStep(ClusterWorkspace workspace) => DenseKernels.AddScaled(1, workspace.Step, workspace.Latent);

    /// <summary>Writes the mode and its covariance down.</summary>
    /// <param name="workspace">Holds them.</param>
    /// <param name="contribution">Receives them.</param>
    public static void Store(ClusterWorkspace workspace, ClusterContribution contribution)
    {
        workspace.Latent.CopyTo(contribution.ModeStore);
        var members = workspace.Density.Layout.Latents;
        for (var member = 0; member < members.Length; member++)
        {
            var size = members[member].Length * members[member].Length;
            workspace.CopyBlock(workspace.HessianInverse, members[member], contribution.CovarianceStore.AsSpan(member * size, size));
        }
    }
}
