namespace PopPK.Numerics.Optimization;

/// <summary>Settings of <see cref="QuasiNewtonMinimizer"/>. Immutable; may be shared by threads.</summary>
public sealed record MinimizerOptions
{
    /// <summary>
    /// Tolerance on the predicted decrease g' B^-1 g / 2, in the unit of the objective; used when the curvature B comes from
    /// an <see cref="ICurvatureSource"/>. Default 1e-7.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a number; so for every tolerance.</exception>
    public double DecreaseTolerance { get; init => field = Tolerance(value, nameof(DecreaseTolerance)); } = 1e-7;

    /// <summary>Tolerance on max_i |g_i| max(1, |x_i|) / max(1, |f|). Default 1e-8.</summary>
    public double GradientTolerance { get; init => field = Tolerance(value, nameof(GradientTolerance)); } = 1e-8;

    /// <summary>Tolerance on the change of every coordinate, relative to max(1, |x_i|). Default 1e-10.</summary>
    public double StepTolerance { get; init => field = Tolerance(value, nameof(StepTolerance)); } = 1e-10;

    /// <summary>Tolerance on the change of the value, relative to max(1, |f|). Default 1e-13.</summary>
    public double ValueTolerance { get; init => field = Tolerance(value, nameof(ValueTolerance)); } = 1e-13;

    /// <summary>
    /// Size of the noise in the value, relative to max(1, |f|): the line search does not mistake it for an increase.
    /// Default 1e-14.
    /// </summary>
    public double ValueNoise { get; init => field = Tolerance(value, nameof(ValueNoise)); } = 1e-14;

    /// <summary>Most iterations; at least 1. Default 500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaximumIterations { get; init => field = AtLeastOne(value, nameof(MaximumIterations)); } = 500;

    /// <summary>Most evaluations of the objective; at least 1. Default 2000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaximumEvaluations { get; init => field = AtLeastOne(value, nameof(MaximumEvaluations)); } = 2000;

    /// <summary>Most evaluations in one line search; at least 1. Default 15.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaximumLineSearchEvaluations { get; init => field = AtLeastOne(value, nameof(MaximumLineSearchEvaluations)); } = 15;

    /// <summary>
    /// The most any coordinate may move in each of the first <see cref="CappedIterations"/> iterations, in the unit of the
    /// coordinates; the whole step is shortened in proportion. Positive; infinity for no limit. Default 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double MaximumCoordinateStep
    {
        get;
        init => field = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumCoordinateStep), value, "The step must be positive.");
    } = 2;

    /// <summary>Number of iterations in which <see cref="MaximumCoordinateStep"/> holds; not negative. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int CappedIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(CappedIterations));
            field = value;
        }
    } = 10;

    /// <summary>
    /// The share of <see cref="MaximumCoordinateStep"/> that the very first trial step may use: the curvature at the start is the least
    /// certain, and a step too long costs more than one too short. Positive, at most 1. Default 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or above 1.</exception>
    public double FirstStepShare
    {
        get;
        init => field = value is > 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FirstStepShare), value, "The share must be positive and at most 1.");
    } = 1;

    /// <summary>
    /// The curvature is taken from the <see cref="ICurvatureSource"/> at every iterate until the predicted decrease there is
    /// below this value; from then on it is updated. In the unit of the objective; 0: always the source, infinity: only at
    /// the start. Default 3.
    /// </summary>
    public double RefreshUntilPredictedDecrease
    {
        get;
        init => field = Tolerance(value, nameof(RefreshUntilPredictedDecrease));
    } = 3;

    /// <summary>
    /// Whether convergence by the predicted decrease under updated curvature is confirmed with fresh curvature from the
    /// source, and the iteration goes on (at most twice) when that predicts more. Default true.
    /// </summary>
    public bool ConfirmWithFreshCurvature { get; init; } = true;

    private static double Tolerance(double value, string name) => value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must not be negative.");

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
