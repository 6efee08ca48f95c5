using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>Keeps the amounts of a system of equations as they are: the solver variables are the amounts.</summary>
internal sealed class EquationPlan : StructurePlan
{
    private readonly EquationStructure _structure;
    private readonly Symbol _time;

    /// <summary>Plans a structure.</summary>
    /// <param name="structure">The equations.</param>
    /// <param name="time">The model's time symbol.</param>
    public EquationPlan(EquationStructure structure, Symbol time)
    {
        _structure = structure;
        _time = time;
        Variables = [.. structure.Compartments.Select(c => c.Amount)];
        Amounts = structure.Compartments.ToDictionary(c => c.Amount, c => Expr.Of(c.Amount));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Symbol> Variables { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Symbol, Expr> Amounts { get; }

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Roots => _structure.Rates;

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(ImmutableArray<Expr> roots, PhiTable phi) =>
        new OdeSolver(Variables, roots, phi, _time);
}
