using System.Globalization;

namespace PopPK.Likelihood;

/// <summary>
/// An approximation of the marginal likelihood of a cluster of subjects, as a value that can be evaluated at any population
/// point. Immutable; safe to share between threads.
/// </summary>
public abstract class MarginalApproximation
{
    /// <summary>First order.</summary>
    public static MarginalApproximation FirstOrder { get; } = new FirstOrderApproximation(withInteraction: false);

    /// <summary>First order with interaction.</summary>
    public static MarginalApproximation FirstOrderInteraction { get; } = new FirstOrderApproximation(withInteraction: true);

    /// <summary>First-order conditional estimation, residual variances at eta = 0.</summary>
    public static MarginalApproximation Foce { get; } = new ConditionalApproximation(
        "foce", "first-order conditional estimation (FOCE)", VarianceRule.AtZero, CurvatureRule.Expected);

    /// <summary>First-order conditional estimation with interaction.</summary>
    public static MarginalApproximation Focei { get; } = new ConditionalApproximation(
        "focei", "first-order conditional estimation with interaction (FOCEI)", VarianceRule.AtEta, CurvatureRule.Expected);

    /// <summary>Laplace's approximation (with interaction).</summary>
    public static MarginalApproximation Laplace { get; } = new ConditionalApproximation(
        "laplace", "Laplace's approximation with interaction", VarianceRule.AtEta, CurvatureRule.Full);

    /// <summary>Laplace's approximation, residual variances at eta = 0.</summary>
    public static MarginalApproximation LaplaceNoInteraction { get; } = new ConditionalApproximation(
        "laplace-nointer", "Laplace's approximation without interaction", VarianceRule.AtZero, CurvatureRule.Full);

    /// <summary>The method's name on the command line and in result files.</summary>
    public abstract string Name { get; }

    /// <summary>The method's name for people.</summary>
    public abstract string Title { get; }

    /// <summary>True when residual variances follow the random effects.</summary>
    public abstract bool HasInteraction { get; }

    /// <summary>True when the method searches conditional modes; the first-order methods linearise at eta = 0.</summary>
    public abstract bool IsConditional { get; }

    /// <summary>True when the method takes any likelihood; the others need normal observations.</summary>
    public abstract bool TakesAnyLikelihood { get; }

    /// <summary>How the gradient is computed, in words.</summary>
    public abstract string GradientRule { get; }

    /// <summary>Nodes per random effect of a quadrature; 1 otherwise.</summary>
    public virtual int NodesPerEffect => 1;

    /// <summary>Adaptive Gauss-Hermite quadrature.</summary>
    /// <param name="nodes">Number of nodes per random effect, 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside.</exception>
    public static MarginalApproximation Quadrature(int nodes) => new QuadratureApproximation(nodes);

    /// <summary>Finds an approximation by its name: fo, foi (or fo-interaction), foce, focei, laplace, laplace-nointer, agq (5 nodes) or agq(n).</summary>
    /// <param name="name">The name; case is ignored.</param>
    /// <returns>The approximation, or null when none has this name.</returns>
    public static MarginalApproximation? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "fo" => FirstOrder,
            "foi" or "fo-interaction" => FirstOrderInteraction,
            "foce" => Foce,
            "focei" => Focei,
            "laplace" => Laplace,
            "laplace-nointer" => LaplaceNoInteraction,
            "agq" => Quadrature(QuadratureApproximation.DefaultNodes),
            ['a', 'g', 'q', '(', .. var nodes, ')']
                when int.TryParse(nodes, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= QuadratureApproximation.MostNodes => Quadrature(count),
            _ => null,
        };
    }

    /// <summary>Evaluates one cluster.</summary>
    /// <param name="request">The cluster and where to evaluate it.</param>
    /// <param name="workspace">Scratch; its Latent is the start of the search.</param>
    /// <param name="contribution">Receives the result.</param>
    internal abstract void Evaluate(in ClusterRequest request, ClusterWorkspace workspace, ClusterContribution contribution);
}
