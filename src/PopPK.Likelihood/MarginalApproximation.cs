using PopPK.Prediction;
using PopPK.Prediction.Compilation;

namespace PopPK.Likelihood;

/// <summary>
/// An approximation of a subject's marginal likelihood, as a value that can be evaluated at any population point.
/// Immutable; safe to share between threads.
/// </summary>
public abstract class MarginalApproximation
{
    /// <summary>First-order conditional estimation with interaction.</summary>
    public static MarginalApproximation Focei { get; } = new FoceiApproximation();

    /// <summary>The method's name on the command line and in result files.</summary>
    public abstract string Name { get; }

    /// <summary>The method's name for people.</summary>
    public abstract string Title { get; }

    /// <summary>Evaluates one subject.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layout">The population parameters' order.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="options">Settings of the search of the mode.</param>
    /// <param name="withGradient">True for the gradient and the derivatives of the mode.</param>
    /// <param name="workspace">Scratch; its Eta is the start of the search.</param>
    /// <param name="contribution">Receives the result.</param>
    internal abstract void Evaluate(
        CompiledModel model,
        ParameterLayout layout,
        BoundSubject subject,
        PopulationPoint point,
        EtaModeOptions options,
        bool withGradient,
        ClusterWorkspace workspace,
        SubjectContribution contribution);
}
