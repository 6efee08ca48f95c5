namespace PopPK.Numerics.Ode.Kernels;

/// <summary>
/// The length of the first step: Hairer, Norsett and Wanner (1993), Solving Ordinary Differential Equations I, section II.4,
/// "starting step size", with the maximum norm.
/// </summary>
internal static class InitialStep
{
    // Book values: an explicit Euler step of 1 % of the solution; a step whose leading error term is 1 %; at most 100 times
    // the first guess; 1e-6 where nothing is known.
    public const double Fraction = 0.01;
    public const double LargestGrowth = 100;
    public const double Blind = 1e-6;
    public const double TooSmallToCount = 1e-5;
    public const double Motionless = 1e-15;

    /// <summary>Chooses the length; the rates at the start must be in the first stage of the workspace.</summary>
    /// <param name="system">The system; called once.</param>
    /// <param name="options">Tolerances.</param>
    /// <param name="embeddedOrder">Order of the solution with which the method estimates its error.</param>
    /// <param name="workspace">Holds the start; its second vector of stages and its stage state are overwritten.</param>
    /// <param name="time">The start.</param>
    /// <param name="interval">Signed length of what lies ahead; not zero.</param>
    /// <returns>A positive length, at most that of the interval.</returns>
    public static double Select<TSystem>(
        ref TSystem system, OdeOptions options, int embeddedOrder, OdeWorkspace workspace, double time, double interval)
        where TSystem : IOdeSystem, allows ref struct
    {
        var n = workspace.Dimension;
        var (a, r, span) = (options.AbsoluteTolerance, options.RelativeTolerance, Math.Abs(interval));
        var y = workspace.State[..n];
        var s = workspace.Scales[..n];
        var f = workspace.Stage(0);
        var d0 = RungeKuttaKernels.ScaledNorm(y, y, s, a, r);
        var d1 = RungeKuttaKernels.ScaledNorm(f, y, s, a, r);
        var h0 = d0 < TooSmallToCount || d1 < TooSmallToCount ? Blind : Fraction * d0 / d1;
        h0 = Math.Min(h0, span);

        var z = workspace.StageState[..n];
        var g = workspace.Candidate[..n];
        var step = Math.CopySign(h0, interval);
        for (var i = 0; i < n; i++)
        {
            z[i] = y[i] + (step * f[i]);
        }

        system.Rates(time + step, z, g);
        workspace.RateEvaluations++;
        for (var i = 0; i < n; i++)
        {
            g[i] -= f[i];
        }

        var d2 = RungeKuttaKernels.ScaledNorm(g, y, s, a, r) / h0;
        if (!double.IsFinite(d2))
        {
            return h0;
        }

        var largest = Math.Max(d1, d2);
        if (largest == 0)
        {
            // Nothing moves: nothing limits the step.
            return span;
        }

        var h1 = largest <= Motionless
            ? Math.Max(Blind, h0 * 1e-3)
            : Math.Pow(Fraction / largest, 1.0 / (embeddedOrder + 1));
        return Math.Min(span, Math.Min(LargestGrowth * h0, h1));
    }
}
