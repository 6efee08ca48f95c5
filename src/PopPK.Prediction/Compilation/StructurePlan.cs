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
            case ClosedFormStructure closed:
                string[] reasons = [.. ReasonsAgainst(closed, properties, time, data, options)];
                return reasons.Length == 0 ? new ClosedFormPlan(closed, data.DosedCompartments) : WriteOut(closed, time, data, reasons);
            case EquationStructure equations when options.RecognisesLinearEquations
                && LinearPlan.TryPlan(equations, LinearPlan.Describe(equations), time, data) is { } linear:
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

    private static StructurePlan WriteOut(ClosedFormStructure closed, Symbol time, DataFeatures data, string[] reasons)
    {
        var written = MammillaryEquations.Of(closed);
        var plan = LinearPlan.TryPlan(written, MammillaryEquations.Describe(closed), time, data) ?? (StructurePlan)new EquationPlan(written);
        plan.Reason = string.Join("; ", reasons);
        return plan;
    }

    // Closed forms themselves do doses that are added, and infusions, at times that are in the data. Nothing else.
    private static IEnumerable<string> ReasonsAgainst(
        ClosedFormStructure closed, ImmutableArray<CompartmentProperty> properties, Symbol time, DataFeatures data, CompilationOptions options)
    {
        var rates = closed.Exchange.SelectMany(x => new[] { x.FromCentral, x.ToCentral }).Append(closed.EliminationRate);
        var symbols = (closed.AbsorptionRate is { } ka ? rates.Append(ka) : rates).Symbols().ToHashSet();
        if (!options.UsesClosedForms)
        {
            yield return "closed forms are not asked for";
        }

        if (closed.Exchange.Length > MostPeripheralsInClosedForm)
        {
            yield return "its eigenvalues are the roots of a cubic, which the exponential does without";
        }

        if (!properties.IsEmpty)
        {
            var names = properties.Select(p => $"{WordOf(p.Kind)}({closed.Compartments[p.Compartment].Name})").ToArray();
            yield return $"{string.Join(", ", names)} {(names.Length == 1 ? "is" : "are")} modelled";
        }

        if (data.HasSteadyState)
        {
            yield return "doses start from a steady state (SS)";
        }

        if (data.HasModelledInfusions)
        {
            yield return "the model gives the rate or duration of infusions (RATE -1, -2)";
        }

        if (data.SwitchesCompartments)
        {
            yield return "compartments are switched off (CMT below 0)";
        }

        if (symbols.Contains(time))
        {
            yield return "its rate constants depend on the time";
        }

        foreach (var covariate in data.VaryingCovariates.Where(c => symbols.Contains(c.Symbol)))
        {
            yield return $"{covariate.Name} changes within a subject";
        }
    }

    private static string WordOf(CompartmentPropertyKind kind) =>
        kind == CompartmentPropertyKind.InitialAmount ? "initial" : kind.ToString().ToLowerInvariant();
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
