using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>Keeps the amounts of a system of equations as they are: the solver variables are the amounts.</summary>
internal sealed class EquationPlan : StructurePlan
{
    private readonly EquationStructure _structure;

    /// <summary>Plans a structure.</summary>
    /// <param name="structure">The equations.</param>
    public EquationPlan(EquationStructure structure)
    {
        _structure = structure;
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
    public override StructuralSolver MakeSolver(SolverParts parts) => new OdeSolver(Variables, parts);
}
