using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Equations that are linear in the amounts, A' = M A + b, with M and b constant within a subject. The individual quantities
/// are the elements of M and b themselves, up to numbers in front: usually fewer than the parameters they are made of.
/// </summary>
internal sealed class LinearPlan : StructurePlan
{
    private readonly ImmutableArray<LinearTerm> _terms;
    private readonly string _what;

    private LinearPlan(EquationStructure structure, ImmutableArray<LinearTerm> terms, string what)
    {
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
    /// <returns>The plan, or null when some rate is not linear in the amounts or its coefficients depend on time.</returns>
    public static LinearPlan? TryPlan(EquationStructure structure, Symbol time) =>
        TryPlan(structure, time, $"linear equations, {Count(structure.Compartments.Length)}");

    /// <summary>Plans a mammillary model with any number of peripheral compartments by its equations.</summary>
    /// <param name="structure">The model, its definitions written out.</param>
    /// <param name="time">The model's time symbol.</param>
    /// <returns>The plan, or null when a rate constant depends on time.</returns>
    public static LinearPlan? TryPlan(ClosedFormStructure structure, Symbol time)
    {
        var amounts = structure.Compartments.Select(c => Expr.Of(c.Amount)).ToArray();
        var central = structure.AbsorptionRate is null ? 0 : 1;
        var rates = new Expr[amounts.Length];
        rates[central] = -structure.EliminationRate * amounts[central];
        if (structure.AbsorptionRate is { } ka)
        {
            rates[0] = -ka * amounts[0];
            rates[central] += ka * amounts[0];
        }

        for (var i = 0; i < structure.Exchange.Length; i++)
        {
            var (fromCentral, toCentral) = structure.Exchange[i];
            var peripheral = central + 1 + i;
            rates[peripheral] = fromCentral * amounts[central] - toCentral * amounts[peripheral];
            rates[central] -= rates[peripheral];
        }

        var absorption = structure.AbsorptionRate is null ? "" : " with first-order absorption";
        return TryPlan(
            new EquationStructure(structure.Compartments, [.. rates]), time, Count(structure.Exchange.Length + 1) + absorption);
    }

    private static LinearPlan? TryPlan(EquationStructure structure, Symbol time, string what)
    {
        Symbol[] amounts = [.. structure.Compartments.Select(c => c.Amount)];
        var form = new LinearForm(amounts, time);
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

        return new LinearPlan(structure, Split(elements), what);
    }

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(ImmutableArray<Expr> roots, PhiTable phi)
    {
        var terms = ImmutableArray.CreateBuilder<LinearTerm>(_terms.Length);
        var next = 0;
        for (var i = 0; i < _terms.Length; i++)
        {
            // Hoisting made every root a symbol, or a symbol with a sign.
            var term = _terms[i];
            terms.Add(term.Quantity is null ? term : Numbered(term.Row, term.Column, roots[next++], term.Factor));
        }

        return new LinearSolver($"{_what}, solved by the matrix exponential", Variables, terms.MoveToImmutable(), phi);
    }

    private static string Count(int compartments) => $"{compartments} compartment{(compartments == 1 ? "" : "s")}";

    // An element that is a sum (a compartment that empties by several ways) is split into those terms that are elements of
    // their own elsewhere, and the rest, which then is one quantity.
    private static ImmutableArray<LinearTerm> Split(IReadOnlyList<(int Row, int Column, Expr Value)> elements)
    {
        var parts = Share([.. elements.SelectMany(e => Parts(e.Value).Select(part => Numbered(e.Row, e.Column, part)))]);
        var ofElements = parts.ToLookup(p => (p.Row, p.Column));
        var alone = ofElements
            .Where(element => element.Count() == 1)
            .Select(element => element.Single().Quantity)
            .ToHashSet<Expr?>(ReferenceEqualityComparer.Instance);
        var terms = new List<LinearTerm>();
        foreach (var element in ofElements)
        {
            bool IsTerm(LinearTerm part) => part.Quantity is null || alone.Contains(part.Quantity);
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
    private static LinearTerm[] Share(IReadOnlyList<LinearTerm> terms)
    {
        var quantities = Simplifier.Simplify(terms.Select(t => t.Quantity ?? Expr.Zero));
        return [.. terms.Select((t, i) => t.Quantity is null ? t : t with { Quantity = quantities[i] })];
    }

    // Takes the number out of the front of an expression.
    private static LinearTerm Numbered(int row, int column, Expr value, double factor = 1) => value switch
    {
        ConstantExpr c => new LinearTerm(row, column, factor * c.Value, null),
        ProductExpr { Factors: [ConstantExpr c, .. var rest] } => new LinearTerm(row, column, factor * c.Value, Expr.Product(rest)),
        _ => new LinearTerm(row, column, factor, value),
    };
}
