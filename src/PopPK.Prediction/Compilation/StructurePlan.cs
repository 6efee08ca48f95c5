using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// How a structure becomes symbols: what varies within a subject, what each amount is in those symbols, and which
/// expressions the solver needs as individual quantities. The solver itself is made once phi is known.
/// </summary>
internal abstract class StructurePlan
{
    // The eigenvalues of two compartments are the roots of a square; those of more are better left to the matrix exponential.
    private const int MostPeripheralsInClosedForm = 1;

    /// <summary>Symbols of the solver that vary within a subject.</summary>
    public abstract IReadOnlyList<Symbol> Variables { get; }

    /// <summary>Each compartment's amount in terms of <see cref="Variables"/> and individual expressions.</summary>
    public abstract IReadOnlyDictionary<Symbol, Expr> Amounts { get; }

    /// <summary>
    /// Expressions the solver works with, in terms of fixed and random effects, covariates, time and <see cref="Variables"/>.
    /// They come back to <see cref="MakeSolver"/> rewritten in phi.
    /// </summary>
    public abstract ImmutableArray<Expr> Roots { get; }

    /// <summary>Makes the solver.</summary>
    /// <param name="roots">The <see cref="Roots"/>, rewritten in phi.</param>
    /// <param name="phi">Collects the individual quantities; knows their order.</param>
    public abstract StructuralSolver MakeSolver(ImmutableArray<Expr> roots, PhiTable phi);

    /// <summary>Chooses the plan for a structure.</summary>
    /// <param name="structure">The structure, its definitions written out.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="dosed">The compartments that receive doses, from 0; null: any.</param>
    /// <param name="options">How to choose.</param>
    /// <returns>The plan, or null for a closed form with a rate constant that depends on time.</returns>
    public static StructurePlan? For(
        StructuralModel structure, Symbol time, IReadOnlySet<int>? dosed, CompilationOptions options) => structure switch
        {
            ClosedFormStructure { Exchange.Length: > MostPeripheralsInClosedForm } large => LinearPlan.TryPlan(large, time),
            ClosedFormStructure closed => new ClosedFormPlan(closed, dosed),
            EquationStructure equations when options.RecognisesLinearEquations && LinearPlan.TryPlan(equations, time) is { } linear => linear,
            EquationStructure equations => new EquationPlan(equations, time),
            _ => new AlgebraicPlan(),
        };
}

/// <summary>The plan of a model without compartments.</summary>
internal sealed class AlgebraicPlan : StructurePlan
{
    /// <inheritdoc/>
    public override IReadOnlyList<Symbol> Variables => [];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Symbol, Expr> Amounts { get; } = new Dictionary<Symbol, Expr>();

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Roots => [];

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(ImmutableArray<Expr> roots, PhiTable phi) => new AlgebraicSolver();
}
