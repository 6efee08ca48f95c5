using System.Collections.Immutable;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The compiled functions from phi to the correlations of residuals and their derivatives by phi, laid out as <see cref="ObservationFunctions"/>
/// lay out theirs. One function per derivative order, compiled when first needed.
/// </summary>
internal sealed class CorrelationFunctions
{
    private readonly Lazy<CompiledFunction>[] _byOrder;

    /// <summary>Prepares the functions.</summary>
    /// <param name="correlations">The correlations in terms of phi.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="solver">The solver.</param>
    /// <param name="moment">What else varies within a subject.</param>
    public CorrelationFunctions(ImmutableArray<Expr> correlations, PhiTable phi, StructuralSolver solver, MomentLayout moment)
    {
        Count = correlations.Length;
        _byOrder = [.. Enum.GetValues<DerivativeOrder>().Select(
            order => new Lazy<CompiledFunction>(() => ObservationFunctions.Compile(correlations, order, phi, solver, moment)))];
    }

    /// <summary>Number of correlations.</summary>
    public int Count { get; }

    /// <summary>The function of an order. Banks: none, phi, none.</summary>
    /// <param name="order">Which derivatives are wanted.</param>
    public CompiledFunction this[DerivativeOrder order] => _byOrder[(int)order].Value;
}
