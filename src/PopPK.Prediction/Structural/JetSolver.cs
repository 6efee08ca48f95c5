using PopPK.Data;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Prediction.Tracing;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// What solvers have in common whose state is all amounts as jets by phi: the walk along everything that happens to a subject, with
/// derivatives through doses that arrive and end at times the model computes (<see cref="MovingEvent"/>), steady states, and compartments
/// switched on and off. Derived classes move the state through time.
/// </summary>
internal abstract class JetSolver : StructuralSolver
{
    private readonly PropertyFunctions _properties;
    private readonly TimeSwitching _switches;

    /// <summary>Describes what is common.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="jets">The derivatives of the amounts.</param>
    /// <param name="parts">Properties and moment.</param>
    protected JetSolver(int amounts, StateJets jets, SolverParts parts)
    {
        Amounts = amounts;
        Jets = jets;
        Moment = parts.Moment;
        _properties = new PropertyFunctions(parts, jets);
        _switches = new TimeSwitching(parts, jets);
    }

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives => Jets.Derivatives;

    /// <summary>Number of amounts.</summary>
    protected int Amounts { get; }

    /// <summary>The derivatives of the amounts.</summary>
    protected StateJets Jets { get; }

    /// <summary>What varies within a subject beside the amounts.</summary>
    protected MomentLayout Moment { get; }

    /// <summary>The properties of the compartments.</summary>
    protected PropertyFunctions Properties => _properties;

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => Amounts * Jets.Blocks(order);

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => Jets.Slots(order);

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject, PredictionPoints points, DerivativeOrder order, SubjectWorkspace workspace)
    {
        var scratch = (JetScratch)workspace.Solver!;
        scratch.Subject = subject;
        scratch.Workspace = workspace;
        scratch.Order = order;
        scratch.Layout = Jets.Layout(order);
        scratch.Blocks = JetMatrixKernel.Blocks(scratch.Layout);
        var status = scratch.Doses.TryPrepare(subject, scratch.Layout, order, workspace, out var events);
        scratch.Time = scratch.Doses.RefusedAt;
        workspace.RefusedProperty = scratch.Doses.Refused;
        if (status == PredictionStatus.Success)
        {
            workspace.Recorder?.Prepare(events, scratch.Doses);
            status = Begin(scratch);
        }

        if (status == PredictionStatus.Success)
        {
            status = Walk(scratch, events, points);
        }

        workspace.FailedTime = status == PredictionStatus.Success ? double.NaN : scratch.Time;
        return status;
    }

    /// <summary>What moves the state now, for people.</summary>
    /// <param name="scratch">The scratch.</param>
    protected abstract SolutionMethod MethodOf(JetScratch scratch);

    /// <summary>Number of steps an integrator has accepted since the scratch was made; 0 without one.</summary>
    /// <param name="scratch">The scratch.</param>
    protected virtual long AcceptedSteps(JetScratch scratch) => 0;

    /// <summary>Prepares for a subject.</summary>
    /// <param name="scratch">Subject, phi and order.</param>
    protected abstract PredictionStatus Begin(JetScratch scratch);

    /// <summary>Learns that the moment has changed: covariates of another interval, or the side of a time condition.</summary>
    /// <param name="scratch">The scratch.</param>
    protected abstract PredictionStatus OnMoment(JetScratch scratch);

    /// <summary>Moves the state to a time behind <see cref="JetScratch.Time"/>, with constant inputs.</summary>
    /// <param name="scratch">The scratch; its time is changed too.</param>
    /// <param name="time">The time.</param>
    protected abstract PredictionStatus Advance(JetScratch scratch, double time);

    /// <summary>Moves the state from time to time and writes down what it is there.</summary>
    /// <param name="scratch">The scratch; its time is changed too.</param>
    /// <param name="times">The times, ascending, none before <see cref="JetScratch.Time"/>.</param>
    /// <param name="rows">Receives the states, one after the other.</param>
    protected virtual PredictionStatus AdvanceThrough(JetScratch scratch, ReadOnlySpan<double> times, Span<double> rows)
    {
        var length = Amounts * scratch.Blocks;
        var status = PredictionStatus.Success;
        for (var j = 0; j < times.Length && status == PredictionStatus.Success; j++)
        {
            status = times[j] > scratch.Time ? Advance(scratch, times[j]) : status;
            scratch.State.AsSpan(0, length).CopyTo(rows[(j * length)..]);
        }

        return status;
    }

    /// <summary>Passes many records with nothing between them at once, where that is better than one by one.</summary>
    /// <param name="scratch">The scratch.</param>
    /// <param name="events">What is to come.</param>
    /// <param name="points">The records at which rows are wanted.</param>
    /// <param name="next">The next of them.</param>
    /// <param name="status">How it went.</param>
    /// <returns>Number of events that were passed; 0: none, and nothing was done.</returns>
    protected virtual int AdvanceAlong(
        JetScratch scratch, ReadOnlySpan<TimelineEvent> events, PredictionPoints points, ref int next, ref PredictionStatus status) => 0;

    /// <summary>Learns that amounts, inputs or compartments have changed.</summary>
    /// <param name="scratch">The scratch.</param>
    protected abstract void OnChange(JetScratch scratch);

    /// <summary>Learns that a compartment was switched on or off.</summary>
    /// <param name="scratch">The scratch.</param>
    protected abstract void OnSwitch(JetScratch scratch);

    /// <summary>Computes the rates of the amounts, inputs included, with first derivatives, at the scratch's time, into <see cref="JetScratch.Rates"/>.</summary>
    /// <param name="scratch">The scratch.</param>
    internal abstract void ComputeRates(JetScratch scratch);

    /// <summary>Computes the second derivatives of the amounts by time into <see cref="JetScratch.Acceleration"/>, from the values in <see cref="JetScratch.Rates"/>.</summary>
    /// <param name="scratch">The scratch.</param>
    internal abstract void ComputeAcceleration(JetScratch scratch);

    /// <summary>Sets state and inputs to the steady state of a train of doses, from nothing; the time is that of the record.</summary>
    /// <param name="scratch">The scratch; state and inputs are zero.</param>
    /// <param name="dose">The dose.</param>
    /// <param name="withOwnInputs">False to leave out what the equations supply without doses, for a contribution that is added.</param>
    protected abstract PredictionStatus ReachSteadyState(JetScratch scratch, int dose, bool withOwnInputs);

    /// <summary>
    /// Walks the last period before a time with the doses of a train in it, from the state as it is. Infusions of the
    /// train that run are set at the beginning.
    /// </summary>
    /// <param name="scratch">The scratch.</param>
    /// <param name="index">The dose.</param>
    /// <param name="time">The time at which the period ends.</param>
    protected PredictionStatus WalkPeriod(JetScratch scratch, int index, double time)
    {
        var dose = scratch.Subject.Timeline.Doses[index];
        var timing = scratch.Doses.Timing(index);
        var train = PulseTrain.At(time, timing, dose.Interval);
        scratch.Time = time - dose.Interval;
        scratch.SetRunning(dose.Compartment, index, train.Running);
        OnChange(scratch);
        var status = PredictionStatus.Success;
        Span<(double Time, TimelineEventKind Kind)> events = stackalloc (double, TimelineEventKind)[2];
        var count = train.WriteEvents(timing.Duration > 0, events);
        for (var i = 0; i < count && status == PredictionStatus.Success; i++)
        {
            status = ApplyAt(scratch, events[i].Time, events[i].Kind, dose.Compartment, index);
        }

        return status == PredictionStatus.Success ? AdvanceTo(scratch, time) : status;
    }

    /// <summary>
    /// For each amount the symbols it depends on directly: those of its rate, of the times at which conditions in its rate change sides, and
    /// of the properties of its compartment.
    /// </summary>
    /// <param name="rates">For each amount the symbols of its rate.</param>
    /// <param name="parts">Properties and time conditions.</param>
    protected static IReadOnlyCollection<Symbol>[] InfluencesOf(IEnumerable<IEnumerable<Symbol>> rates, SolverParts parts)
    {
        var influences = rates.Select(symbols => symbols.ToHashSet()).ToArray();
        foreach (var symbols in influences)
        {
            foreach (var condition in parts.Moment.Switches.Where(s => symbols.Contains(s.Flag)))
            {
                symbols.UnionWith(condition.Time.Symbols());
            }
        }

        foreach (var property in parts.Properties)
        {
            influences[property.Compartment].UnionWith(property.Value.Symbols());
        }

        return influences;
    }

    private PredictionStatus Walk(JetScratch scratch, ReadOnlySpan<TimelineEvent> events, PredictionPoints points)
    {
        if (events.IsEmpty)
        {
            return PredictionStatus.Success;
        }

        var status = StartAnew(scratch, events[0].Time, events[0].Record);
        var next = 0;
        var length = Amounts * scratch.Blocks;
        for (var i = 0; i < events.Length && next < points.Count && status == PredictionStatus.Success; i++)
        {
            if (scratch.Workspace.Course is null && AdvanceAlong(scratch, events[i..], points, ref next, ref status) is > 0 and var passed)
            {
                i += passed - 1;
                continue;
            }

            ref readonly var e = ref events[i];
            switch (e.Kind)
            {
                case TimelineEventKind.Reset:
                    status = StartAnew(scratch, e.Time, e.Record);
                    break;
                case TimelineEventKind.SteadyState:
                    status = AdvanceTo(scratch, e.Time);
                    status = status == PredictionStatus.Success ? ApplySteadyState(scratch, e) : status;
                    break;
                case TimelineEventKind.Record:
                    status = AdvanceTo(scratch, e.Time);
                    if (status == PredictionStatus.Success && e.Record == points.Records[next])
                    {
                        scratch.State.AsSpan(0, length).CopyTo(scratch.Workspace.SolverRows[(next * length)..]);
                        next++;
                    }

                    if (status == PredictionStatus.Success && e.Record + 1 < scratch.Subject.Timeline.Records.Length)
                    {
                        status = EnterInterval(scratch, e.Record + 1);
                    }

                    break;
                case TimelineEventKind.SwitchOff:
                    SwitchOff(scratch, e.Compartment);
                    break;
                case TimelineEventKind.SwitchOn:
                    SwitchOn(scratch, e.Compartment);
                    break;
                default:
                    status = ApplyAt(scratch, e.Time, e.Kind, e.Compartment, e.Dose);
                    break;
            }

            if (status == PredictionStatus.Success)
            {
                scratch.Workspace.Recorder?.Pass(i, scratch.State);
            }
        }

        return status;
    }

    private PredictionStatus AdvanceTo(JetScratch scratch, double time)
    {
        while (time > scratch.Time)
        {
            var stop = _switches.Next(scratch, scratch.Time, time, out var which);
            var status = SetFlags(scratch, 0.5 * (scratch.Time + stop));
            var recorder = scratch.IsReachingSteadyState ? null : scratch.Workspace.Recorder;
            recorder?.Depart(scratch.Time, AcceptedSteps(scratch));
            status = status == PredictionStatus.Success ? Show(scratch, stop) : status;
            status = status == PredictionStatus.Success && stop > scratch.Time ? Advance(scratch, stop) : status;
            recorder?.Arrive(scratch.Time, scratch.State, scratch.Input.AsSpan(0, Amounts), MethodOf(scratch), AcceptedSteps(scratch));
            if (status == PredictionStatus.Success && which >= 0)
            {
                status = PassSwitch(scratch, scratch.SwitchTimes.AsSpan(which * scratch.Blocks, scratch.Blocks));
            }

            if (status != PredictionStatus.Success)
            {
                return status;
            }
        }

        return PredictionStatus.Success;
    }

    // Shows a course what it asks for of the time up to another; the state is left at the last time that is settled.
    private PredictionStatus Show(JetScratch scratch, double to)
    {
        if (scratch.IsReachingSteadyState || scratch.Workspace.Course is not { } course || !course.Enter(scratch.Time, to, scratch.Interval))
        {
            return PredictionStatus.Success;
        }

        var length = Amounts * scratch.Blocks;
        var kept = scratch.Time;
        scratch.State.AsSpan(0, length).CopyTo(course.Kept);
        while (course.Next())
        {
            var status = AdvanceThrough(scratch, course.Times, course.Rows);
            if (status != PredictionStatus.Success)
            {
                return status;
            }

            if (course.Settle())
            {
                kept = scratch.Time;
                scratch.State.AsSpan(0, length).CopyTo(course.Kept);
            }
            else
            {
                scratch.Time = kept;
                course.Kept.CopyTo(scratch.State);
                OnChange(scratch);
            }
        }

        return PredictionStatus.Success;
    }

    // The initial state, which holds before the first record.
    private void ShowBefore(JetScratch scratch, int record)
    {
        if (scratch.Workspace.Course is { } course && course.EnterBefore(scratch.Time, record))
        {
            while (course.Next())
            {
                for (var j = 0; j < course.Times.Length; j++)
                {
                    scratch.State.AsSpan(0, Amounts * scratch.Blocks).CopyTo(course.Row(j));
                }

                course.Settle();
            }
        }
    }

    private PredictionStatus PassSwitch(JetScratch scratch, ReadOnlySpan<double> when)
    {
        var isMoving = when[1..].ContainsAnyExcept(0);
        if (isMoving)
        {
            MovingEvent.Leave(this, scratch, when);
        }

        var status = _switches.SetBehind(scratch) ? OnMoment(scratch) : PredictionStatus.Success;
        if (isMoving && status == PredictionStatus.Success)
        {
            MovingEvent.Enter(this, scratch, when);
        }

        OnChange(scratch);
        return status;
    }

    private PredictionStatus SetFlags(JetScratch scratch, double time) =>
        _switches.Set(scratch, time) ? OnMoment(scratch) : PredictionStatus.Success;

    private PredictionStatus StartAnew(JetScratch scratch, double time, int record)
    {
        scratch.Time = time;
        scratch.Empty();
        Array.Clear(scratch.IsOff);
        OnSwitch(scratch);
        scratch.Doses.AddInitialAmounts(scratch.Subject, record, scratch.Order, scratch.Workspace, scratch.State);
        OnChange(scratch);
        ShowBefore(scratch, record);
        return EnterInterval(scratch, record);
    }

    private PredictionStatus EnterInterval(JetScratch scratch, int record)
    {
        scratch.Interval = record;
        return EnterMoment(scratch, scratch.Subject.IntervalBefore(record));
    }

    private PredictionStatus EnterMoment(JetScratch scratch, ReadOnlySpan<double> moment)
    {
        moment[..Moment.FirstFlag].CopyTo(scratch.Moment);
        _switches.EnterMoment(scratch);
        return OnMoment(scratch);
    }

    private PredictionStatus ApplyAt(JetScratch scratch, double time, TimelineEventKind kind, int compartment, int dose)
    {
        var status = AdvanceTo(scratch, time);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        var isEnd = kind == TimelineEventKind.InfusionEnd;
        var moves = scratch.Doses.Moves(dose, isEnd);
        var when = isEnd ? scratch.Doses.End(dose) : scratch.Doses.Start(dose);
        if (moves)
        {
            MovingEvent.Leave(this, scratch, when);
        }

        Change(scratch, kind, compartment, dose);
        OnChange(scratch);
        if (moves)
        {
            MovingEvent.Enter(this, scratch, when);
        }

        return PredictionStatus.Success;
    }

    // A dose switches its compartment on; the end of an infusion does not.
    private void Change(JetScratch scratch, TimelineEventKind kind, int compartment, int dose)
    {
        switch (kind)
        {
            case TimelineEventKind.Bolus:
                SwitchOn(scratch, compartment);
                JetMatrixKernel.AddScaled(1, scratch.Doses.Amount(dose), scratch.Amount(compartment));
                break;
            case TimelineEventKind.InfusionStart:
                SwitchOn(scratch, compartment);
                scratch.StartInfusion(compartment, dose);
                break;
            case TimelineEventKind.InfusionEnd:
                scratch.EndInfusion(compartment, dose);
                break;
        }
    }

    private PredictionStatus ApplySteadyState(JetScratch scratch, in TimelineEvent e)
    {
        SwitchOn(scratch, e.Compartment);
        var dose = scratch.Subject.Timeline.Doses[e.Dose];
        var isAdded = dose.SteadyState == 2;
        if (isAdded)
        {
            scratch.Save();
        }

        scratch.Empty();
        OnChange(scratch);

        // Conditions on the time, and covariates, are those of the record throughout the periods that never were.
        var status = EnterMoment(scratch, scratch.Subject.MomentAt(e.Record));
        status = status == PredictionStatus.Success ? SetFlags(scratch, e.Time) : status;
        scratch.IsReachingSteadyState = true;
        status = status == PredictionStatus.Success ? ReachSteadyState(scratch, e.Dose, withOwnInputs: !isAdded) : status;
        scratch.IsReachingSteadyState = false;
        scratch.Time = e.Time;
        if (dose.Input != DoseInput.Constant)
        {
            scratch.SetRunning(e.Compartment, e.Dose, PulseTrain.At(e.Time, scratch.Doses.Timing(e.Dose), dose.Interval).Running);
        }

        if (isAdded)
        {
            scratch.AddSaved();
        }

        OnChange(scratch);
        return status == PredictionStatus.Success ? EnterInterval(scratch, e.Record) : status;
    }

    private void SwitchOff(JetScratch scratch, int compartment)
    {
        scratch.IsOff[compartment] = true;
        scratch.Empty(compartment);
        OnSwitch(scratch);
        OnChange(scratch);
    }

    private void SwitchOn(JetScratch scratch, int compartment)
    {
        if (scratch.IsOff[compartment])
        {
            scratch.IsOff[compartment] = false;
            OnSwitch(scratch);
        }
    }
}
