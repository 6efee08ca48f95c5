using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>
/// What one subject contributes to the objective at one population point, and where its next search starts.
/// One object per subject is kept by the objective and filled by whichever worker evaluates the subject.
/// </summary>
public sealed class SubjectContribution
{
    internal SubjectContribution(int etas, int freeParameters)
    {
        EtaStore = new double[etas];
        GradientStore = new double[freeParameters];
        EtaByParameterStore = new double[etas * freeParameters];
        EtaCovarianceStore = new double[etas * etas];
    }

    /// <summary>How the search of the conditional mode ended.</summary>
    public EtaModeSearch Search { get; internal set; }

    /// <summary>Status of the contribution.</summary>
    public EtaModeStatus Status { get; internal set; }

    /// <summary>The subject's objective (constant dropped).</summary>
    public double Ofv { get; internal set; }

    /// <summary>The prediction point that failed, or -1.</summary>
    public int FailedPoint { get; internal set; } = -1;

    /// <summary>The time at which the structure could not be solved, or NaN.</summary>
    public double FailedTime { get; internal set; } = double.NaN;

    /// <summary>The property with which a dose could not be given, or null.</summary>
    public RefusedProperty? RefusedProperty { get; internal set; }

    /// <summary>The conditional mode.</summary>
    public ReadOnlySpan<double> Eta => EtaStore;

    /// <summary>Gradient by the free parameters on their natural scale.</summary>
    public ReadOnlySpan<double> Gradient => GradientStore;

    /// <summary>The approximate conditional covariance of eta, H^-1, row by row.</summary>
    public ReadOnlySpan<double> EtaCovariance => EtaCovarianceStore;

    internal double[] EtaStore { get; }

    internal double[] GradientStore { get; }

    internal double[] EtaCovarianceStore { get; }

    /// <summary>d mode / d free parameters, row by row.</summary>
    internal double[] EtaByParameterStore { get; }

    /// <summary>Evaluations of the joint density with derivatives at the last point, all searches together.</summary>
    internal int InnerEvaluations { get; set; }

    /// <summary>True when a mode and its derivatives from an earlier evaluation are known.</summary>
    internal bool IsWarm { get; set; }
}
