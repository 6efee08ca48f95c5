using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves the pairs of a two-compartment model (see <see cref="PairKernel"/>), one for doses into the central and one, where
/// there are such doses, for those into the peripheral compartment. The state of a pair is its two modes, from which w and y
/// are made at each record; where the eigenvalues are nearly equal it is w and y themselves.
/// </summary>
internal sealed class TwoCompartmentSolver : ClosedFormSolver<TwoCompartmentSolver.RateConstants>
{
    /// <summary>
    /// Where (alpha - beta) / (alpha + beta) is below this, the modes are given up. Second derivatives made of modes are good to
    /// about eleven digits here and lose five with every factor of ten below.
    /// </summary>
    public const double ConfluentBelow = 0.15;

    private readonly ImmutableArray<Pair> _pairs;
    private readonly int _sum;
    private readonly int _product;
    private readonly int _absorption;

    /// <summary>Describes the model to the solver.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="sum">Sum of the eigenvalues s, an individual quantity.</param>
    /// <param name="product">Product of the eigenvalues p, an individual quantity.</param>
    /// <param name="depot">The depot's symbols, or null without a depot.</param>
    /// <param name="phi">Position of every individual quantity.</param>
    public TwoCompartmentSolver(
        IReadOnlyList<PairSymbols> pairs, Symbol sum, Symbol product, DepotSymbols? depot, IReadOnlyDictionary<Symbol, int> phi)
        : base(depot is null ? 2 : 3, depot, pairs.Count * PairKernel.PairSize)
    {
        _sum = phi[sum];
        _product = phi[product];
        _absorption = depot is null ? -1 : phi[depot.Rate];
        _pairs = [.. pairs.Select((pair, i) => new Pair(i * PairKernel.PairSize, pair.Compartment, pair.IsFedByDepot))];
        for (var i = 0; i < pairs.Count; i++)
        {
            Symbol?[] by = [sum, product, pairs[i].IsFedByDepot ? depot!.Rate : null];
            NameJet(pairs[i].Response, by, _pairs[i].Offset);
            NameJet(pairs[i].Rate, by, _pairs[i].Offset + PairKernel.JetSize);
        }
    }

    /// <inheritdoc/>
    internal override ImmutableArray<int> ValuePlaces =>
        [.. _pairs.SelectMany(p => new[] { p.Offset, p.Offset + PairKernel.JetSize }), .. HasDepot ? [DepotOffset] : Array.Empty<int>()];

    /// <inheritdoc/>
    protected override bool TryPrepare(ReadOnlySpan<double> phi, out RateConstants rates)
    {
        var (s, p) = (phi[_sum], phi[_product]);
        var half = 0.5 * s;
        var root = Math.Sqrt(Math.Max(0, half * half - p));
        var fast = half + root;
        rates = new RateConstants(s, p, fast, p / fast, HasDepot ? phi[_absorption] : 0, !(root > ConfluentBelow * half));

        // Rounding may leave a double eigenvalue a little beyond real ones; negative rate constants leave it far beyond.
        return s >= 0 && p >= 0 && half * half - p >= -ConfluentBelow * p && rates.Absorption >= 0;
    }

    /// <inheritdoc/>
    protected override bool TryAdvance(Span<double> state, in RateConstants rates, ReadOnlySpan<double> inputs, double dt)
    {
        // The pairs read the depot as it is at the start of the step.
        var depot = HasDepot ? state[DepotOffset..] : default;
        var depotDecay = HasDepot ? Math.Exp(-rates.Absorption * dt) : 0;
        if (!rates.IsConfluent)
        {
            AdvanceModes(state, depot, depotDecay, rates, inputs, dt);
        }
        else if (!TryAdvanceConfluent(state, depot, rates, inputs, dt))
        {
            return false;
        }

        if (HasDepot)
        {
            ModeKernel.AdvanceDepot(depot, rates.Absorption, depotDecay, inputs[0], dt);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool HasLanes(in RateConstants rates) => !rates.IsConfluent;

    /// <inheritdoc/>
    protected override void SetModes(in RateConstants rates, ModeSet modes)
    {
        modes.Absorption = rates.Absorption;
        modes.HasPairs = true;
        foreach (var pair in _pairs)
        {
            modes.Add(rates.Fast, pair.Compartment, pair.IsFedByDepot);
            modes.Add(rates.Slow, pair.Compartment, pair.IsFedByDepot);
        }
    }

    /// <inheritdoc/>
    protected override void AdvanceInLanes(
        ReadOnlySpan<double> state, bool inputs, in RateConstants rates, ReadOnlySpan<double> dt, Span<double> row)
    {
        const int width = LaneFunction.Width;
        const int mode = ModeKernel.ModeSize * width;
        var t = LaneModeKernel.At(dt, 0);
        var fastDecay = Vector512.Exp(-rates.Fast * t);
        var slowDecay = Vector512.Exp(-rates.Slow * t);
        var depotDecay = HasDepot ? Vector512.Exp(-rates.Absorption * t) : default;
        var depot = state[(DepotOffset * width)..];
        var firstInput = DepotOffset + (HasDepot ? ModeKernel.DepotSize : 0);
        Span<double> modes = stackalloc double[2 * mode];
        foreach (var pair in _pairs)
        {
            var before = state[(pair.Offset * width)..];
            var input = LaneModeKernel.At(state, firstInput + pair.Compartment);
            if (pair.IsFedByDepot)
            {
                var ka = rates.Absorption;
                LaneModeKernel.Advance(before, depot, rates.Fast, ka, fastDecay, depotDecay, input, inputs, t, modes);
                LaneModeKernel.Advance(before[mode..], depot, rates.Slow, ka, slowDecay, depotDecay, input, inputs, t, modes[mode..]);
            }
            else
            {
                LaneModeKernel.Advance(before, rates.Fast, fastDecay, input, inputs, t, modes);
                LaneModeKernel.Advance(before[mode..], rates.Slow, slowDecay, input, inputs, t, modes[mode..]);
            }

            LaneModeKernel.Combine(modes, modes[mode..], rates.Fast, rates.Slow, pair.IsFedByDepot, row[(pair.Offset * width)..]);
        }

        if (HasDepot)
        {
            LaneModeKernel.AdvanceDepot(depot, depotDecay, t, row[(DepotOffset * width)..]);
        }
    }

    /// <inheritdoc/>
    protected override void AddBolus(Span<double> state, in RateConstants rates, int compartment, double amount)
    {
        foreach (var pair in _pairs)
        {
            if (pair.Compartment != compartment)
            {
                continue;
            }

            if (rates.IsConfluent)
            {
                state[pair.Offset + PairKernel.JetSize] += amount;
            }
            else
            {
                state[pair.Offset] += amount;
                state[pair.Offset + ModeKernel.ModeSize] += amount;
            }
        }
    }

    /// <inheritdoc/>
    protected override void WriteRow(ReadOnlySpan<double> state, in RateConstants rates, Span<double> row)
    {
        state.CopyTo(row);
        if (rates.IsConfluent)
        {
            return;
        }

        foreach (var pair in _pairs)
        {
            var modes = state.Slice(pair.Offset, PairKernel.PairSize);
            PairKernel.Combine(
                modes[..ModeKernel.ModeSize], modes[ModeKernel.ModeSize..], rates.Fast, rates.Slow, row.Slice(pair.Offset, PairKernel.PairSize));
        }
    }

    private void AdvanceModes(
        Span<double> state, ReadOnlySpan<double> depot, double depotDecay, in RateConstants rates, ReadOnlySpan<double> inputs, double dt)
    {
        var fastDecay = Math.Exp(-rates.Fast * dt);
        var slowDecay = Math.Exp(-rates.Slow * dt);
        foreach (var pair in _pairs)
        {
            var fast = state.Slice(pair.Offset, ModeKernel.ModeSize);
            var slow = state.Slice(pair.Offset + ModeKernel.ModeSize, ModeKernel.ModeSize);
            var input = inputs[pair.Compartment];
            if (pair.IsFedByDepot)
            {
                var ka = rates.Absorption;
                ModeKernel.Advance(fast, depot, rates.Fast, ka, fastDecay, depotDecay, input, inputs[0], dt);
                ModeKernel.Advance(slow, depot, rates.Slow, ka, slowDecay, depotDecay, input, inputs[0], dt);
            }
            else
            {
                ModeKernel.Advance(fast, rates.Fast, fastDecay, input, dt);
                ModeKernel.Advance(slow, rates.Slow, slowDecay, input, dt);
            }
        }
    }

    private bool TryAdvanceConfluent(
        Span<double> state, ReadOnlySpan<double> depot, in RateConstants rates, ReadOnlySpan<double> inputs, double dt)
    {
        foreach (var pair in _pairs)
        {
            var numbers = state.Slice(pair.Offset, PairKernel.PairSize);
            var input = inputs[pair.Compartment];
            var isDone = pair.IsFedByDepot
                ? PairSeriesKernel.TryAdvance(numbers, depot, rates.Sum, rates.Product, rates.Absorption, input, inputs[0], dt)
                : PairSeriesKernel.TryAdvance(numbers, default, rates.Sum, rates.Product, 0, input, 0, dt);
            if (!isDone)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rate constants of a subject.</summary>
    /// <param name="Sum">s = k10 + k12 + k21 [1/time].</param>
    /// <param name="Product">p = k10 k21 [1/time^2].</param>
    /// <param name="Fast">The larger eigenvalue alpha [1/time].</param>
    /// <param name="Slow">The smaller eigenvalue beta [1/time].</param>
    /// <param name="Absorption">ka [1/time]; 0 without a depot.</param>
    /// <param name="IsConfluent">True when the eigenvalues are too close for modes.</param>
    internal readonly record struct RateConstants(double Sum, double Product, double Fast, double Slow, double Absorption, bool IsConfluent);

    private readonly record struct Pair(int Offset, int Compartment, bool IsFedByDepot);
}
