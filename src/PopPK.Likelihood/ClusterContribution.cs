using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// What one cluster of subjects contributes to the objective at one population point, and where its next search starts.
/// One object per cluster is kept by the objective and filled by whichever worker evaluates the cluster.
/// </summary>
public sealed class ClusterContribution
{
    internal ClusterContribution(ClusterLayout layout, int freeParameters)
    {
        var latents = layout.LatentCount;
        ModeStore = new double[latents];
        GradientStore = new double[freeParameters];
        ModeForceStore = new double[latents * freeParameters];
        ModeFactorStore = new double[layout.Shape.Length];
        CovarianceStore = new double[layout.Latents.Sum(l => l.Length * l.Length)];
    }

    /// <summary>How the search of the conditional mode ended.</summary>
    public EtaModeSearch Search { get; internal set; }

    /// <summary>Status of the contribution.</summary>
    public EtaModeStatus Status { get; internal set; }

    /// <summary>The cluster's objective (constant dropped).</summary>
    public double Ofv { get; internal set; }

    /// <summary>Position in the cluster of the subject whose prediction failed.</summary>
    public int FailedMember { get; internal set; }

    /// <summary>The prediction point that failed, or -1.</summary>
    public int FailedPoint { get; internal set; } = -1;

    /// <summary>The time at which the structure could not be solved, or NaN.</summary>
    public double FailedTime { get; internal set; } = double.NaN;

    /// <summary>The property with which a dose could not be given, or null.</summary>
    public RefusedProperty? RefusedProperty { get; internal set; }

    /// <summary>The conditional mode of the cluster's latent vector.</summary>
    public ReadOnlySpan<double> Mode => ModeStore;

    /// <summary>Gradient by the free parameters on their natural scale.</summary>
    public ReadOnlySpan<double> Gradient => GradientStore;

    /// <summary>The approximate conditional covariances of the subjects' random effects, blocks of H^-1, row by row, subject by subject.</summary>
    public ReadOnlySpan<double> Covariances => CovarianceStore;

    /// <summary>In a mixture the most probable class of the cluster's subject, from 0.</summary>
    public int Class { get; internal set; }

    /// <summary>In a mixture the probabilities of the classes given the observations; empty without one.</summary>
    public ReadOnlySpan<double> ClassProbabilities => ClassProbabilityStore;

    internal double[] ClassProbabilityStore { get; init; } = [];

    internal double[] ModeStore { get; }

    internal double[] GradientStore { get; }

    internal double[] CovarianceStore { get; }

    /// <summary>F in d mode / d free parameters = A^-1 F, a row per parameter.</summary>
    internal double[] ModeForceStore { get; }

    /// <summary>The Cholesky factor of A.</summary>
    internal double[] ModeFactorStore { get; }

    /// <summary>Evaluations of the joint density with derivatives at the last point, all searches together.</summary>
    internal int InnerEvaluations { get; set; }

    /// <summary>True when a mode and its derivatives from an earlier evaluation are known.</summary>
    internal bool IsWarm { get; set; }

    /// <summary>Forgets the place at which an earlier evaluation failed.</summary>
    internal void ForgetFailure()
    {
        FailedMember = 0;
        FailedPoint = -1;
        FailedTime = double.NaN;
        RefusedProperty = null;
    }

    /// <summary>Notes why the cluster could not be evaluated.</summary>
    /// <param name="status">What the search or the prediction said.</param>
    /// <param name="workspace">Knows the place.</param>
    internal void Fail(EtaModeStatus status, ClusterWorkspace workspace)
    {
        var isPrediction = status == EtaModeStatus.PredictionFailed;
        Status = status;
        IsWarm = false;
        Ofv = double.NaN;
        FailedMember = isPrediction ? workspace.Density.FailedMember : 0;
        FailedPoint = isPrediction ? workspace.Prediction.FailedPoint : -1;
        FailedTime = isPrediction ? workspace.Prediction.FailedTime : double.NaN;
        RefusedProperty = isPrediction ? workspace.Prediction.RefusedProperty : null;
    }
}
