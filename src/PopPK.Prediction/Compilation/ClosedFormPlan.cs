using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// Writes the amounts of a one- or two-compartment mammillary model as weighted sums of modes.
/// With micro-constants k10, k12, k21 and r = sqrt(((k10 + k12 - k21)/2)^2 + k12 k21), m = (k10 + k12 + k21)/2, the
/// eigenvalues are alpha = m + r and beta = k10 k21 / alpha (Gibaldi and Perrier 1982, Pharmacokinetics, chapter 2), and
/// the response to an input is
/// <code>
/// input into     central amount                                        peripheral amount
/// central        ((alpha - k21) z_alpha + (k21 - beta) z_beta)/(2 r)   k12 (z_beta - z_alpha)/(2 r)
/// peripheral     k21 (y_beta - y_alpha)/(2 r)                          ((k21 - beta) y_alpha + (alpha - k21) y_beta)/(2 r)
/// </code>
/// </summary>
internal sealed class ClosedFormPlan : StructurePlan
{
    private readonly ClosedFormStructure _structure;
    private readonly List<(Symbol Value, int Rate, int Compartment, bool IsFedByDepot)> _modes = [];
    private readonly List<Expr> _rates = [];
    private readonly Dictionary<Symbol, Expr> _amounts = [];
    private readonly Symbol? _depot;

    /// <summary>Plans a structure.</summary>
    /// <param name="structure">The structure with at most one peripheral compartment.</param>
    /// <param name="dosed">The compartments that receive doses, from 0; null: any.</param>
    public ClosedFormPlan(ClosedFormStructure structure, IReadOnlySet<int>? dosed)
    {
        _structure = structure;
        var central = structure.AbsorptionRate is null ? 0 : 1;
        if (structure.AbsorptionRate is { } ka)
        {
            _depot = structure.Compartments[0].Amount;
            _amounts[_depot] = _depot;
        }

        if (structure.Exchange.IsEmpty)
        {
            PlanOneCompartment(central);
        }
        else
        {
            PlanTwoCompartments(central, dosed);
        }

        Roots = structure.AbsorptionRate is { } rate ? [.. _rates, rate] : [.. _rates];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Symbol> Variables =>
        [.. _modes.Select(m => m.Value), .. _depot is null ? Array.Empty<Symbol>() : [_depot]];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<Symbol, Expr> Amounts => _amounts;

    /// <inheritdoc/>
    public override ImmutableArray<Expr> Roots { get; }

    /// <inheritdoc/>
    public override StructuralSolver MakeSolver(ImmutableArray<Expr> roots, PhiTable phi)
    {
        var symbols = roots.Select(r => ((SymbolExpr)r).Symbol).ToArray();
        var modes = _modes.Select(m => new ModeSymbols(m.Value, symbols[m.Rate], m.Compartment, m.IsFedByDepot)).ToArray();
        var depot = _depot is null ? null : new DepotSymbols(_depot, symbols[^1]);
        return new ClosedFormSolver(Describe(), modes, phi.Positions, depot, _structure.Compartments.Length);
    }

    private string Describe()
    {
        var size = _structure.Exchange.Length + 1;
        var absorption = _depot is null ? "" : " with first-order absorption";
        return $"closed form, {size} compartment{(size == 1 ? "" : "s")}{absorption}";
    }

    private void PlanOneCompartment(int central)
    {
        var z = AddMode("z", AddRate(_structure.EliminationRate), central, isFedByDepot: central > 0);
        _amounts[_structure.Compartments[central].Amount] = z;
    }

    private void PlanTwoCompartments(int central, IReadOnlySet<int>? dosed)
    {
        var k10 = _structure.EliminationRate;
        var (k12, k21) = _structure.Exchange[0];
        var half = Expr.Constant(0.5);
        var difference = half * (k10 + k12 - k21);
        var twoR = 2 * Expr.Sqrt(difference * difference + k12 * k21);
        var alpha = half * (k10 + k12 + k21 + twoR);
        var beta = k10 * k21 / alpha;
        var alphaRate = AddRate(alpha);
        var betaRate = AddRate(beta);
        var fast = (alpha - k21) / twoR;
        var slow = (k21 - beta) / twoR;
        var peripheral = central + 1;

        Expr zAlpha = AddMode("z_alpha", alphaRate, central, isFedByDepot: central > 0);
        Expr zBeta = AddMode("z_beta", betaRate, central, isFedByDepot: central > 0);
        var inCentral = fast * zAlpha + slow * zBeta;
        var inPeripheral = k12 / twoR * (zBeta - zAlpha);
        if (dosed?.Contains(peripheral) != false)
        {
            Expr yAlpha = AddMode("y_alpha", alphaRate, peripheral, isFedByDepot: false);
            Expr yBeta = AddMode("y_beta", betaRate, peripheral, isFedByDepot: false);
            inCentral += k21 / twoR * (yBeta - yAlpha);
            inPeripheral += slow * yAlpha + fast * yBeta;
        }

        _amounts[_structure.Compartments[central].Amount] = inCentral;
        _amounts[_structure.Compartments[peripheral].Amount] = inPeripheral;
    }

    private int AddRate(Expr rate)
    {
        _rates.Add(rate);
        return _rates.Count - 1;
    }

    private Symbol AddMode(string name, int rate, int compartment, bool isFedByDepot)
    {
        var symbol = new Symbol(name);
        _modes.Add((symbol, rate, compartment, isFedByDepot));
        return symbol;
    }
}
