using PopPK.Data;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves a closed form for its values alone: along the changes of a <see cref="ValueDesign"/> with the state at each segment kept, then
/// block by block from the states of the segments. Mutable, one owner; grows to the largest subject.
/// </summary>
internal sealed class ClosedFormValues
{
    private const int Width = LaneFunction.Width;
    private const int StateSize = 2 * ModeSet.Most + 1;
    private readonly ValueDesign _design = new();
    private readonly double[] _state = new double[StateSize];
    private readonly double[] _lanes = new double[StateSize * Width];
    private readonly double[] _inputs;
    private readonly int[] _running;
    private double[] _bases = [];
    private double[] _segmentStates = [];

    /// <summary>Makes the scratch.</summary>
    /// <param name="compartments">Number of compartments.</param>
    public ClosedFormValues(int compartments)
    {
        _inputs = new double[compartments];
        _running = new int[compartments];
    }

    /// <summary>The modes with the rates of the subject.</summary>
    public ModeSet Modes { get; } = new();

    // The numbers of a state: the modes, the depot, the inputs of the modes.
    private int Size => 2 * Modes.Count + 1;

    /// <summary>Solves a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Where values are wanted.</param>
    /// <param name="rows">Receives the blocks and the variables.</param>
    /// <returns>False when something is infused into the depot, which is too rare to be done here.</returns>
    public bool TrySolve(BoundSubject subject, PredictionPoints points, ValueRows rows)
    {
        _design.Take(subject, points);
        if (_design.HasInfusionsIntoFirst && Modes.HasDepot)
        {
            return false;
        }

        FillBases();
        WalkChanges(subject.Timeline.Doses.AsSpan());
        FillRows(rows);
        return true;
    }

    private Span<double> Basis(int pattern)
    {
        var length = LaneValueKernel.BasisSize(Modes.Count) * Width;
        return _bases.AsSpan(pattern * length, length);
    }

    private void FillBases()
    {
        var length = _design.PatternCount * LaneValueKernel.BasisSize(Modes.Count) * Width;
        if (_bases.Length < length)
        {
            _bases = new double[length];
        }

        for (var p = 0; p < _design.PatternCount; p++)
        {
            LaneValueKernel.FillBasis(
                _design.Times(p), Modes.Lambda, Modes.Fed, Modes.Absorption, Modes.HasDepot, _design.HasInfusions, Basis(p));
        }
    }

    private void WalkChanges(ReadOnlySpan<Dose> doses)
    {
        var segments = _design.SegmentEnds;
        if (_segmentStates.Length < segments.Length * Size)
        {
            _segmentStates = new double[segments.Length * Size];
        }

        var changes = _design.Changes;
        var state = _state.AsSpan(0, Size);
        Clear(state);
        var next = 0;
        for (var s = 0; s < segments.Length; s++)
        {
            for (; next < segments[s]; next++)
            {
                ref readonly var change = ref changes[next];
                if (change.Time >= 0)
                {
                    Advance(state, Basis(change.Time / Width)[(change.Time % Width)..]);
                }

                Apply(change, doses, state);
            }

            state.CopyTo(_segmentStates.AsSpan(s * Size));
        }
    }

    // The state in one of the lanes of a basis: the operations of LaneValueKernel.
    private void Advance(Span<double> state, ReadOnlySpan<double> basis)
    {
        var n = Modes.Count;
        var source = state[n] * Modes.Absorption;
        for (var m = 0; m < n; m++)
        {
            var v = state[m] * basis[m * Width];
            if (m < Modes.Fed)
            {
                v += source * basis[(n + 1 + m) * Width];
            }

            state[m] = _design.HasInfusions ? v + state[n + 1 + m] * basis[(2 * n + 1 + m) * Width] : v;
        }

        if (Modes.HasDepot)
        {
            state[n] *= basis[n * Width];
        }
    }

    private void Apply(in ValueDesign.Change change, ReadOnlySpan<Dose> doses, Span<double> state)
    {
        var n = Modes.Count;
        switch (change.Kind)
        {
            case TimelineEventKind.Reset:
                Clear(state);
                break;
            case TimelineEventKind.Bolus when Modes.HasDepot && change.Compartment == 0:
                state[n] += doses[change.Dose].Amount;
                break;
            case TimelineEventKind.Bolus:
                for (var m = 0; m < n; m++)
                {
                    state[m] += Modes.Compartment[m] == change.Compartment ? doses[change.Dose].Amount : 0;
                }

                break;
            case TimelineEventKind.InfusionStart:
                _inputs[change.Compartment] += doses[change.Dose].Rate;
                _running[change.Compartment]++;
                SetInputs(state);
                break;
            case TimelineEventKind.InfusionEnd:
                // Sums and differences of rates leave rounding behind, which infusions that have ended must not.
                ref var input = ref _inputs[change.Compartment];
                input = --_running[change.Compartment] == 0 ? 0 : input - doses[change.Dose].Rate;
                SetInputs(state);
                break;
        }
    }

    private void Clear(Span<double> state)
    {
        state.Clear();
        _inputs.AsSpan().Clear();
        _running.AsSpan().Clear();
    }

    private void SetInputs(Span<double> state)
    {
        for (var m = 0; m < Modes.Count; m++)
        {
            state[Modes.Count + 1 + m] = _inputs[Modes.Compartment[m]];
        }
    }

    private void FillRows(ValueRows rows)
    {
        var n = Modes.Count;
        var blocks = _design.Blocks;
        rows.Begin(blocks.Length, Modes.VariableCount);
        var filled = -1;
        for (var b = 0; b < blocks.Length; b++)
        {
            ref readonly var block = ref blocks[b];
            rows.SetBlock(b, block.First, block.Count);
            if (!block.IsUniform)
            {
                FillLanes(block);
                filled = -1;
            }
            else if (_design.Segments[block.First] is var segment && segment != filled)
            {
                FillLanes(segment);
                filled = segment;
            }

            var row = rows.Row(b);
            var basis = Basis(block.Pattern);
            LaneValueKernel.Advance(_lanes, basis, n, Modes.Fed, Modes.Absorption, _design.HasInfusions, row);
            if (Modes.HasPairs)
            {
                LaneValueKernel.Combine(row, n, Modes.Lambda[0], Modes.Lambda[1]);
            }

            if (Modes.HasDepot)
            {
                LaneModeKernel.Put(row, n, LaneModeKernel.At(_lanes, n) * LaneModeKernel.At(basis, n));
            }
        }
    }

    private void FillLanes(int segment)
    {
        var state = _segmentStates.AsSpan(segment * Size, Size);
        for (var i = 0; i < state.Length; i++)
        {
            _lanes.AsSpan(i * Width, Width).Fill(state[i]);
        }
    }

    private void FillLanes(in ValueDesign.Block block)
    {
        for (var lane = 0; lane < Width; lane++)
        {
            var segment = _design.Segments[block.First + Math.Min(lane, block.Count - 1)];
            LaneScratch.WriteLane(_segmentStates.AsSpan(segment * Size, Size), _lanes, lane);
        }
    }
}
