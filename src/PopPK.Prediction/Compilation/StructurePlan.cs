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

    /// <summary>Why the structure is not solved in a simpler way, by its closed form or the matrix exponential, in words; null when there is nothing to say.</summary>
    public string? Reason { get; private set; }

    /// <summary>Makes the solver.</summary>
    /// <param name="parts">The <see cref="Roots"/>, rewritten in phi, and what else a solver is made of.</param>
    public abstract StructuralSolver MakeSolver(SolverParts parts);

    /// <summary>Chooses the plan for a structure.</summary>
    /// <param name="structure">The structure, its definitions written out.</param>
    /// <param name="properties">Properties of its compartments.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="data">What the data ask for.</param>
    /// <param name="options">How to choose.</param>
    public static StructurePlan For(
        StructuralModel structure, ImmutableArray<CompartmentProperty> properties, Symbol time, DataFeatures data, CompilationOptions options)
    {
        switch (structure)
        {
            case ClosedFormStructure closed when IsPlain(closed, properties, data, options):
                return new ClosedFormPlan(closed, data.DosedCompartments);
            case ClosedFormStructure closed:
                return WriteOut(closed, time, data, options);
            case EquationStructure equations when options.RecognisesLinearEquations
                && LinearPlan.TryPlan(equations, time, data) is { } linear:
                return linear;
            case EquationStructure equations:
                return new EquationPlan(equations)
                {
                    Reason = options.RecognisesLinearEquations ? LinearPlan.ReasonAgainst(equations, time, data) : null,
                };
            default:
                return new AlgebraicPlan();
        }
    }

    // By its equations, which other doses need; their solver knows the closed form too.
    private static StructurePlan WriteOut(ClosedFormStructure closed, Symbol time, DataFeatures data, CompilationOptions options)
    {
        var hasSquareRoots = closed.Exchange.Length <= MostPeripheralsInClosedForm;
        var equations = MammillaryEquations.Of(closed);
        StructurePlan plan = LinearPlan.TryPlan(closed, options.UsesClosedForms && hasSquareRoots, time, data) is { } linear
            ? linear
            : new EquationPlan(equations) { Reason = LinearPlan.ReasonAgainst(equations, time, data) };
        plan.Reason ??= hasSquareRoots ? null : "its eigenvalues are the roots of a cubic, which the exponential does without";
        return plan;
    }

    // What the closed forms can do themselves: doses that are added, and infusions, at times that are in the data.
    private static bool IsPlain(
        ClosedFormStructure closed, ImmutableArray<CompartmentProperty> properties, DataFeatures data, CompilationOptions options)
    {
        var symbols = MammillaryEquations.Of(closed).Rates.Symbols().ToHashSet();
        return options.UsesClosedForms
            && closed.Exchange.Length <= MostPeripheralsInClosedForm
            && properties.IsEmpty
            && !data.HasSpecialDoses
            && !data.VaryingCovariates.Any(c => symbols.Contains(c.Symbol))
            && !data.VaryingEffects.Overlaps(symbols);
    }
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
    public override StructuralSolver MakeSolver(SolverParts parts) => new AlgebraicSolver();
}
