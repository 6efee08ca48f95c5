using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves z' = -k z + ka d + R, with or without a depot d: the state is the amount and the depot with their derivatives.
/// </summary>
internal sealed class OneCompartmentSolver : ClosedFormSolver<OneCompartmentSolver.RateConstants>
{
    private readonly int _elimination;
    private readonly int _absorption;

    /// <summary>Describes the model to the solver.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="elimination">The elimination rate constant, an individual quantity.</param>
    /// <param name="depot">The depot's symbols, or null without a depot.</param>
    /// <param name="phi">Position of every individual quantity.</param>
    public OneCompartmentSolver(Symbol amount, Symbol elimination, DepotSymbols? depot, IReadOnlyDictionary<Symbol, int> phi)
        : base(depot is null ? 1 : 2, depot, ModeKernel.ModeSize)
    {
        _elimination = phi[elimination];
        _absorption = depot is null ? -1 : phi[depot.Rate];
        NameJet(amount, [elimination, depot?.Rate], 0);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<int> ValuePlaces => HasDepot ? [0, DepotOffset] : [0];

    /// <inheritdoc/>
    protected override bool TryPrepare(ReadOnlySpan<double> phi, out RateConstants rates)
    {
        rates = new RateConstants(phi[_elimination], HasDepot ? phi[_absorption] : 0);
        return rates is { Elimination: >= 0, Absorption: >= 0 };
    }

    /// <inheritdoc/>
    protected override bool TryAdvance(Span<double> state, in RateConstants rates, ReadOnlySpan<double> inputs, double dt)
    {
        var (k, ka) = rates;
        var decay = Math.Exp(-k * dt);
        var z = state[..ModeKernel.ModeSize];
        if (!HasDepot)
        {
            ModeKernel.Advance(z, k, decay, inputs[0], dt);
            return true;
        }

        var depot = state[DepotOffset..];
        var depotDecay = Math.Exp(-ka * dt);
        ModeKernel.Advance(z, depot, k, ka, decay, depotDecay, inputs[1], inputs[0], dt);
        ModeKernel.AdvanceDepot(depot, ka, depotDecay, inputs[0], dt);
        return true;
    }

    /// <inheritdoc/>
    protected override bool HasLanes(in RateConstants rates) => true;

    /// <inheritdoc/>
    protected override void SetModes(in RateConstants rates, ModeSet modes)
    {
        modes.Absorption = rates.Absorption;
        modes.Add(rates.Elimination, HasDepot ? 1 : 0, HasDepot);
    }

    /// <inheritdoc/>
    protected override void AdvanceInLanes(
        ReadOnlySpan<double> state, bool inputs, in RateConstants rates, ReadOnlySpan<double> dt, Span<double> row)
    {
        const int width = LaneFunction.Width;
        var (k, ka) = rates;
        var t = LaneModeKernel.At(dt, 0);
        var decay = Vector512.Exp(-k * t);
        if (!HasDepot)
        {
            LaneModeKernel.Advance(state, k, decay, LaneModeKernel.At(state, ModeKernel.ModeSize), inputs, t, row);
            return;
        }

        var depot = state[(DepotOffset * width)..];
        var depotDecay = Vector512.Exp(-ka * t);
        LaneModeKernel.Advance(
            state, depot, k, ka, decay, depotDecay, LaneModeKernel.At(depot, ModeKernel.DepotSize + 1), inputs, t, row);
        LaneModeKernel.AdvanceDepot(depot, depotDecay, t, row[(DepotOffset * width)..]);
    }

    /// <inheritdoc/>
    protected override void AddBolus(Span<double> state, in RateConstants rates, int compartment, double amount) => state[0] += amount;

    /// <inheritdoc/>
    protected override void WriteRow(ReadOnlySpan<double> state, in RateConstants rates, Span<double> row) => state.CopyTo(row);

    /// <summary>The rate constants of a subject.</summary>
    /// <param name="Elimination">k [1/time].</param>
    /// <param name="Absorption">ka [1/time]; 0 without a depot.</param>
    internal readonly record struct RateConstants(double Elimination, double Absorption);
}
