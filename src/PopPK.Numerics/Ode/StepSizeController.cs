namespace PopPK.Numerics.Ode;

/// <summary>
/// The proportional-integral step-size controller of Gustafsson (1991), ACM Trans. Math. Softw. 17, 533-554, in the form
/// of Hairer and Wanner (1996), Solving Ordinary Differential Equations II, equation IV.2.43:
/// h new = h safety err^(-alpha) err previous^beta, with alpha = 1/k - 0.75 beta, beta = 0.2/k and k the order of the
/// error estimate; for k = 5 these are the values of their code DOPRI5.
/// </summary>
/// <param name="errorOrder">k: the error estimate of a step of length h is of order h^k.</param>
internal readonly struct StepSizeController(int errorOrder)
{
    /// <summary>Errors below this are remembered as this: after an almost exact step the integral part would be meaningless.</summary>
    public const double SmallestPreviousError = 1e-4;

    /// <summary>The largest factor on the step size after an accepted step.</summary>
    public const double LargestGrowth = 10;

    /// <summary>The smallest factor.</summary>
    public const double LargestShrinkage = 0.2;

    /// <summary>The factor where the error is not finite.</summary>
    public const double ShrinkageWhenNotFinite = 0.1;

    /// <summary>Aims a little below the error that is allowed.</summary>
    public const double Safety = 0.9;

    private readonly double _beta = 0.2 / errorOrder;
    private readonly double _alpha = 0.85 / errorOrder;
    private readonly double _inverseOrder = 1.0 / errorOrder;

    /// <summary>The exponent of the error after an accepted step, with a minus sign; that of the error before it; that after a rejected step, with a minus sign.</summary>
    public (double Alpha, double Beta, double InverseOrder) Exponents => (_alpha, _beta, _inverseOrder);

    /// <summary>The factor on the step size after an accepted step.</summary>
    /// <param name="error">Error norm of the step, in [0, 1].</param>
    /// <param name="previousError">Error norm of the accepted step before it.</param>
    /// <param name="afterRejection">True when the step before was rejected; then the step size may not grow.</param>
    public double AfterAcceptance(double error, double previousError, bool afterRejection)
    {
        var factor = Safety * Math.Pow(error, -_alpha) * Math.Pow(previousError, _beta);
        return Math.Clamp(factor, LargestShrinkage, afterRejection ? 1 : LargestGrowth);
    }

    /// <summary>The factor on the step size after a rejected step; below 1.</summary>
    /// <param name="error">Error norm of the step: above 1, or not finite.</param>
    public double AfterRejection(double error) => double.IsFinite(error)
        ? Math.Max(LargestShrinkage, Safety * Math.Pow(error, -_inverseOrder))
        : ShrinkageWhenNotFinite;
}
