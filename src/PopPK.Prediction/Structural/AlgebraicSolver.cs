using System.Collections.Frozen;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>The solver of a model without compartments: there is nothing to solve.</summary>
internal sealed class AlgebraicSolver : StructuralSolver
{
    private static readonly FrozenDictionary<Symbol, int> NoSlots = FrozenDictionary<Symbol, int>.Empty;

    /// <inheritdoc/>
    public override string Description => "no compartments: predictions are written out in the model";

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives { get; } = new();

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => 0;

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => NoSlots;

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace) => PredictionStatus.Success;
}
