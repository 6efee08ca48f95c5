using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Equations that are linear in the amounts, A' = M A + b, with M and b constant between records. The individual quantities
/// are the elements of M and b themselves, up to numbers in front and covariates that change: usually fewer than the parameters they
/// are made of.
/// </summary>
internal sealed class LinearPlan : StructurePlan
{
    private readonly ImmutableArray<Term> _terms;
    private readonly string _what;
    private readonly LinearTransition _transition;

    private readonly bool _hasRateConstants;

    private LinearPlan(EquationStructure structure, ImmutableArray<Term> terms, string what, bool hasRateConstants, LinearTransition transition)
    {
        _hasRateConstants = hasRateConstants;
        _transition = transition;
        _terms = terms;
        _what = what;
        Variables = [.. structure.Compartments.Select(c => c.Amount)];
        Amounts = structure.Compartments.ToDictionary(c => c.Amount, c => Expr.Of(c.Amount));
        Roots = [.. terms.Select(t => t.Quantity).OfType<Expr>()];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Symbol> Variables { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Symbol, Expr> Amounts { get; }

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Roots { get; }

    /// <summary>Plans a structure when its equations are linear.</summary>
    /// <param name="structure">The equations, their definitions written out.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="data">Knows the covariates that change.</param>
    /// <returns>The plan, or null when some rate is not linear in the amounts or its coefficients change between records.</returns>
    public static LinearPlan? TryPlan(EquationStructure structure, Symbol time, DataFeatures data)
    {
        var size = structure.Compartments.Length;
        return TryPlan(
            structure, $"linear equations, {size} compartment{(size == 1 ? "" : "s")}", false, new MatrixExponentialTransition(size), time, data);
    }

    /// <summary>Plans a closed form by its equations.</summary>
    /// <param name="structure">The closed form, its definitions written out.</param>
    /// <param name="usesClosedForm">True to move the state by the closed form where there is one, false for the matrix exponential.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="data">Knows the covariates that change.</param>
    /// <returns>The plan, or null when a rate constant changes between records.</returns>
    public static LinearPlan? TryPlan(ClosedFormStructure structure, bool usesClosedForm, Symbol time, DataFeatures data)
    {
        var size = structure.Compartments.Length;
        LinearTransition transition = usesClosedForm
            ? new MammillaryTransition(size, structure.AbsorptionRate is not null)
            : new MatrixExponentialTransition(size);
        return TryPlan(MammillaryEquations.Of(structure), MammillaryEquations.Describe(structure), true, transition, time, data);
    }

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(SolverParts parts)
    {
        var elements = new List<LinearElement>();
        var next = 0;
        foreach (var term in _terms)
        {
            var value = term.Quantity is null ? Expr.One : parts.Roots[next++];
            elements.Add(new LinearElement(term.Row, term.Column, term.Factor * value));
        }

        return new LinearSolver(_what, _hasRateConstants, _transition, Variables, elements, parts);
    }

    /// <summary>Why equations that cannot be planned are not linear, in words for the model's author.</summary>
    /// <param name="structure">The equations, their definitions written out.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="data">Knows the covariates that change.</param>
    public static string ReasonAgainst(EquationStructure structure, Symbol time, DataFeatures data)
    {
        Symbol[] amounts = [.. structure.Compartments.Select(c => c.Amount)];
        var linear = data.VaryingCovariates.Where(c => c.Interpolation == CovariateInterpolation.Linear).Select(c => c.Symbol).ToArray();
        var form = new LinearForm(amounts, new HashSet<Symbol>());
        var rates = Simplifier.Simplify(structure.Rates);
        for (var i = 0; i < rates.Length; i++)
        {
            if (form.Read(rates[i]) is null)
            {
                return $"d/dt {amounts[i].Name} is not linear in the amounts";
            }
        }

        var changing = rates.Symbols().Contains(time)
            ? "the time"
            : string.Join(", ", linear.Where(rates.Symbols().Contains).Select(c => $"{c.Name}, which is linear between records"));
        return $"the equations depend on {changing}";
    }

    private static LinearPlan? TryPlan(
        EquationStructure structure, string what, bool hasRateConstants, LinearTransition transition, Symbol time, DataFeatures data)
    {
        Symbol[] amounts = [.. structure.Compartments.Select(c => c.Amount)];
        var changing = data.VaryingCovariates
            .Where(c => c.Interpolation == CovariateInterpolation.Linear)
            .Select(c => c.Symbol)
            .Append(time)
            .ToHashSet();
        var form = new LinearForm(amounts, changing);
        var elements = new List<(int Row, int Column, Expr Value)>();
        var rates = Simplifier.Simplify(structure.Rates);
        for (var row = 0; row < rates.Length; row++)
        {
            if (form.Read(rates[row]) is not { } coefficients)
            {
                return null;
            }

            for (var column = 0; column < coefficients.Length; column++)
            {
                elements.Add((row, column < amounts.Length ? column : -1, Simplifier.Simplify(coefficients[column])));
            }
        }

        return new LinearPlan(structure, Split(elements), what, hasRateConstants, transition);
    }

    // An element that is a sum (a compartment that empties by several ways) is split into those terms that are elements of
    // their own elsewhere, and the rest, which then is one quantity.
    private static ImmutableArray<Term> Split(IReadOnlyList<(int Row, int Column, Expr Value)> elements)
    {
        var parts = Share([.. elements.SelectMany(e => Parts(e.Value).Select(part => Numbered(e.Row, e.Column, part)))]);
        var ofElements = parts.ToLookup(p => (p.Row, p.Column));
        var alone = ofElements
            .Where(element => element.Count() == 1)
            .Select(element => element.Single().Quantity)
            .ToHashSet<Expr?>(ReferenceEqualityComparer.Instance);
        var terms = new List<Term>();
        foreach (var element in ofElements)
        {
            bool IsTerm(Term part) => part.Quantity is null || alone.Contains(part.Quantity);
            terms.AddRange(element.Where(IsTerm));
            var rest = element.Where(p => !IsTerm(p)).ToArray();
            if (rest.Length > 0)
            {
                var sum = Simplifier.Simplify(Expr.Sum(rest.Select(p => p.Factor * p.Quantity!)));
                terms.Add(Numbered(element.Key.Row, element.Key.Column, sum));
            }
        }

        return [.. terms.Where(t => t.Factor != 0)];
    }

    private static ImmutableArray<Expr> Parts(Expr e) => e is SumExpr sum ? sum.Terms : [e];

    // Equal quantities become the same objects.
    private static Term[] Share(IReadOnlyList<Term> terms)
    {
        var quantities = Simplifier.Simplify(terms.Select(t => t.Quantity ?? Expr.Zero));
        return [.. terms.Select((t, i) => t.Quantity is null ? t : t with { Quantity = quantities[i] })];
    }

    // Takes the number out of the front of an expression.
    private static Term Numbered(int row, int column, Expr value, double factor = 1) => value switch
    {
        ConstantExpr c => new Term(row, column, factor * c.Value, null),
        ProductExpr { Factors: [ConstantExpr c, .. var rest] } => new Term(row, column, factor * c.Value, Expr.Product(rest)),
        _ => new Term(row, column, factor, value),
    };

    // A number times what does not vary between records, in an element of M or of b (column -1); no quantity: the number is all.
    private readonly record struct Term(int Row, int Column, double Factor, Expr? Quantity);
}
