using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Writes the amounts of a one- or two-compartment mammillary model in the variables of its solver. With one compartment
/// the amount is the variable. With two, s = k10 + k12 + k21 and p = k10 k21, the response to an input is made of the
/// solution w of w'' + s w' + p w = input and its rate y = w':
/// <code>
/// input into     central amount   peripheral amount
/// central        y + k21 w        k12 w
/// peripheral     k21 w            y + (k10 + k12) w
/// </code>
/// The eigenvalues, with their square root that has no derivative where they are equal, are the solver's own business.
/// </summary>
internal sealed class ClosedFormPlan : StructurePlan
{
    private readonly ClosedFormStructure _structure;
    private readonly List<PairSymbols> _pairs = [];
    private readonly Dictionary<Symbol, Expr> _amounts = [];
    private readonly Symbol? _depot;
    private readonly int _central;

    /// <summary>Plans a structure.</summary>
    /// <param name="structure">The structure with at most one peripheral compartment.</param>
    /// <param name="dosed">The compartments that receive doses, from 0; null: any.</param>
    public ClosedFormPlan(ClosedFormStructure structure, IReadOnlySet<int>? dosed)
    {
        _structure = structure;
        if (structure.AbsorptionRate is not null)
        {
            _central = 1;
            _depot = structure.Compartments[0].Amount;
            _amounts[_depot] = _depot;
        }

        ImmutableArray<Expr> rates = structure.Exchange.IsEmpty ? PlanOneCompartment() : PlanTwoCompartments(dosed);
        Roots = structure.AbsorptionRate is { } ka ? [.. rates, ka] : rates;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Symbol> Variables =>
    [
        .. _structure.Exchange.IsEmpty ? [Central] : _pairs.SelectMany(p => new[] { p.Response, p.Rate }),
        .. _depot is null ? Array.Empty<Symbol>() : [_depot],
    ];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Symbol, Expr> Amounts => _amounts;

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Roots { get; }

    private Symbol Central => _structure.Compartments[_central].Amount;

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(SolverParts parts)
    {
        var phi = parts.Phi;
        var symbols = parts.Roots.Select(r => ((SymbolExpr)r).Symbol).ToArray();
        var depot = _depot is null ? null : new DepotSymbols(_depot, symbols[^1]);
        return _structure.Exchange.IsEmpty
            ? new OneCompartmentSolver(Central, symbols[0], depot, phi.Positions)
            : new TwoCompartmentSolver(_pairs, symbols[0], symbols[1], depot, phi.Positions);
    }

    private ImmutableArray<Expr> PlanOneCompartment()
    {
        _amounts[Central] = Central;
        return [_structure.EliminationRate];
    }

    private ImmutableArray<Expr> PlanTwoCompartments(IReadOnlySet<int>? dosed)
    {
        var k10 = _structure.EliminationRate;
        var (k12, k21) = _structure.Exchange[0];
        var (w, y) = AddPair("", _central, isFedByDepot: _depot is not null);
        var inCentral = y + k21 * w;
        var inPeripheral = k12 * w;
        var peripheral = _central + 1;
        if (dosed?.Contains(peripheral) != false)
        {
            var (w2, y2) = AddPair("2", peripheral, isFedByDepot: false);
            inCentral += k21 * w2;
            inPeripheral += y2 + (k10 + k12) * w2;
        }

        _amounts[Central] = inCentral;
        _amounts[_structure.Compartments[peripheral].Amount] = inPeripheral;
        return [k10 + k12 + k21, k10 * k21];
    }

    private (Expr Response, Expr Rate) AddPair(string suffix, int compartment, bool isFedByDepot)
    {
        var pair = new PairSymbols(new Symbol($"w{suffix}"), new Symbol($"y{suffix}"), compartment, isFedByDepot);
        _pairs.Add(pair);
        return (pair.Response, pair.Rate);
    }
}
