using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves a linear mammillary model by its modes: with eigenvalues lambda_i, each amount is a weighted sum of modes
/// z_i' = -lambda_i z_i + ka d + R that share the depot d (the weights are part of the compiled observation functions).
/// Doses into a peripheral compartment drive modes of their own.
/// </summary>
internal sealed class ClosedFormSolver : StructuralSolver
{
    private readonly ImmutableArray<Mode> _modes;
    private readonly int _absorption;
    private readonly int _depot;
    private readonly int _compartments;
    private readonly Dictionary<Symbol, int> _slots = [];

    /// <summary>Describes the modes to the solver.</summary>
    /// <param name="description">How the structure is solved, for people.</param>
    /// <param name="modes">The modes.</param>
    /// <param name="phi">The individual quantities, to find rate constants among.</param>
    /// <param name="depot">The depot's symbols, or null without a depot.</param>
    /// <param name="compartments">Number of compartments.</param>
    public ClosedFormSolver(
        string description,
        IReadOnlyList<ModeSymbols> modes,
        IReadOnlyDictionary<Symbol, int> phi,
        DepotSymbols? depot,
        int compartments)
    {
        Description = description;
        _compartments = compartments;
        _depot = depot is null ? -1 : 0;
        _absorption = depot is null ? -1 : phi[depot.Rate];
        _modes = [.. modes.Select((mode, i) => new Mode(i * ModeKernel.ModeSize, phi[mode.Rate], mode.Compartment, mode.IsFedByDepot))];
        for (var i = 0; i < modes.Count; i++)
        {
            NameRow(modes[i].Value, modes[i].Rate, modes[i].IsFedByDepot ? depot!.Rate : null, i * ModeKernel.ModeSize);
        }

        if (depot is not null)
        {
            NameDepot(depot.Amount, depot.Rate, modes.Count * ModeKernel.ModeSize);
        }
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives { get; } = new();

    private int StateLength => _modes.Length * ModeKernel.ModeSize + (_depot < 0 ? 0 : ModeKernel.DepotSize);

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => StateLength;

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => _slots;

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        var phi = workspace.Phi;
        foreach (var mode in _modes)
        {
            if (!(phi[mode.Rate] >= 0 && double.IsFinite(phi[mode.Rate])))
            {
                return PredictionStatus.RateConstantOutOfRange;
            }
        }

        if (_absorption >= 0 && !(phi[_absorption] >= 0 && double.IsFinite(phi[_absorption])))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        Walk(subject, points, workspace);
        return PredictionStatus.Success;
    }

    private void Walk(BoundSubject subject, PredictionPoints points, SubjectWorkspace workspace)
    {
        var length = StateLength;
        var state = workspace.SolverState[..length];
        var rates = workspace.InfusionRates[.._compartments];
        state.Clear();
        rates.Clear();
        var events = subject.Timeline.Events.AsSpan();
        var next = 0;
        var time = events.Length > 0 ? events[0].Time : 0;
        for (var i = 0; i < events.Length && next < points.Count; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Time > time)
            {
                Advance(state, workspace.Phi, rates, e.Time - time);
                time = e.Time;
            }

            switch (e.Kind)
            {
                case TimelineEventKind.Bolus:
                    AddDose(state, e.Compartment, e.Value);
                    break;
                case TimelineEventKind.RateChange:
                    rates[e.Compartment] += e.Value;
                    break;
                case TimelineEventKind.Reset:
                    // Data may start the clock anew at a reset.
                    time = e.Time;
                    state.Clear();
                    rates.Clear();
                    break;
                case TimelineEventKind.Record when e.Record == points.Records[next]:
                    state.CopyTo(workspace.SolverRows[(next * length)..]);
                    next++;
                    break;
            }
        }
    }

    private void Advance(Span<double> state, ReadOnlySpan<double> phi, ReadOnlySpan<double> rates, double dt)
    {
        if (_depot < 0)
        {
            foreach (var mode in _modes)
            {
                AdvanceAlone(mode, state, phi, rates, dt);
            }

            return;
        }

        // The modes read the depot as it is at the start of the step.
        var depot = state[(_modes.Length * ModeKernel.ModeSize)..];
        var kappa = phi[_absorption];
        var decay = Math.Exp(-kappa * dt);
        foreach (var mode in _modes)
        {
            if (mode.IsFedByDepot)
            {
                var lambda = phi[mode.Rate];
                ModeKernel.Advance(
                    state.Slice(mode.Offset, ModeKernel.ModeSize),
                    depot,
                    lambda,
                    kappa,
                    Math.Exp(-lambda * dt),
                    decay,
                    rates[mode.Compartment],
                    rates[_depot],
                    dt);
            }
            else
            {
                AdvanceAlone(mode, state, phi, rates, dt);
            }
        }

        ModeKernel.AdvanceDepot(depot, kappa, decay, rates[_depot], dt);
    }

    private static void AdvanceAlone(in Mode mode, Span<double> state, ReadOnlySpan<double> phi, ReadOnlySpan<double> rates, double dt)
    {
        var lambda = phi[mode.Rate];
        ModeKernel.Advance(
            state.Slice(mode.Offset, ModeKernel.ModeSize), lambda, Math.Exp(-lambda * dt), rates[mode.Compartment], dt);
    }

    private void AddDose(Span<double> state, int compartment, double amount)
    {
        if (compartment == _depot)
        {
            state[_modes.Length * ModeKernel.ModeSize] += amount;
            return;
        }

        foreach (var mode in _modes)
        {
            if (mode.Compartment == compartment)
            {
                state[mode.Offset] += amount;
            }
        }
    }

    private void NameRow(Symbol value, Symbol rate, Symbol? absorption, int offset)
    {
        _slots[value] = offset;
        var first = Name(value, rate, offset + 1);
        _ = Name(first, rate, offset + 3);
        if (absorption is null)
        {
            return;
        }

        var second = Name(value, absorption, offset + 2);
        var mixed = Name(first, absorption, offset + 4);
        Derivatives.Add(second, rate, mixed);
        _ = Name(second, absorption, offset + 5);
    }

    private void NameDepot(Symbol amount, Symbol rate, int offset)
    {
        _slots[amount] = offset;
        var first = Name(amount, rate, offset + 1);
        _ = Name(first, rate, offset + 2);
    }

    private Symbol Name(Symbol of, Symbol by, int slot)
    {
        var symbol = new Symbol($"{of.Name}_{by.Name}");
        _slots[symbol] = slot;
        Derivatives.Add(of, by, symbol);
        return symbol;
    }

    private readonly record struct Mode(int Offset, int Rate, int Compartment, bool IsFedByDepot);
}
