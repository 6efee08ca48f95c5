using PopPK.Data;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Finds the periodic state of equations under a regimen: the amounts x that a period leads back to, P(x) = x. After a few periods
/// by themselves Newton's method solves it, with dP/dx from the variational equations. The derivatives follow from those of a single
/// period that begins with derivatives zero (implicit differentiation):
/// <code>
/// (I - P_x) x_a  = d P / d phi_a at fixed x
/// (I - P_x) x_ab = d2 P / d phi_a d phi_b with x_a as found and x_ab zero
/// </code>
/// A constant input is a period without doses, of any length. Immutable; scratch is the caller's.
/// </summary>
/// <param name="amounts">The amounts.</param>
/// <param name="parts">Their rates, and what else belongs to a solver.</param>
/// <param name="options">Methods and tolerances of the integration.</param>
internal sealed class SteadyStateSearch(IReadOnlyList<Symbol> amounts, SolverParts parts, OdeOptions options)
{
    private const double DefaultTolerance = 1e-9;
    private const int WarmUpPeriods = 2;
    private const int MostPeriods = 60;

    // An amount is known to about this many absolute tolerances of its integration; asking for more would find no end.
    private const double KnownTolerances = 10;

    // A step to less than nothing by no more than this part of an amount leads to nothing: the amount vanishes, up to the integrator's error.
    private const double Vanishing = 1e-6;

    // What is left of an amount where the step leads to less than nothing.
    private const double Retained = 0.1;

    // The most a steady state may be in doubt, in relation to itself or the size of the amount.
    private const double MostDoubt = 1e-2;

    // A constant input is given a period in which the fastest amount changes by at least this part.
    private const double LeastChange = 0.1;
    private const double LongestPeriod = 1e9;

    private readonly Lazy<SensitivitySystem> _variational = new(() => BuildVariational(amounts, parts));

    /// <summary>Finds the steady state of a dose.</summary>
    /// <param name="solver">Walks periods.</param>
    /// <param name="s">The state; receives the result with all derivatives of its order.</param>
    /// <param name="dose">The dose.</param>
    /// <param name="withDose">False for the steady state of what the equations supply themselves, without the dose.</param>
    /// <param name="side">What the rates need beside the state; without infusions.</param>
    public PredictionStatus Find(OdeSolver solver, OdeScratch s, int dose, bool withDose, RightSide side)
    {
        var n = amounts.Count;
        var end = s.Time;
        var w = s.SteadyState ??= new SteadyStateScratch(
            new OdeIntegration(_variational.Value, options, parts.Settings.Method), n, s.State.Length / n);
        w.Integration.Begin(s.Phi, s.Sizes, parts.Settings.AbsoluteTolerance);
        s.Doses.AddInitialAmounts(s.Subject, s.Subject.Timeline.Doses[dose].Record, s.Order, s.Workspace, s.State);
        for (var i = 0; i < n; i++)
        {
            w.Amounts[i] = side.IsOff[i] ? 0 : s.State[i * s.Blocks];
        }

        var period = withDose
            ? new Period(s.Subject.Timeline.Doses[dose], s.Doses.Timing(dose), s.Doses.Amount(dose)[0], s.Doses.Rate(dose)[0], end)
            : new Period(s.Subject.Timeline.Doses[dose] with { Input = DoseInput.Constant }, default, 0, 0, end);
        if (!TryFindAmounts(w, s.Sizes, ref period, side))
        {
            return PredictionStatus.SteadyStateNotReached;
        }

        return Differentiate(solver, s, w, dose, withDose, period);
    }

    private static SensitivitySystem BuildVariational(IReadOnlyList<Symbol> amounts, SolverParts parts)
    {
        var derivatives = new ImplicitDerivatives();
        var beginning = amounts.Select(a => new Symbol($"{a.Name}_before")).ToArray();
        foreach (var amount in amounts)
        {
            foreach (var by in beginning)
            {
                derivatives.Add(amount, by, new Symbol($"{amount.Name}_{by.Name}"));
            }
        }

        return SensitivitySystem.Build(
            amounts, parts.Roots, derivatives, beginning, new JetLayout(0, amounts.Count), parts.Phi.Positions, parts.Moment);
    }

    private bool TryFindAmounts(SteadyStateScratch w, ReadOnlySpan<double> sizes, ref Period period, RightSide side)
    {
        var tolerance = parts.Settings.SteadyStateTolerance ?? DefaultTolerance;
        for (var k = 0; k < MostPeriods; k++)
        {
            if (!TryWalk(w, period, side) || !TryLinearise(w, ref period, side.IsOff, out var isTooShort))
            {
                return false;
            }

            if (isTooShort)
            {
                continue;
            }

            var isSteady = true;
            for (var i = 0; i < amounts.Count; i++)
            {
                isSteady &= Math.Abs(w.Step[i]) <= Math.Max(tolerance * Math.Abs(w.Integration.Vector[i]), Unseen(sizes[i]));
            }

            if (k >= WarmUpPeriods)
            {
                TakeStep(w, sizes);
            }
            else
            {
                w.Integration.Vector.AsSpan(0, amounts.Count).CopyTo(w.Amounts);
            }

            if (isSteady)
            {
                return IsDetermined(w, sizes);
            }
        }

        return false;
    }

    // Newton's step, from the amounts at the end of the period and their derivatives by those at its beginning.
    private bool TryLinearise(SteadyStateScratch w, ref Period period, ReadOnlySpan<bool> isOff, out bool isTooShort)
    {
        var n = amounts.Count;
        var largest = 0.0;
        for (var i = 0; i < n; i++)
        {
            w.Step[i] = w.Integration.Vector[i] - w.Amounts[i];
            for (var j = 0; j < n; j++)
            {
                // The variational equations are grouped by the amount they are derivatives by.
                w.Factor[i * n + j] = (i == j ? 1 : 0) - w.Integration.Vector[(1 + j) * n + i];
                largest = Math.Max(largest, Math.Abs(w.Factor[i * n + j]));
            }

            // What is off is empty, whatever the rest does.
            w.Factor[i * n + i] = isOff[i] ? 1 : w.Factor[i * n + i];
        }

        isTooShort = period.IsConstant && largest < LeastChange && period.Length < LongestPeriod;
        if (isTooShort)
        {
            period = period with { ConstantLength = 10 * period.Length };
            return true;
        }

        if (!LuKernels.TryFactor(w.Factor, n, w.Pivots))
        {
            return false;
        }

        LuKernels.Solve(w.Factor, n, w.Pivots, w.Step);
        return FiniteKernel.AreFinite(w.Step);
    }

    // A period of the amounts and their derivatives by those it begins with; nothing moves.
    private bool TryWalk(SteadyStateScratch w, in Period period, RightSide side)
    {
        var n = amounts.Count;
        w.Integration.Vector.AsSpan().Clear();
        w.Amounts.CopyTo(w.Integration.Vector, 0);
        for (var i = 0; i < n; i++)
        {
            w.Integration.Vector[(1 + i) * n + i] = 1;
        }

        w.Integration.Input.AsSpan().Clear();
        var own = new RightSide(side, n);
        var compartment = period.Dose.Compartment;
        var time = period.End - period.Length;
        if (period.IsConstant)
        {
            w.Integration.Input[compartment] = period.Rate;
            return TryAdvance(w, own, ref time, period.End);
        }

        var train = PulseTrain.At(period.End, period.Timing, period.Dose.Interval);
        w.Integration.Input[compartment] = train.Running * period.Rate;
        Span<(double Time, TimelineEventKind Kind)> events = stackalloc (double, TimelineEventKind)[2];
        var count = train.WriteEvents(period.Timing.Duration > 0, events);
        for (var i = 0; i < count; i++)
        {
            if (!TryAdvance(w, own, ref time, events[i].Time))
            {
                return false;
            }

            switch (events[i].Kind)
            {
                case TimelineEventKind.Bolus:
                    w.Integration.Vector[compartment] += period.Amount;
                    break;
                case TimelineEventKind.InfusionStart:
                    w.Integration.Input[compartment] += period.Rate;
                    break;
                default:
                    w.Integration.Input[compartment] -= period.Rate;
                    break;
            }
        }

        return TryAdvance(w, own, ref time, period.End);
    }

    private static bool TryAdvance(SteadyStateScratch w, RightSide side, ref double time, double end)
    {
        w.Integration.Restart();
        return end <= time || w.Integration.Integrate(side, ref time, end) == OdeStatus.Success;
    }

    private PredictionStatus Differentiate(OdeSolver solver, OdeScratch s, SteadyStateScratch w, int dose, bool withDose, in Period period)
    {
        var n = amounts.Count;
        s.State.AsSpan().Clear();
        for (var i = 0; i < n; i++)
        {
            s.State[i * s.Blocks] = w.Amounts[i];
        }

        Span<int> ends = [1 + s.Layout.Total, s.Blocks];
        var first = 1;
        foreach (var last in ends)
        {
            if (last == first)
            {
                break;
            }

            s.State.CopyTo(w.Beginning, 0);
            var status = solver.WalkPeriodOf(s, dose, withDose, period.End, period.IsConstant ? period.Length : 0);
            if (status != PredictionStatus.Success)
            {
                return status;
            }

            for (var block = first; block < last; block++)
            {
                for (var i = 0; i < n; i++)
                {
                    w.Step[i] = s.State[i * s.Blocks + block];
                }

                LuKernels.Solve(w.Factor, n, w.Pivots, w.Step);
                for (var i = 0; i < n; i++)
                {
                    w.Beginning[i * s.Blocks + block] = w.Step[i];
                }
            }

            w.Beginning.CopyTo(s.State, 0);
            first = last;
        }

        s.Time = period.End;
        return PredictionStatus.Success;
    }

    // A state that drifts away without end changes less, in relation to itself, than the integration errs: what that error, enlarged
    // as Newton's step enlarges it, makes of the state tells the two apart.
    private bool IsDetermined(SteadyStateScratch w, ReadOnlySpan<double> sizes)
    {
        for (var i = 0; i < amounts.Count; i++)
        {
            w.Step[i] = options.RelativeTolerance * Math.Abs(w.Amounts[i]);
        }

        LuKernels.Solve(w.Factor, amounts.Count, w.Pivots, w.Step);
        for (var i = 0; i < amounts.Count; i++)
        {
            if (!(Math.Abs(w.Step[i]) <= MostDoubt * Math.Max(Math.Abs(w.Amounts[i]), sizes[i])))
            {
                return false;
            }
        }

        return true;
    }

    private double Unseen(double size) => KnownTolerances * (parts.Settings.AbsoluteTolerance ?? options.AbsoluteTolerance * size);

    // An amount that Newton's method would make negative is moved by a part of the way, for the others to go theirs.
    private void TakeStep(SteadyStateScratch w, ReadOnlySpan<double> sizes)
    {
        for (var i = 0; i < w.Amounts.Length; i++)
        {
            var end = w.Integration.Vector[i];
            var next = w.Amounts[i] + w.Step[i];
            var isBeyond = next < -Vanishing * Math.Max(end, Unseen(sizes[i]));
            w.Amounts[i] = end < 0 ? next : isBeyond ? Retained * end : Math.Max(0, next);
        }
    }

    // A period: the dose, when and how much, when it ends, and for a constant input how long it is.
    private readonly record struct Period(Dose Dose, DoseTiming Timing, double Amount, double Rate, double End)
    {
        public bool IsConstant => Dose.Input == DoseInput.Constant;

        public double ConstantLength { get; init; } = 1;

        public double Length => IsConstant ? ConstantLength : Dose.Interval;
    }
}
