using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// What else functions within a subject read beside amounts and phi, all in one bank: the time, the covariates that change, how
/// fast they change (for those interpolated linearly), the sides on which the time conditions of the equations are, and, for
/// observations only, what a record says of its own. Immutable.
/// </summary>
internal sealed class MomentLayout
{
    /// <summary>The bank of compiled functions that holds the moment.</summary>
    public const int Bank = 2;

    /// <summary>Lays a moment out.</summary>
    /// <param name="time">The model's time symbol.</param>
    /// <param name="covariates">The covariates that change.</param>
    /// <param name="switches">The time conditions of the equations.</param>
    /// <param name="recordSymbols">What forms of observations read of their record.</param>
    public MomentLayout(
        Symbol time, ImmutableArray<Covariate> covariates, ImmutableArray<TimeSwitch> switches, ImmutableArray<Symbol> recordSymbols)
    {
        Time = time;
        Covariates = covariates;
        Slopes = [.. covariates.Select(c => new Symbol($"{c.Name}_slope"))];
        Switches = switches;
        RecordSymbols = recordSymbols;
        IsLinear = [.. covariates.Select(c => c.Interpolation == CovariateInterpolation.Linear)];
        HasLinear = IsLinear.Contains(true);
        var slots = new Dictionary<Symbol, Slot> { [time] = new Slot(Bank, 0) };
        for (var i = 0; i < covariates.Length; i++)
        {
            slots[covariates[i].Symbol] = new Slot(Bank, 1 + i);
            slots[Slopes[i]] = new Slot(Bank, FirstSlope + i);
        }

        for (var i = 0; i < switches.Length; i++)
        {
            slots[switches[i].Flag] = new Slot(Bank, FirstFlag + i);
        }

        for (var i = 0; i < recordSymbols.Length; i++)
        {
            slots[recordSymbols[i]] = new Slot(Bank, Length + i);
        }

        Slots = slots;
    }

    /// <summary>The model's time symbol, at position 0.</summary>
    public Symbol Time { get; }

    /// <summary>The covariates that change, from position 1.</summary>
    public ImmutableArray<Covariate> Covariates { get; }

    /// <summary>For each covariate whether it is linear in time between records.</summary>
    public ImmutableArray<bool> IsLinear { get; }

    /// <summary>True when some covariate is linear in time between records.</summary>
    public bool HasLinear { get; }

    /// <summary>The covariates' derivatives by time.</summary>
    public ImmutableArray<Symbol> Slopes { get; }

    /// <summary>The time conditions of the equations.</summary>
    public ImmutableArray<TimeSwitch> Switches { get; }

    /// <summary>Position of the first slope.</summary>
    public int FirstSlope => 1 + Covariates.Length;

    /// <summary>Position of the first flag.</summary>
    public int FirstFlag => 1 + 2 * Covariates.Length;

    /// <summary>What forms of observations read of their record, behind everything solvers read; see <see cref="Compilation.RecordSymbols"/>.</summary>
    public ImmutableArray<Symbol> RecordSymbols { get; }

    /// <summary>Number of values solvers read.</summary>
    public int Length => FirstFlag + Switches.Length;

    /// <summary>Number of values of a record's moment.</summary>
    public int RecordLength => Length + RecordSymbols.Length;

    /// <summary>Where each symbol stands.</summary>
    public IReadOnlyDictionary<Symbol, Slot> Slots { get; }

    /// <summary>The derivative of a covariate by time; null where it has none.</summary>
    /// <param name="covariate">A symbol.</param>
    public Expr? SlopeOf(Symbol covariate)
    {
        for (var i = 0; i < Covariates.Length; i++)
        {
            if (IsLinear[i] && Covariates[i].Symbol == covariate)
            {
                return Slopes[i];
            }
        }

        return null;
    }

    /// <summary>The banks of functions of amounts (or a solver row), phi and a moment.</summary>
    /// <param name="phi">Position of every individual quantity.</param>
    /// <param name="variables">Position of every symbol of bank 0; null: none.</param>
    public Dictionary<Symbol, Slot> Banks(IReadOnlyDictionary<Symbol, int> phi, IReadOnlyDictionary<Symbol, int>? variables = null)
    {
        var banks = new Dictionary<Symbol, Slot>(Slots);
        foreach (var (symbol, index) in phi)
        {
            banks[symbol] = new Slot(1, index);
        }

        foreach (var (symbol, index) in variables ?? new Dictionary<Symbol, int>())
        {
            banks[symbol] = new Slot(0, index);
        }

        return banks;
    }
}
