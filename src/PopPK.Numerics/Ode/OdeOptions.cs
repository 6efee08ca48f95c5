namespace PopPK.Numerics.Ode;

/// <summary>
/// Settings of the adaptive one-step methods. Immutable; may be shared by threads.
/// The estimated error e_i of every step satisfies max_i |e_i| / (a s_i + r max(|y_i|, |y_i new|)) &lt;= 1, where r is
/// <see cref="RelativeTolerance"/>, a is <see cref="AbsoluteTolerance"/> and s_i is <see cref="OdeWorkspace.AbsoluteScales"/>.
/// </summary>
public sealed record OdeOptions
{
    /// <summary>The explicit method. Default: <see cref="ExplicitRungeKuttaTableau.Verner76"/>.</summary>
    public ExplicitRungeKuttaTableau Tableau
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Tableau));
            field = value;
        }
    } = ExplicitRungeKuttaTableau.Verner76;

    /// <summary>The method for stiff systems. Default: <see cref="RosenbrockTableau.Rodas5P"/>.</summary>
    public RosenbrockTableau StiffTableau
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(StiffTableau));
            field = value;
        }
    } = RosenbrockTableau.Rodas5P;

    /// <summary>Error allowed per step relative to the state; in [1e-14, 0.1]. Default 1e-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside the range or not a number.</exception>
    public double RelativeTolerance
    {
        get;
        init => field = value is >= 1e-14 and <= 0.1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RelativeTolerance), value, "The relative tolerance must lie in [1e-14, 0.1].");
    } = 1e-10;

    /// <summary>Error allowed per step for a component near zero, in the unit of the state; positive and finite. Default 1e-12.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double AbsoluteTolerance
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(AbsoluteTolerance), value, "The absolute tolerance must be positive and finite.");
    } = 1e-12;

    /// <summary>
    /// Most steps, accepted and rejected, that one call may take, or one output time of a method without continuous extension;
    /// at least 1. Default 100 000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaximumSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaximumSteps));
            field = value;
        }
    } = 100_000;

    /// <summary>Length of the first step after a restart, in the unit of time; 0 (default) lets the method choose.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double InitialStep
    {
        get;
        init => field = NonNegative(value, nameof(InitialStep));
    }

    /// <summary>
    /// Shortest step the error control may ask for, in the unit of time; 0 (default) stands for the spacing of the numbers
    /// near the time. A step that is short because the end is near is always allowed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double MinimumStep
    {
        get;
        init => field = NonNegative(value, nameof(MinimumStep));
    }

    private static double NonNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A step length must be finite and not negative.");
}
