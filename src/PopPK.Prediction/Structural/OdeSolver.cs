using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Tracing;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves amounts given by differential equations, together with their sensitivity equations, by an adaptive explicit
/// Runge-Kutta pair that steps exactly onto every event, and onto records or, where there are many, over them. Where a subject's
/// equations turn out to be stiff, a Rosenbrock method goes on to the subject's end; its Jacobian is compiled when the first subject
/// needs it.
/// </summary>
internal sealed class OdeSolver : JetSolver
{
    // The error allowed near zero, relative to the largest dose: small enough for profiles that fall by ten decades.
    private const double AbsolutePerDose = 1e-14;

    private const double DefaultRelativeTolerance = 1e-10;

    // Measured with two amounts: from so many records between two events on, states inside steps save more than 5 % of the time that
    // steps which end on every record take (16 to 20 % with a hundred).
    private const int FewestRecordsAtOnce = 24;

    // Steps are longer where integration may be less exact.
    private const int FewestOfLongSteps = 8;

    private readonly Lazy<SensitivitySystem>[] _systems;
    private readonly Lazy<CompiledFunction> _acceleration;
    private readonly SolverParts _parts;
    private readonly OdeOptions _options;
    private readonly ImmutableArray<OdeOptions> _levels;
    private readonly SteadyStateSearch _steadyState;
    private readonly LaneIntegration _lanes;

    /// <summary>Describes the equations to the solver.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="parts">Their rates in amounts, phi and the moment, and what else belongs to a solver.</param>
    public OdeSolver(IReadOnlyList<Symbol> amounts, SolverParts parts)
        : base(amounts.Count, new StateJets(amounts, InfluencesOf(parts.Roots.Select(r => r.Symbols()), parts), parts.Phi), parts)
    {
        _parts = parts;
        _options = new OdeOptions
        {
            RelativeTolerance = parts.Settings.RelativeTolerance ?? DefaultRelativeTolerance,
            AbsoluteTolerance = AbsolutePerDose,
        };
        _levels = [.. Enumerable.Range(0, OdeScratch.Levels).Select(LevelOf)];
        _systems = [.. Enum.GetValues<DerivativeOrder>().Select(order => new Lazy<SensitivitySystem>(() => SensitivitySystem.Build(
            amounts, parts.Roots, Derivatives, Jets.By(order), Jets.Layout(order), parts.Phi.Positions, parts.Moment)))];
        _acceleration = new(() => CompileAcceleration(amounts, parts));
        _steadyState = new SteadyStateSearch(amounts, parts, _options);
        _lanes = new LaneIntegration(amounts, parts, _options);
    }

    /// <inheritdoc/>
    public override double? IntegrationTolerance => _options.RelativeTolerance;

    /// <inheritdoc/>
    public override string Description
    {
        get
        {
            var method = _parts.Settings.Method switch
            {
                Modeling.OdeMethod.NonStiff => $"{_options.Tableau}",
                Modeling.OdeMethod.Stiff => $"{_options.StiffTableau} (Rosenbrock)",
                _ => $"{_options.Tableau} with automatic switch to {_options.StiffTableau} (Rosenbrock) when stiff",
            };
            var absolute = _parts.Settings.AbsoluteTolerance is { } given ? $", absolute tolerance {given:G}" : "";
            return $"differential equations, {Amounts} compartment{(Amounts == 1 ? "" : "s")}, {method}, relative tolerance {_options.RelativeTolerance:G}{absolute}";
        }
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, CompiledFunction Function)> Functions =>
        [("rates", EquationsOf(DerivativeOrder.Value).Rates),
         ("rates with sensitivities", EquationsOf(DerivativeOrder.SecondActive).Rates)];

    /// <summary>The equations of an order.</summary>
    /// <param name="order">The order.</param>
    internal SensitivitySystem EquationsOf(DerivativeOrder order) => _systems[(int)order].Value;

    /// <inheritdoc/>
    internal override object? CreateScratch() =>
        new OdeScratch(Amounts, Jets.Blocks(DerivativeOrder.SecondAll), Properties, Moment);

    /// <inheritdoc/>
    internal override bool TrySolveBatch(scoped in ValueBatch batch)
    {
        var scratch = (OdeScratch)batch.Workspace.Solver!;
        if (!_lanes.IsPossible || batch.Workspace.LeastIntegrationTolerance > 0 || batch.Workspace.Recorder is not null)
        {
            return false;
        }

        _lanes.Solve(batch, scratch.Lanes ??= _lanes.CreateScratch(Properties));
        return true;
    }

    /// <inheritdoc/>
    internal override void ComputeRates(JetScratch scratch)
    {
        var s = (OdeScratch)scratch;
        Gather(s);
        s.Current.ComputeRates(SideOf(s), s.Time, s.Current.Vector, s.Current.Rates);
        s.Rates.AsSpan().Clear();
        Scatter(s, s.Current.Rates, s.Rates);
    }

    /// <inheritdoc/>
    internal override void ComputeAcceleration(JetScratch scratch)
    {
        var s = (OdeScratch)scratch;
        for (var i = 0; i < Amounts; i++)
        {
            s.AmountsAndRates[i] = s.State[i * s.Blocks];
            s.AmountsAndRates[Amounts + i] = s.Rates[i * s.Blocks];
        }

        var side = SideOf(s);
        side.SetTime(s.Time);
        _acceleration.Value.Invoke(s.AmountsAndRates, s.Phi, s.Moment, s.Acceleration);
        for (var i = 0; i < Amounts; i++)
        {
            s.Acceleration[i] = s.IsOff[i] ? 0 : s.Acceleration[i];
        }
    }

    /// <inheritdoc/>
    protected override SolutionMethod MethodOf(JetScratch scratch) =>
        ((OdeScratch)scratch).Current.IsStiff ? SolutionMethod.Rosenbrock : SolutionMethod.ExplicitRungeKutta;

    /// <inheritdoc/>
    protected override long AcceptedSteps(JetScratch scratch) => ((OdeScratch)scratch).Current.AcceptedSteps;

    /// <inheritdoc/>
    protected override PredictionStatus Begin(JetScratch scratch)
    {
        var s = (OdeScratch)scratch;
        var level = s.Level = ToleranceLevel(s);
        s.Current = s.Integrations[(int)s.Order * OdeScratch.Levels + level]
            ??= new OdeIntegration(EquationsOf(s.Order), _levels[level], _parts.Settings.Method);
        SetSizes(s);
        s.Current.Begin(s.Phi, s.Sizes, _parts.Settings.AbsoluteTolerance);
        return PredictionStatus.Success;
    }

    private OdeOptions LevelOf(int level) => level == 0 ? _options : _options with
    {
        RelativeTolerance = Math.Max(_options.RelativeTolerance, Math.Min(OdeScratch.LargestTolerance, _options.RelativeTolerance * Math.Pow(10, level))),
        AbsoluteTolerance = _options.AbsoluteTolerance * Math.Pow(10, level),
    };

    // By how many powers of ten less exactly equations may be integrated; the search of a steady state needs all digits.
    private int ToleranceLevel(OdeScratch s)
    {
        var ratio = Math.Min(s.Workspace.LeastIntegrationTolerance, OdeScratch.LargestTolerance) / _options.RelativeTolerance;
        return ratio < 10 || s.Subject.HasSteadyState ? 0 : Math.Min(OdeScratch.Levels - 1, (int)Math.Log10(ratio * (1 + 1e-9)));
    }

    // An amount that does not begin at zero tells its size itself. Where there are no doses, those amounts tell that of the others.
    private void SetSizes(OdeScratch s)
    {
        s.State.AsSpan().Clear();
        s.Doses.AddInitialAmounts(s.Subject, 0, s.Order, s.Workspace, s.State);
        var largest = s.Subject.LargestDose;
        for (var i = 0; i < Amounts; i++)
        {
            s.Sizes[i] = Math.Abs(s.State[i * s.Blocks]);
            largest = s.Subject.LargestDose > 0 ? largest : Math.Max(largest, s.Sizes[i]);
        }

        for (var i = 0; i < Amounts; i++)
        {
            s.Sizes[i] = s.Sizes[i] > 0 ? s.Sizes[i] : largest > 0 ? largest : 1;
        }
    }

    /// <inheritdoc/>
    protected override PredictionStatus OnMoment(JetScratch scratch)
    {
        if (Moment.Length > 1)
        {
            ((OdeScratch)scratch).Current.Restart();
        }

        return PredictionStatus.Success;
    }

    /// <inheritdoc/>
    protected override void OnSwitch(JetScratch scratch) => ((OdeScratch)scratch).Current.Restart();

    /// <inheritdoc/>
    protected override void OnChange(JetScratch scratch)
    {
        var s = (OdeScratch)scratch;
        s.Current.Restart();
        if (s.InputHasChanged)
        {
            s.InputHasChanged = false;
            s.InputCount = 0;
            for (var i = 0; i < s.Current.Input.Length; i++)
            {
                var input = s.Current.Input[i] = s.Input[s.Current.System.PlaceOf[i]];
                s.InputCount = input != 0 ? i + 1 : s.InputCount;
            }
        }
    }

    /// <inheritdoc/>
    protected override PredictionStatus Advance(JetScratch scratch, double time)
    {
        var s = (OdeScratch)scratch;
        Gather(s);
        var reached = s.Time;
        var status = s.Current.Integrate(SideOf(s), ref reached, time);
        s.Time = reached;
        Scatter(s, s.Current.Vector, s.State);
        return status == OdeStatus.Success ? PredictionStatus.Success : PredictionStatus.OdeFailure;
    }

    /// <inheritdoc/>
    protected override PredictionStatus AdvanceThrough(JetScratch scratch, ReadOnlySpan<double> times, Span<double> rows)
    {
        var s = (OdeScratch)scratch;
        var row = Amounts * s.Blocks;
        var first = 0;
        for (; first < times.Length && times[first] <= s.Time; first++)
        {
            s.State.AsSpan(0, row).CopyTo(rows[(first * row)..]);
        }

        var count = times.Length - first;
        if (count == 0)
        {
            return PredictionStatus.Success;
        }

        var length = s.Current.Vector.Length;
        if (s.OutputStates.Length < count * length)
        {
            s.OutputStates = new double[count * length];
        }

        Gather(s);
        var reached = s.Time;
        var result = s.Current.Integrate(SideOf(s), ref reached, times[^1], times[first..], s.OutputStates.AsSpan(0, count * length));
        s.Time = reached;
        Scatter(s, s.Current.Vector, s.State);
        rows[(first * row)..].Clear();
        for (var i = 0; i < count; i++)
        {
            Scatter(s, s.OutputStates.AsSpan(i * length, length), rows.Slice((first + i) * row, row));
        }

        return result == OdeStatus.Success ? PredictionStatus.Success : PredictionStatus.OdeFailure;
    }

    /// <inheritdoc/>
    protected override int AdvanceAlong(
        JetScratch scratch, ReadOnlySpan<TimelineEvent> events, PredictionPoints points, ref int next, ref PredictionStatus status)
    {
        var s = (OdeScratch)scratch;
        if (s.Workspace.Recorder is not null || Moment.Length > 1 || !(events[0].Time > s.Time))
        {
            return 0;
        }

        var count = CountRecords(events);
        if (count < (s.Level > 0 ? FewestOfLongSteps : FewestRecordsAtOnce))
        {
            return 0;
        }

        var length = s.Current.Vector.Length;
        if (s.OutputTimes.Length < count)
        {
            s.OutputTimes = new double[count];
        }

        if (s.OutputStates.Length < count * length)
        {
            s.OutputStates = new double[count * length];
        }

        for (var i = 0; i < count; i++)
        {
            s.OutputTimes[i] = events[i].Time;
        }

        Gather(s);
        var reached = s.Time;
        var end = events[count - 1].Time;
        var result = s.Current.Integrate(
            SideOf(s), ref reached, end, s.OutputTimes.AsSpan(0, count), s.OutputStates.AsSpan(0, count * length));
        s.Time = reached;
        s.Interval = Math.Min(events[count - 1].Record + 1, s.Subject.Timeline.Records.Length - 1);
        Scatter(s, s.Current.Vector, s.State);
        status = result == OdeStatus.Success ? PredictionStatus.Success : PredictionStatus.OdeFailure;
        for (var i = 0; i < count && status == PredictionStatus.Success && next < points.Count; i++)
        {
            if (events[i].Record == points.Records[next])
            {
                var row = s.Workspace.SolverRows.Slice(next * Amounts * s.Blocks, Amounts * s.Blocks);
                row.Clear();
                Scatter(s, s.OutputStates.AsSpan(i * length, length), row);
                next++;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    protected override PredictionStatus ReachSteadyState(JetScratch scratch, int dose, bool withOwnInputs)
    {
        var s = (OdeScratch)scratch;
        if (withOwnInputs || !HasOwnInputs(s))
        {
            return _steadyState.Find(this, s, dose, withDose: true, SideOf(s));
        }

        // What the dose contributes: its steady state beyond the one without it.
        var status = _steadyState.Find(this, s, dose, withDose: false, SideOf(s));
        s.State.CopyTo(s.OwnState, 0);
        s.State.AsSpan().Clear();
        status = status == PredictionStatus.Success ? _steadyState.Find(this, s, dose, withDose: true, SideOf(s)) : status;
        Kernels.JetMatrixKernel.AddScaled(-1, s.OwnState, s.State);
        return status;
    }

    // True when amounts do not stay zero by themselves; then the state is zero.
    private bool HasOwnInputs(OdeScratch s)
    {
        ComputeRates(s);
        return s.Rates.AsSpan(0, Amounts * s.Blocks).ContainsAnyExcept(0);
    }

    /// <summary>Walks a period, for the search of a steady state.</summary>
    /// <param name="scratch">The scratch.</param>
    /// <param name="dose">The dose.</param>
    /// <param name="withDose">False to leave the dose out of a period of a constant input.</param>
    /// <param name="end">The end of the period.</param>
    /// <param name="constant">Length of a period of a constant input; 0 for the interval of the dose.</param>
    internal PredictionStatus WalkPeriodOf(OdeScratch scratch, int dose, bool withDose, double end, double constant)
    {
        if (constant == 0)
        {
            return WalkPeriod(scratch, dose, end);
        }

        scratch.Time = end - constant;
        scratch.Input.AsSpan().Clear();
        if (withDose)
        {
            scratch.Doses.Rate(dose).CopyTo(scratch.InputOf(scratch.Subject.Timeline.Doses[dose].Compartment));
        }

        scratch.InputHasChanged = true;
        OnChange(scratch);
        var status = Advance(scratch, end);
        scratch.Input.AsSpan().Clear();
        scratch.InputHasChanged = true;
        OnChange(scratch);
        return status;
    }

    private static int CountRecords(ReadOnlySpan<TimelineEvent> events)
    {
        var count = 0;
        while (count < events.Length && events[count].Kind == TimelineEventKind.Record)
        {
            count++;
        }

        return count;
    }

    private static void Scatter(OdeScratch s, ReadOnlySpan<double> vector, Span<double> state)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            state[s.Current.System.PlaceOf[i]] = vector[i];
        }
    }

    private static void Gather(OdeScratch s)
    {
        for (var i = 0; i < s.Current.Vector.Length; i++)
        {
            s.Current.Vector[i] = s.State[s.Current.System.PlaceOf[i]];
        }
    }

    private RightSide SideOf(OdeScratch s) =>
        new(
            s.Phi,
            s.Moment,
            Moment,
            s.IsReachingSteadyState ? s.Subject.MomentAt(s.Interval) : s.Subject.IntervalBefore(s.Interval),
            s.InputCount,
            s.IsOff);

    // The second derivatives of the amounts by time, from their first: the total derivative of the rates.
    private static CompiledFunction CompileAcceleration(IReadOnlyList<Symbol> amounts, SolverParts parts)
    {
        var rates = amounts.Select(a => new Symbol($"rate_of_{a.Name}")).ToArray();
        var rateOf = amounts.Select((a, i) => (a, rates[i])).ToDictionary(p => p.a, p => p.Item2);
        var time = parts.Moment.Time;
        var differentiator = new Differentiator((of, by) =>
            by != time ? null : rateOf.TryGetValue(of, out var rate) ? Expr.Of(rate) : parts.Moment.SlopeOf(of));
        var positions = amounts.Concat(rates).Select((symbol, i) => (symbol, i)).ToDictionary(p => p.symbol, p => p.i);
        return FunctionCompiler.Compile(
            parts.Moment.Banks(parts.Phi.Positions, positions), [.. parts.Roots.Select(r => differentiator.Differentiate(r, time))]);
    }
}
