using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The gradient of a cluster's objective J(mode) + log|Omega| + l, and the derivatives of its conditional mode x by the population
/// parameters (Almquist 2015, eqs. 18-27). With A half the second derivatives of J and C half its mixed ones by x and a parameter:
/// <code>
/// dx / d theta    = -A^-1 C
/// dOFV / d theta  = J_theta + l_theta - C' A^-1 l_x
/// dOFV / d Omega  = N - N (x x' + S - sym(x (A^-1 l_x)')) N,   N = Omega^-1
/// </code>
/// where dl = tr(S dH); the last line holds for every instance of a block of random effects, with its part of x.
/// </summary>
internal static class ClusterGradient
{
    /// <summary>
    /// Differentiates J + log|H| at the mode: by theta (<see cref="ClusterWorkspace.ThetaGradient"/>), log|H| by x
    /// (<see cref="ClusterWorkspace.LogDeterminantByLatent"/>), C (<see cref="ClusterWorkspace.Cross"/>).
    /// </summary>
    /// <param name="curvature">What H is.</param>
    /// <param name="workspace">Holds mode and H^-1; a single subject's density at the mode to the order SecondAll.</param>
    /// <returns>False when the density does not exist around the mode.</returns>
    public static bool TryDifferentiate(CurvatureRule curvature, ClusterWorkspace workspace)
    {
        Clear(workspace);
        for (var member = 0; member < workspace.Density.SubjectCount; member++)
        {
            if (!TryPrepare(member, workspace))
            {
                return false;
            }

            var latents = workspace.Density.Layout.Latents[member];
            workspace.CopyBlock(workspace.HessianInverse, latents, workspace.SubjectBlock);
            if (curvature == CurvatureRule.Expected)
            {
                AddExpected(member, latents, workspace);
            }
            else if (!TryAddFull(member, latents, workspace.SubjectBlock, withDensity: true, workspace))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Forgets what was differentiated.</summary>
    /// <param name="workspace">The workspace.</param>
    public static void Clear(ClusterWorkspace workspace)
    {
        workspace.LogDeterminantByLatent.Clear();
        workspace.Cross.Clear();
        Array.Clear(workspace.ThetaGradient);
    }

    /// <summary>Evaluates a subject at the mode to the order SecondAll, unless it is the only one and was just evaluated.</summary>
    /// <param name="member">Its position in the cluster.</param>
    /// <param name="workspace">Holds the mode.</param>
    public static bool TryPrepare(int member, ClusterWorkspace workspace)
    {
        if (workspace.Density.SubjectCount == 1)
        {
            var latents = workspace.Density.Layout.Latents[0];
            for (var k = 0; k < latents.Length; k++)
            {
                workspace.SubjectEta[k] = workspace.Latent[latents[k]];
            }

            return true;
        }

        return workspace.Density.EvaluateMember(member, workspace.Latent, DerivativeOrder.SecondAll, out _) == PredictionStatus.Success;
    }

    /// <summary>Adds a subject whose H is its full curvature: tr(S dA) with S given.</summary>
    /// <param name="member">Its position in the cluster, evaluated by <see cref="TryPrepare"/>.</param>
    /// <param name="latents">Where its random effects stand.</param>
    /// <param name="weights">S, its block.</param>
    /// <param name="withDensity">True to add J's own derivatives by theta; C is added always.</param>
    /// <param name="workspace">Holds its block of H^-1 in <see cref="ClusterWorkspace.SubjectBlock"/>.</param>
    public static bool TryAddFull(
        int member, ImmutableArray<int> latents, ReadOnlySpan<double> weights, bool withDensity, ClusterWorkspace workspace)
    {
        workspace.SubjectGradient.ClearLogDeterminant();
        AddByTheta(member, latents, withLogDeterminant: false, withDensity, workspace);
        var third = workspace.Third;
        var frozen = workspace.Frozen;
        if (!third.TryContract(
            workspace.Density.SubjectAt(member),
            workspace.Density.Point.Theta,
            workspace.SubjectEta,
            weights,
            workspace.SubjectBlock,
            frozen.Of(member),
            frozen.ByTheta(member)))
        {
            workspace.Density.FailedMember = member;
            return false;
        }

        DenseKernels.AddScaled(1, third.ByTheta, workspace.ThetaGradient);
        for (var k = 0; k < latents.Length; k++)
        {
            workspace.LogDeterminantByLatent[latents[k]] += third.ByEta[k];
        }

        return true;
    }

    /// <summary>
    /// Moves the latent vector by the Newton step s a search that converged has left over, and J's derivatives by theta with it, to
    /// first order: by 2 C' s.
    /// </summary>
    /// <param name="workspace">Differentiated.</param>
    public static void TakeLastStep(ClusterWorkspace workspace)
    {
        ConditionalMode.TakeLastStep(workspace);
        var count = workspace.ThetaGradient.Length;
        for (var k = 0; k < workspace.Step.Length; k++)
        {
            DenseKernels.AddScaled(2 * workspace.Step[k], workspace.Cross.Slice(k * count, count), workspace.ThetaGradient);
        }
    }

    /// <summary>Adds the way through the mode and fills gradient and derivatives of the mode.</summary>
    /// <param name="layout">The population parameters' order.</param>
    /// <param name="weights">S of dl = tr(S dH).</param>
    /// <param name="workspace">Differentiated; CurvatureFactor is the factor of A.</param>
    /// <param name="contribution">Receives gradient and derivatives.</param>
    public static void Complete(
        ParameterLayout layout, ReadOnlySpan<double> weights, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        var n = workspace.Latent.Length;
        var count = workspace.ThetaGradient.Length;
        workspace.LogDeterminantByLatent.CopyTo(workspace.Adjoint);
        SkylineKernels.Solve(workspace.Shape, workspace.CurvatureFactor, workspace.Adjoint);
        for (var q = 0; q < count; q++)
        {
            var gradient = workspace.ThetaGradient[q];
            for (var k = 0; k < n; k++)
            {
                var cross = workspace.Cross[k * count + q];
                gradient -= workspace.Adjoint[k] * cross;
                workspace.Scratch[k] = -cross;
            }

            contribution.GradientStore[q] = gradient;
            workspace.Scratch.CopyTo(contribution.ModeForceStore.AsSpan(q * n));
        }

        CovarianceGradient.Add(layout, weights, workspace, contribution);
        workspace.CurvatureFactor.CopyTo(contribution.ModeFactorStore);
        StoreForcesOfOmega(layout, workspace, contribution);
    }

    private static void AddExpected(int member, ImmutableArray<int> latents, ClusterWorkspace workspace)
    {
        var gradient = workspace.SubjectGradient;
        var subject = workspace.Density.SubjectAt(member);
        gradient.DifferentiateLogDeterminant(subject, workspace.SubjectBlock, workspace.Frozen.Of(member));
        AddByTheta(member, latents, withLogDeterminant: true, withDensity: true, workspace);
        for (var k = 0; k < latents.Length; k++)
        {
            workspace.LogDeterminantByLatent[latents[k]] += gradient.LogDeterminantByEta[k];
        }
    }

    private static void AddByTheta(
        int member, ImmutableArray<int> latents, bool withLogDeterminant, bool withDensity, ClusterWorkspace workspace)
    {
        var gradient = workspace.SubjectGradient;
        gradient.DifferentiateByTheta();
        if (workspace.Frozen.IsSet)
        {
            gradient.AddFrozen(
                workspace.Density.SubjectAt(member), workspace.Frozen.Of(member), workspace.Frozen.ByTheta(member), withLogDeterminant);
        }

        var count = workspace.ThetaGradient.Length;
        DenseKernels.AddScaled(withDensity ? 1 : 0, gradient.ByTheta, workspace.ThetaGradient);
        for (var k = 0; k < latents.Length; k++)
        {
            DenseKernels.AddScaled(1, gradient.Cross.AsSpan(k * count, count), workspace.Cross.Slice(latents[k] * count, count));
        }
    }

    // F = N E N x, E the symmetric unit matrix of the element, over all instances of its block.
    private static void StoreForcesOfOmega(ParameterLayout layout, ClusterWorkspace workspace, ClusterContribution contribution)
    {
        var density = workspace.Density;
        for (var i = 0; i < layout.FreeOmegas.Length; i++)
        {
            var (covariance, row, column) = layout.FreeOmegas[i];
            workspace.Scratch.Clear();
            foreach (var block in density.Layout.Blocks)
            {
                if (block.Covariance != covariance)
                {
                    continue;
                }

                var inverse = density.Point.Covariances[covariance].Inverse;
                var x = workspace.Latent.Slice(block.First, block.Size);
                var byRow = DenseKernels.Dot(inverse.Slice(row * block.Size, block.Size), x);
                var byColumn = DenseKernels.Dot(inverse.Slice(column * block.Size, block.Size), x);
                for (var k = 0; k < block.Size; k++)
                {
                    var value = inverse[k * block.Size + row] * byColumn;
                    workspace.Scratch[block.First + k] = row == column ? value : value + inverse[k * block.Size + column] * byRow;
                }
            }

            workspace.Scratch.CopyTo(contribution.ModeForceStore.AsSpan((layout.FreeThetaCount + i) * workspace.Scratch.Length));
        }
    }
}
