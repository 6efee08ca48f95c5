using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// The scratch memory of one worker for the likelihood of one cluster (here: one subject): everything an evaluation
/// writes. Mutable, one owner; nothing is allocated after construction.
/// </summary>
public sealed class ClusterWorkspace
{
    /// <summary>Makes a workspace for the subjects of a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    public ClusterWorkspace(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        Prediction = cohort.CreateWorkspace();
        var layout = cohort.Model.Phi.Layout;
        var n = cohort.Model.Etas.Length;
        var p = cohort.Model.FreeThetas.Length;
        PhiFirst = new double[layout.Total];
        PhiPairs = new double[layout.PairCount];
        PhiK = new double[layout.Active * layout.Active];
        PhiW = new double[layout.Active * layout.Active];
        Kappa = new double[layout.Total];
        PhiScratch = new double[Math.Max(2 * layout.Active, layout.Active * Math.Max(n, 1))];
        PhiScratch2 = new double[layout.Active * Math.Max(n, 1)];
        Eta = new double[n];
        Trial = new double[n];
        Gradient = new double[n];
        Step = new double[n];
        Curvature = new double[n * n];
        CurvatureFactor = new double[n * n];
        Expected = new double[n * n];
        ExpectedFactor = new double[n * n];
        ExpectedInverse = new double[n * n];
        LogDeterminantByEta = new double[n];
        CrossTheta = new double[n * p];
        Adjoint = new double[n];
        EtaScratch = new double[n];
        MatrixScratch = new double[n * n];
        ThetaScratch = new double[layout.Active * p];
    }

    /// <summary>Scratch of the predictions.</summary>
    public SubjectWorkspace Prediction { get; }

    /// <summary>The random effects the last evaluation was made at.</summary>
    internal double[] Eta { get; }

    internal double[] Trial { get; }

    /// <summary>d J / d phi.</summary>
    internal double[] PhiFirst { get; }

    /// <summary>d2 J / d phi d phi by pairs.</summary>
    internal double[] PhiPairs { get; }

    /// <summary>K of <see cref="Kernels.DensityKernel"/>.</summary>
    internal double[] PhiK { get; }

    internal double[] PhiW { get; }

    internal double[] Kappa { get; }

    internal double[] PhiScratch { get; }

    internal double[] PhiScratch2 { get; }

    /// <summary>d J / d eta.</summary>
    internal double[] Gradient { get; }

    /// <summary>The Newton step to the mode.</summary>
    internal double[] Step { get; }

    /// <summary>Half the second derivatives of J by eta.</summary>
    internal double[] Curvature { get; }

    internal double[] CurvatureFactor { get; }

    /// <summary>H of FOCE with interaction: the expected half second derivatives.</summary>
    internal double[] Expected { get; }

    internal double[] ExpectedFactor { get; }

    internal double[] ExpectedInverse { get; }

    internal double[] LogDeterminantByEta { get; }

    /// <summary>Half of d2 J / d eta d theta.</summary>
    internal double[] CrossTheta { get; }

    internal double[] Adjoint { get; }

    internal double[] EtaScratch { get; }

    internal double[] MatrixScratch { get; }

    internal double[] ThetaScratch { get; }
}
