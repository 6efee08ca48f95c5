using System.Runtime.Intrinsics;
using PopPK.Numerics.Ode.Kernels;
using Lanes = System.Runtime.Intrinsics.Vector512<double>;

namespace PopPK.Numerics.Ode;

/// <summary>
/// Integrates eight problems of the same equations side by side by an explicit embedded Runge-Kutta pair, by the rules of
/// <see cref="ExplicitRungeKutta"/>, forwards. Each lane has its own time, step size, end and output: where it goes does not depend on the
/// others, to the last bit. The owner calls <see cref="Step"/> again and again, looks after lanes that have reached their end, and takes
/// lanes that failed or need very many steps elsewhere. Everything mutable is in the workspace; no allocation.
/// </summary>
public static class LaneRungeKutta
{
    // Errors outside this range change the step by its largest factors anyway.
    private const double SmallestError = 1e-30;
    private const double LargestError = 1e30;

    /// <summary>Tries one step in every lane that is not at its end.</summary>
    /// <typeparam name="TSystem">The system; a struct for direct calls.</typeparam>
    /// <param name="system">The equations of all lanes.</param>
    /// <param name="options">Method and tolerances.</param>
    /// <param name="workspace">The lanes.</param>
    public static void Step<TSystem>(TSystem system, OdeOptions options, LaneOdeWorkspace workspace)
        where TSystem : ILaneOdeSystem, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workspace);
        var w = workspace;
        var tableau = options.Tableau;
        var time = LaneRungeKuttaKernels.Load(w.Time, 0);
        var end = LaneRungeKuttaKernels.Load(w.End, 0);
        var rest = end - time;
        var isMoving = Vector512.GreaterThan(rest, Lanes.Zero);
        system.Rates(w.Time, w.State, w.Stage(0));
        var proposed = LaneRungeKuttaKernels.Load(w.ProposedStep, 0);
        var isNew = Vector512.Equals(proposed, Lanes.Zero) & isMoving;
        if (isNew != Lanes.Zero)
        {
            proposed = Vector512.ConditionalSelect(isNew, FirstStep(ref system, options, w, time, rest), proposed);
        }

        var shortest = Vector512.Abs(time) * (StepFitting.SmallestStepInSpacings * double.BitIncrement(0.5) - StepFitting.SmallestStepInSpacings * 0.5);
        proposed = Vector512.Max(proposed, shortest);
        var half = Vector512.ConditionalSelect(Vector512.GreaterThan(proposed * 2, rest), rest * 0.5, proposed);
        var h = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(proposed * StepFitting.LastStepStretch, rest), rest, half);
        h = Vector512.ConditionalSelect(isMoving, h, Lanes.Zero);
        TryStep(ref system, tableau, w, time, h);
        var error = LaneRungeKuttaKernels.ErrorNorm(
            tableau.ErrorWeights, w.Stages, h, w.State, w.Candidate, w.AbsoluteScales, options.AbsoluteTolerance, options.RelativeTolerance);
        var isAccepted = Vector512.LessThanOrEqual(error, Lanes.One) & isMoving;
        var reached = Vector512.ConditionalSelect(Vector512.Equals(h, rest), end, time + h);
        WriteOutput(ref system, tableau, w, time, h, reached, isAccepted);
        LaneRungeKuttaKernels.Accept(isAccepted, w.Candidate, w.State);
        LaneRungeKuttaKernels.Store(w.Time, 0, Vector512.ConditionalSelect(isAccepted, reached, time));
        LaneRungeKuttaKernels.Store(w.Attempts, 0, LaneRungeKuttaKernels.Load(w.Attempts, 0) + Lanes.One);
        Control(options, w, error, h, proposed, shortest, isAccepted, isMoving);
    }

    private static void TryStep<TSystem>(
        ref TSystem system, ExplicitRungeKuttaTableau tableau, LaneOdeWorkspace w, in Lanes time, in Lanes h)
        where TSystem : ILaneOdeSystem, allows ref struct
    {
        for (var stage = 1; stage < tableau.StageCount; stage++)
        {
            LaneRungeKuttaKernels.Combine(tableau.Row(stage), w.Stages, h, w.State, w.StageState);
            LaneRungeKuttaKernels.Store(w.StageTime, 0, time + h * tableau.Nodes[stage]);
            system.Rates(w.StageTime, w.StageState, w.Stage(stage));
        }

        LaneRungeKuttaKernels.Combine(tableau.Weights, w.Stages, h, w.State, w.Candidate);
    }

    // The rules of InitialStep.
    private static Lanes FirstStep<TSystem>(ref TSystem system, OdeOptions options, LaneOdeWorkspace w, in Lanes time, in Lanes span)
        where TSystem : ILaneOdeSystem, allows ref struct
    {
        var (a, r) = (options.AbsoluteTolerance, options.RelativeTolerance);
        if (options.InitialStep > 0)
        {
            return Vector512.Create(options.InitialStep);
        }

        var d0 = LaneRungeKuttaKernels.ScaledNorm(w.State, [], w.State, w.AbsoluteScales, a, r);
        var d1 = LaneRungeKuttaKernels.ScaledNorm(w.Stage(0), [], w.State, w.AbsoluteScales, a, r);
        var small = Vector512.Create(InitialStep.TooSmallToCount);
        var isBlind = Vector512.LessThan(d0, small) | Vector512.LessThan(d1, small);
        var h0 = Vector512.Min(span, Vector512.ConditionalSelect(
            isBlind, Vector512.Create(InitialStep.Blind), d0 / d1 * InitialStep.Fraction));
        LaneRungeKuttaKernels.Combine([1], w.Stages, h0, w.State, w.StageState);
        LaneRungeKuttaKernels.Store(w.StageTime, 0, time + h0);
        system.Rates(w.StageTime, w.StageState, w.Candidate);
        var d2 = LaneRungeKuttaKernels.ScaledNorm(w.Candidate, w.Stage(0), w.State, w.AbsoluteScales, a, r) / h0;
        var largest = Vector512.Max(d1, d2);

        // Where nothing moves nothing limits the step, and a power of the smallest error is long enough.
        var power = Power(Vector512.Create(InitialStep.Fraction) / Bounded(largest), 1.0 / (options.Tableau.EmbeddedOrder + 1));
        var h1 = Vector512.ConditionalSelect(
            Vector512.LessThanOrEqual(largest, Vector512.Create(InitialStep.Motionless)),
            Vector512.ConditionalSelect(
                Vector512.Equals(largest, Lanes.Zero), span, Vector512.Max(Vector512.Create(InitialStep.Blind), h0 * 1e-3)),
            power);
        var limited = Vector512.Min(span, Vector512.Min(h0 * InitialStep.LargestGrowth, h1));
        var isFinite = Vector512.LessThan(d2, Vector512.Create(double.PositiveInfinity));
        return Vector512.ConditionalSelect(
            isFinite, Vector512.ConditionalSelect(Vector512.Equals(largest, Lanes.Zero), span, limited), h0);
    }

    private static void WriteOutput<TSystem>(
        ref TSystem system,
        ExplicitRungeKuttaTableau tableau,
        LaneOdeWorkspace w,
        in Lanes time,
        in Lanes h,
        in Lanes reached,
        in Lanes isAccepted)
        where TSystem : ILaneOdeSystem, allows ref struct
    {
        var next = LaneRungeKuttaKernels.Load(w.NextOutput, 0);
        var isInside = Vector512.LessThan(next, reached) & isAccepted;
        if (isInside != Lanes.Zero)
        {
            var extension = tableau.Extension!;
            for (var i = 0; i < extension.AdditionalStageCount; i++)
            {
                LaneRungeKuttaKernels.Combine(extension.AdditionalRow(i), w.Stages, h, w.State, w.StageState);
                LaneRungeKuttaKernels.Store(w.StageTime, 0, time + h * extension.AdditionalNodes[i]);
                system.Rates(w.StageTime, w.StageState, w.Stage(tableau.StageCount + i));
            }

            for (; isInside != Lanes.Zero; isInside = Vector512.LessThan(next, reached) & isAccepted)
            {
                var theta = Vector512.ConditionalSelect(isInside, (next - time) / h, Lanes.Zero);
                LaneRungeKuttaKernels.FillWeights(extension, theta, w.Weights);
                LaneRungeKuttaKernels.CombineLanes(w.Weights, w.Stages, h, w.State, w.StageState);
                Take(ref system, isInside, w.StageState);
                next = LaneRungeKuttaKernels.Load(w.NextOutput, 0);
            }
        }

        for (var isAtEnd = Vector512.Equals(next, reached) & isAccepted; isAtEnd != Lanes.Zero;)
        {
            Take(ref system, isAtEnd, w.Candidate);
            isAtEnd = Vector512.Equals(LaneRungeKuttaKernels.Load(w.NextOutput, 0), reached) & isAccepted;
        }
    }

    private static void Take<TSystem>(ref TSystem system, in Lanes mask, ReadOnlySpan<double> states)
        where TSystem : ILaneOdeSystem, allows ref struct
    {
        for (var bits = Vector512.ExtractMostSignificantBits(mask); bits != 0; bits &= bits - 1)
        {
            system.TakeOutput(System.Numerics.BitOperations.TrailingZeroCount(bits), states);
        }
    }

    // The rules of StepSizeController and StepFitting.Remember.
    private static void Control(
        OdeOptions options,
        LaneOdeWorkspace w,
        in Lanes error,
        in Lanes h,
        in Lanes proposed,
        in Lanes shortest,
        in Lanes isAccepted,
        in Lanes isMoving)
    {
        var (alpha, beta, inverseOrder) = new StepSizeController(options.Tableau.EmbeddedOrder + 1).Exponents;
        var isFinite = Vector512.LessThan(error, Vector512.Create(double.PositiveInfinity));
        var logarithm = Vector512.Log(Bounded(Vector512.ConditionalSelect(isFinite, error, Lanes.One)));
        var previous = LaneRungeKuttaKernels.Load(w.LogPreviousError, 0);
        var factor = Vector512.Exp(Vector512.ConditionalSelect(isAccepted, previous * beta - logarithm * alpha, logarithm * -inverseOrder));
        factor = Vector512.Max(factor * StepSizeController.Safety, Vector512.Create(StepSizeController.LargestShrinkage));
        factor = Vector512.ConditionalSelect(isAccepted, Vector512.Min(factor, LaneRungeKuttaKernels.Load(w.LargestGrowth, 0)), factor);
        factor = Vector512.ConditionalSelect(isFinite, factor, Vector512.Create(StepSizeController.ShrinkageWhenNotFinite));
        var isCutShort = Vector512.LessThan(h, proposed) & isAccepted;
        var next = h * factor;
        var failed = Vector512.AndNot(Vector512.LessThan(next, shortest), isAccepted) & isMoving;
        LaneRungeKuttaKernels.Store(w.HasFailed, 0, LaneRungeKuttaKernels.Load(w.HasFailed, 0) + (failed & Lanes.One));
        next = Vector512.ConditionalSelect(isCutShort, Vector512.Max(proposed, next), next);
        LaneRungeKuttaKernels.Store(w.ProposedStep, 0, Vector512.ConditionalSelect(isMoving, next, proposed));
        var remembered = Vector512.Max(logarithm, Vector512.Create(Math.Log(StepSizeController.SmallestPreviousError)));
        LaneRungeKuttaKernels.Store(
            w.LogPreviousError, 0, Vector512.ConditionalSelect(Vector512.AndNot(isAccepted, isCutShort), remembered, previous));
        LaneRungeKuttaKernels.Store(w.LargestGrowth, 0, Vector512.ConditionalSelect(
            isAccepted, Vector512.Create(StepSizeController.LargestGrowth), Lanes.One));
    }

    // Also what is not a number becomes one: the vector functions take a slower way, with other last digits, for all lanes because of one.
    private static Lanes Bounded(in Lanes error)
    {
        var smallest = Vector512.Create(SmallestError);
        return Vector512.ConditionalSelect(
            Vector512.GreaterThan(error, smallest), Vector512.Min(error, Vector512.Create(LargestError)), smallest);
    }

    private static Lanes Power(in Lanes x, double exponent) => Vector512.Exp(Vector512.Log(x) * exponent);
}
