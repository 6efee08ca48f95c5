using System.Collections.Immutable;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// The scratch memory of one worker for the likelihood of one cluster of subjects: everything an evaluation writes.
/// Mutable, one owner; nothing is allocated after construction but by methods that need more (quadrature, variances at eta = 0).
/// </summary>
public sealed class ClusterWorkspace
{
    private readonly double[] _store;
    private readonly double[][] _matrices;
    private readonly double[] _cross;
    private int _n;

    /// <summary>Makes a workspace for the clusters of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="clusters">Its clusters.</param>
    internal ClusterWorkspace(Cohort cohort, ImmutableArray<ClusterLayout> clusters)
    {
        Subject = new SubjectDensity(cohort);
        SubjectGradient = new SubjectGradient(Subject);
        Third = new ThirdDerivatives(Subject, SubjectGradient);
        Frozen = new FrozenVariances(cohort, Subject.EtaCount);
        Density = new ClusterDensity(cohort, this);
        FirstOrder = new FirstOrderDensity(this, cohort.Model);
        Quadrature = new QuadratureGrid(this);
        var n = clusters.Select(c => c.LatentCount).DefaultIfEmpty(0).Max();
        var elements = clusters.Select(c => c.Shape.Length).DefaultIfEmpty(0).Max();
        var (m, p) = (Subject.EtaCount, cohort.Model.FreeThetas.Length);
        _store = new double[9 * n];
        _matrices = [.. Enumerable.Range(0, 5).Select(_ => new double[elements])];
        _cross = new double[n * p];
        ThetaGradient = new double[p];
        SubjectEta = new double[m];
        SubjectBlock = new double[m * m];
        SubjectWeights = new double[m * m];
    }

    /// <summary>Scratch of the predictions.</summary>
    public SubjectWorkspace Prediction => Subject.Prediction;

    /// <summary>The joint density of the cluster that is being evaluated.</summary>
    internal ClusterDensity Density { get; }

    internal SubjectDensity Subject { get; }

    internal SubjectGradient SubjectGradient { get; }

    internal ThirdDerivatives Third { get; }

    internal FrozenVariances Frozen { get; }

    internal FirstOrderDensity FirstOrder { get; }

    internal QuadratureGrid Quadrature { get; }

    /// <summary>The latent vector at which derivatives are known.</summary>
    internal Span<double> Latent => Vector(0);

    internal Span<double> Trial => Vector(1);

    /// <summary>Half the derivatives of the joint density J.</summary>
    internal Span<double> Gradient => Vector(2);

    /// <summary>The Newton step to the mode.</summary>
    internal Span<double> Step => Vector(3);

    internal Span<double> LogDeterminantByLatent => Vector(4);

    /// <summary>A^-1 dl/dx: what a change of the mode does to l = log|H|.</summary>
    internal Span<double> Adjoint => Vector(5);

    internal Span<double> Scratch => Vector(6);

    internal Span<double> Mode => Vector(7);

    internal Span<double> Scratch2 => Vector(8);

    /// <summary>The shape of the matrices.</summary>
    internal SkylineLayout Shape { get; private set; } = SkylineLayout.Full(0);

    /// <summary>A, half the second derivatives of J.</summary>
    internal Span<double> Curvature => Matrix(0);

    internal Span<double> CurvatureFactor => Matrix(1);

    /// <summary>The expectation of A.</summary>
    internal Span<double> Expected => Matrix(2);

    /// <summary>The Cholesky factor of H.</summary>
    internal Span<double> HessianFactor => Matrix(3);

    /// <summary>H^-1, as far as its elements belong to the shape.</summary>
    internal Span<double> HessianInverse => Matrix(4);

    /// <summary>Half of d2 J / dx d theta, a row per latent variable.</summary>
    internal Span<double> Cross => _cross.AsSpan(0, _n * ThetaGradient.Length);

    /// <summary>Derivatives by theta at a fixed latent vector.</summary>
    internal double[] ThetaGradient { get; }

    /// <summary>The random effects of one subject of the cluster.</summary>
    internal double[] SubjectEta { get; }

    /// <summary>One subject's block of H^-1.</summary>
    internal double[] SubjectBlock { get; }

    /// <summary>One subject's block of another matrix.</summary>
    internal double[] SubjectWeights { get; }

    /// <summary>Turns to the cluster that comes next.</summary>
    /// <param name="layout">The cluster.</param>
    internal void Resize(ClusterLayout layout)
    {
        _n = layout.LatentCount;
        Shape = layout.Shape;
    }

    /// <summary>The block of a matrix of the cluster that belongs to a subject's random effects.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="latents">Where the subject's random effects stand.</param>
    /// <param name="block">Receives the block.</param>
    internal void CopyBlock(ReadOnlySpan<double> matrix, ImmutableArray<int> latents, Span<double> block)
    {
        for (var k = 0; k < latents.Length; k++)
        {
            for (var l = 0; l < latents.Length; l++)
            {
                block[k * latents.Length + l] = matrix[Shape.At(latents[k], latents[l])];
            }
        }
    }

    private Span<double> Vector(int index) => _store.AsSpan(index * (_store.Length / 9), _n);

    private Span<double> Matrix(int index) => _matrices[index].AsSpan(0, Shape.Length);
}
