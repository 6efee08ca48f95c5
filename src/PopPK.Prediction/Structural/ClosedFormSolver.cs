using PopPK.Data;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Courses;
using PopPK.Prediction.Kernels;
using PopPK.Prediction.Tracing;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// What the solvers of linear models have in common: the walk along the timeline with a state that is moved exactly from
/// event to event, and a depot. The depot's numbers are the last of the state and of every row; both have the same length.
/// </summary>
/// <typeparam name="TRates">What the solver computes of the individual quantities once per evaluation.</typeparam>
internal abstract class ClosedFormSolver<TRates> : StructuralSolver
    where TRates : struct
{
    private readonly Dictionary<Symbol, int> _slots = [];
    private readonly int _compartments;

    /// <summary>Describes what is common.</summary>
    /// <param name="compartments">Number of compartments, the depot included.</param>
    /// <param name="depot">The depot's symbols, or null without a depot.</param>
    /// <param name="depotOffset">Length of the state without the depot.</param>
    protected ClosedFormSolver(int compartments, DepotSymbols? depot, int depotOffset)
    {
        _compartments = compartments;
        HasDepot = depot is not null;
        DepotOffset = depotOffset;
        if (depot is not null)
        {
            NameJet(depot.Amount, [depot.Rate], depotOffset);
        }
    }

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            var size = _compartments - (HasDepot ? 1 : 0);
            return $"closed form, {size} compartment{(size == 1 ? "" : "s")}{(HasDepot ? " with first-order absorption" : "")}";
        }
    }

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives { get; } = new();

    /// <summary>True when the first compartment is a depot.</summary>
    protected bool HasDepot { get; }

    /// <summary>Where the depot's numbers begin in the state.</summary>
    protected int DepotOffset { get; }

    private int StateLength => DepotOffset + (HasDepot ? ModeKernel.DepotSize : 0);

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
        workspace.Recorder?.Prepare(subject.Events, null);
        return TryPrepare(workspace.Phi, out var rates) && TryWalk(subject, points, rates, workspace)
            ? PredictionStatus.Success
            : PredictionStatus.RateConstantOutOfRange;
    }

    /// <inheritdoc/>
    internal override PredictionStatus SolveInLanes(
        BoundSubject subject, PredictionPoints points, DerivativeOrder order, SubjectWorkspace workspace)
    {
        if (!TryPrepare(workspace.Phi, out var rates))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        if (!HasLanes(rates))
        {
            return base.SolveInLanes(subject, points, order, workspace);
        }

        return TryFindSegments(subject, points, rates, workspace) && TryFillLanes(points, rates, workspace)
            ? PredictionStatus.Success
            : PredictionStatus.RateConstantOutOfRange;
    }

    /// <inheritdoc/>
    internal override object? CreateScratch() => new ClosedFormValues(_compartments);

    /// <inheritdoc/>
    internal override PredictionStatus SolveValues(
        BoundSubject subject, PredictionPoints points, ReadOnlySpan<int> places, SubjectWorkspace workspace)
    {
        if (!TryPrepare(workspace.Phi, out var rates))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        var values = (ClosedFormValues)workspace.Solver!;
        if (HasLanes(rates))
        {
            values.Modes.Clear();
            values.Modes.HasDepot = HasDepot;
            SetModes(rates, values.Modes);
            if (values.TrySolve(subject, points, workspace.Values))
            {
                return PredictionStatus.Success;
            }
        }

        return base.SolveValues(subject, points, places, workspace);
    }

    /// <summary>Reads the rate constants.</summary>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="rates">What moving the state needs.</param>
    /// <returns>False when one is negative.</returns>
    protected abstract bool TryPrepare(ReadOnlySpan<double> phi, out TRates rates);

    /// <summary>Moves the state, the depot included.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rates">The rate constants.</param>
    /// <param name="inputs">Infusion rate into each compartment [amount/time].</param>
    /// <param name="dt">The time, above 0.</param>
    /// <returns>False when it cannot be done.</returns>
    protected abstract bool TryAdvance(Span<double> state, in TRates rates, ReadOnlySpan<double> inputs, double dt);

    /// <summary>True when <see cref="AdvanceInLanes"/> works with some rate constants.</summary>
    /// <param name="rates">The rate constants.</param>
    protected abstract bool HasLanes(in TRates rates);

    /// <summary>Describes the modes to those who need values only.</summary>
    /// <param name="rates">The rate constants, for which <see cref="HasLanes"/> holds.</param>
    /// <param name="modes">Receives the modes.</param>
    protected abstract void SetModes(in TRates rates, ModeSet modes);

    /// <summary>Moves a state over eight times and writes the solver variables with their derivatives, in lanes.</summary>
    /// <param name="state">The state and, behind it, the infusion rate into each compartment [amount/time], in lanes.</param>
    /// <param name="inputs">True when some of these are not zero.</param>
    /// <param name="rates">The rate constants.</param>
    /// <param name="dt">The times, not negative.</param>
    /// <param name="row">Receives the variables; as long as the state.</param>
    protected abstract void AdvanceInLanes(
        ReadOnlySpan<double> state, bool inputs, in TRates rates, ReadOnlySpan<double> dt, Span<double> row);

    /// <summary>Adds a bolus into a compartment that is not the depot.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rates">The rate constants.</param>
    /// <param name="compartment">The compartment, from 0.</param>
    /// <param name="amount">How much.</param>
    protected abstract void AddBolus(Span<double> state, in TRates rates, int compartment, double amount);

    /// <summary>Writes the solver variables with their derivatives.</summary>
    /// <param name="state">The state.</param>
    /// <param name="rates">The rate constants.</param>
    /// <param name="row">Receives them; as long as the state.</param>
    protected abstract void WriteRow(ReadOnlySpan<double> state, in TRates rates, Span<double> row);

    /// <summary>
    /// Names the numbers of a variable: the value, its derivatives by some quantities, its derivatives by pairs of them
    /// row by row. Kernels leave room for every quantity, also where a variable depends on fewer.
    /// </summary>
    /// <param name="value">The variable.</param>
    /// <param name="by">The quantities; null where the variable does not depend on one.</param>
    /// <param name="offset">Where its numbers begin in a row.</param>
    protected void NameJet(Symbol value, ReadOnlySpan<Symbol?> by, int offset)
    {
        _slots[value] = offset;
        var first = new Symbol?[by.Length];
        for (var a = 0; a < by.Length; a++)
        {
            first[a] = by[a] is { } quantity ? Name(value, quantity, offset + 1 + a) : null;
        }

        var slot = offset + 1 + by.Length;
        for (var a = 0; a < by.Length; a++)
        {
            for (var b = a; b < by.Length; b++, slot++)
            {
                if (first[a] is { } firstA && first[b] is { } firstB)
                {
                    var pair = Name(firstA, by[b]!, slot);
                    if (a != b)
                    {
                        Derivatives.Add(firstB, by[a]!, pair);
                    }
                }
            }
        }
    }

    private Symbol Name(Symbol of, Symbol by, int slot)
    {
        var symbol = new Symbol($"{of.Name}_{by.Name}");
        _slots[symbol] = slot;
        Derivatives.Add(of, by, symbol);
        return symbol;
    }

    private bool TryWalk(BoundSubject subject, PredictionPoints points, in TRates rates, SubjectWorkspace workspace)
    {
        var length = StateLength;
        var state = workspace.SolverState[..length];
        var inputs = workspace.InfusionRates;
        var running = workspace.RunningInfusions;
        state.Clear();
        inputs.Clear();
        running.Clear();
        var events = subject.Events;
        var doses = subject.Timeline.Doses.AsSpan();
        var next = 0;
        var recorder = workspace.Recorder;
        var course = workspace.Course;
        var time = events.Length > 0 ? events[0].Time : 0;
        var interval = events.Length > 0 ? events[0].Record : 0;
        if (course?.EnterBefore(time, interval) == true)
        {
            TryShow(course, state, rates, inputs, double.PositiveInfinity);
        }

        for (var i = 0; i < events.Length && next < points.Count; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Kind == TimelineEventKind.Reset)
            {
                // What was before does not matter any more, and the clock may start anew.
                state.Clear();
                inputs.Clear();
                running.Clear();
                time = e.Time;
                interval = e.Record;
                Tell(recorder, i, state, rates);
                if (course?.EnterBefore(time, interval) == true)
                {
                    TryShow(course, state, rates, inputs, double.PositiveInfinity);
                }

                continue;
            }

            if (e.Time > time)
            {
                if (course?.Enter(time, e.Time, interval) == true && !TryShow(course, state, rates, inputs, time))
                {
                    workspace.FailedTime = time;
                    return false;
                }

                if (!TryAdvance(state, rates, inputs, e.Time - time))
                {
                    workspace.FailedTime = time;
                    return false;
                }

                if (recorder is not null)
                {
                    var row = recorder.Row(length);
                    WriteRow(state, rates, row);
                    recorder.Depart(time, 0);
                    recorder.Arrive(e.Time, row, inputs, SolutionMethod.ClosedForm, 0);
                }

                time = e.Time;
            }

            if (e.Kind != TimelineEventKind.Record)
            {
                Change(e, doses, state, rates, inputs, running);
            }
            else
            {
                interval = e.Record + 1;
                if (e.Record == points.Records[next])
                {
                    WriteRow(state, rates, workspace.SolverRows.Slice(next * length, length));
                    next++;
                }
            }

            Tell(recorder, i, state, rates);
        }

        return true;
    }

    // Shows a course what it asks for, from the state as it is; before the time of the state it stays as it is.
    private bool TryShow(CourseFollower course, ReadOnlySpan<double> state, in TRates rates, ReadOnlySpan<double> inputs, double time)
    {
        var moved = course.Spare;
        while (course.Next())
        {
            var times = course.Times;
            for (var j = 0; j < times.Length; j++)
            {
                state.CopyTo(moved);
                if (times[j] > time && !TryAdvance(moved, rates, inputs, times[j] - time))
                {
                    return false;
                }

                WriteRow(moved, rates, course.Row(j));
            }

            course.Settle();
        }

        return true;
    }

    // The walk of TryWalk without stops at records: they are reached from the last change, by themselves.
    private bool TryFindSegments(BoundSubject subject, PredictionPoints points, in TRates rates, SubjectWorkspace workspace)
    {
        var lanes = workspace.Lanes;
        var state = workspace.SolverState[..StateLength];
        var inputs = workspace.InfusionRates;
        var running = workspace.RunningInfusions;
        state.Clear();
        inputs.Clear();
        running.Clear();
        var events = subject.Events;
        var doses = subject.Timeline.Doses.AsSpan();
        var size = StateLength + inputs.Length;
        var (next, segment, isOpen) = (0, -1, false);
        var time = events.Length > 0 ? events[0].Time : 0;
        for (var i = 0; i < events.Length && next < points.Count; i++)
        {
            ref readonly var e = ref events[i];
            switch (e.Kind)
            {
                case TimelineEventKind.Record:
                    if (e.Record != points.Records[next])
                    {
                        continue;
                    }

                    if (!isOpen)
                    {
                        isOpen = true;
                        segment++;
                        state.CopyTo(lanes.SegmentStates.AsSpan(segment * size));
                        inputs.CopyTo(lanes.SegmentStates.AsSpan(segment * size + StateLength));
                    }

                    lanes.Segments[next] = segment;
                    lanes.Times[next++] = e.Time - time;
                    continue;
                case TimelineEventKind.Reset:
                    state.Clear();
                    inputs.Clear();
                    running.Clear();
                    time = e.Time;
                    isOpen = false;
                    continue;
            }

            if (e.Time > time && !TryAdvance(state, rates, inputs, e.Time - time))
            {
                workspace.FailedTime = time;
                return false;
            }

            time = e.Time;
            isOpen = false;
            Change(e, doses, state, rates, inputs, running);
        }

        return true;
    }

    private bool TryFillLanes(PredictionPoints points, in TRates rates, SubjectWorkspace workspace)
    {
        const int width = LaneFunction.Width;
        var lanes = workspace.Lanes;
        var size = StateLength + workspace.InfusionRates.Length;
        var filled = -1;
        var hasInputs = false;
        var last = points.Count - 1;
        for (var b = 0; b < LaneScratch.BlocksOf(points.Count); b++)
        {
            var first = b * width;
            for (var j = last + 1; j < first + width; j++)
            {
                (lanes.Segments[j], lanes.Times[j]) = (lanes.Segments[last], lanes.Times[last]);
            }

            var segments = lanes.Segments.AsSpan(first, width);
            var row = lanes.SolverRows(b, StateLength);
            if (segments[0] != segments[^1] || segments[0] != filled)
            {
                hasInputs = Fill(lanes, segments, size);
                filled = segments[0] == segments[^1] ? segments[0] : -1;
            }

            var depotInput = hasInputs && HasDepot && lanes.State.AsSpan(StateLength * width, width).ContainsAnyExcept(0);
            if (!depotInput)
            {
                AdvanceInLanes(lanes.State, hasInputs, rates, lanes.Times.AsSpan(first, width), row);
            }
            else if (!TryAdvanceOneByOne(lanes, segments, size, rates, lanes.Times.AsSpan(first, width), row, workspace))
            {
                return false;
            }
        }

        return true;
    }

    // Infusions into a depot are too rare for lanes of their own.
    private bool TryAdvanceOneByOne(
        LaneScratch lanes, ReadOnlySpan<int> segments, int size, in TRates rates, ReadOnlySpan<double> dt, Span<double> row, SubjectWorkspace workspace)
    {
        var state = workspace.SolverState[..StateLength];
        var single = workspace.SolverRows[..StateLength];
        for (var lane = 0; lane < LaneFunction.Width; lane++)
        {
            var segment = lanes.SegmentStates.AsSpan(segments[lane] * size, size);
            segment[..StateLength].CopyTo(state);
            if (dt[lane] > 0 && !TryAdvance(state, rates, segment[StateLength..], dt[lane]))
            {
                return false;
            }

            WriteRow(state, rates, single);
            LaneScratch.WriteLane(single, row, lane);
        }

        return true;
    }

    // The states of eight points in lanes; true when one of them has an input.
    private bool Fill(LaneScratch lanes, ReadOnlySpan<int> segments, int size)
    {
        const int width = LaneFunction.Width;
        var state = lanes.State.AsSpan(0, size * width);
        if (segments[0] == segments[^1])
        {
            var one = lanes.SegmentStates.AsSpan(segments[0] * size, size);
            for (var i = 0; i < size; i++)
            {
                state.Slice(i * width, width).Fill(one[i]);
            }
        }
        else
        {
            for (var lane = 0; lane < width; lane++)
            {
                LaneScratch.WriteLane(lanes.SegmentStates.AsSpan(segments[lane] * size, size), state, lane);
            }
        }

        return state[(StateLength * width)..].ContainsAnyExcept(0);
    }

    private void Change(
        in TimelineEvent e, ReadOnlySpan<Dose> doses, Span<double> state, in TRates rates, Span<double> inputs, Span<int> running)
    {
        switch (e.Kind)
        {
            case TimelineEventKind.Bolus when HasDepot && e.Compartment == 0:
                state[DepotOffset] += doses[e.Dose].Amount;
                break;
            case TimelineEventKind.Bolus:
                AddBolus(state, rates, e.Compartment, doses[e.Dose].Amount);
                break;
            case TimelineEventKind.InfusionStart:
                inputs[e.Compartment] += doses[e.Dose].Rate;
                running[e.Compartment]++;
                break;
            case TimelineEventKind.InfusionEnd:
                // Sums and differences of rates leave rounding behind, which infusions that have ended must not.
                inputs[e.Compartment] = --running[e.Compartment] == 0 ? 0 : inputs[e.Compartment] - doses[e.Dose].Rate;
                break;
        }
    }

    private void Tell(WalkRecorder? recorder, int happened, ReadOnlySpan<double> state, in TRates rates)
    {
        if (recorder is not null)
        {
            var row = recorder.Row(state.Length);
            WriteRow(state, rates, row);
            recorder.Pass(happened, row);
        }
    }
}
