namespace PopPK.Numerics.Ode;

/// <summary>
/// The buffers and the step-size memory of eight integrations that go on side by side, each with a time, an end and steps of its own.
/// Vectors hold each number eight times, once per lane. Mutable; one owner at a time. Nothing is allocated after construction.
/// </summary>
public sealed class LaneOdeWorkspace
{
    /// <summary>Number of lanes.</summary>
    public const int Width = 8;

    private readonly double[] _stages;

    /// <summary>Makes a workspace.</summary>
    /// <param name="dimension">Number of equations of a lane, at least 1.</param>
    /// <param name="tableau">The method; it has a continuous extension.</param>
    /// <exception cref="ArgumentException">The method has no continuous extension.</exception>
    public LaneOdeWorkspace(int dimension, ExplicitRungeKuttaTableau tableau)
    {
        ArgumentNullException.ThrowIfNull(tableau);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var stages = tableau.Extension?.StageCount
            ?? throw new ArgumentException($"{tableau.Name} has no continuous extension.", nameof(tableau));
        Dimension = dimension;
        State = new double[dimension * Width];
        Candidate = new double[dimension * Width];
        StageState = new double[dimension * Width];
        AbsoluteScales = new double[dimension * Width];
        Array.Fill(AbsoluteScales, 1);
        _stages = new double[stages * dimension * Width];
        Weights = new double[stages * Width];
        Array.Fill(NextOutput, double.PositiveInfinity);
    }

    /// <summary>Number of equations of a lane.</summary>
    public int Dimension { get; }

    /// <summary>The state of each lane at its time.</summary>
    public double[] State { get; }

    /// <summary>s of <see cref="OdeOptions"/>; all 1 at first, to be set by the owner.</summary>
    public double[] AbsoluteScales { get; }

    /// <summary>The time each lane has reached.</summary>
    public double[] Time { get; } = new double[Width];

    /// <summary>Where each lane's integration ends; a lane that is there does not move.</summary>
    public double[] End { get; } = new double[Width];

    /// <summary>The next time before its end at which the state of a lane is wanted; positive infinity: none.</summary>
    public double[] NextOutput { get; } = new double[Width];

    /// <summary>Steps each lane has tried since <see cref="Restart"/>.</summary>
    public double[] Attempts { get; } = new double[Width];

    /// <summary>Not zero for a lane whose step would be too short to move its time, or which met a number that is not finite at every length.</summary>
    public double[] HasFailed { get; } = new double[Width];

    internal double[] Candidate { get; }

    internal double[] StageState { get; }

    internal double[] Weights { get; }

    internal double[] ProposedStep { get; } = new double[Width];

    internal double[] LogPreviousError { get; } = new double[Width];

    /// <summary>The largest growth of the next step: 1 after a rejected step.</summary>
    internal double[] LargestGrowth { get; } = new double[Width];

    internal double[] Length { get; } = new double[Width];

    internal double[] StageTime { get; } = new double[Width];

    internal ReadOnlySpan<double> Stages => _stages;

    /// <summary>Forgets the step size of a lane; to be called after a discontinuity and with another problem.</summary>
    /// <param name="lane">The lane.</param>
    public void Restart(int lane)
    {
        ProposedStep[lane] = 0;
        LogPreviousError[lane] = Math.Log(StepSizeController.SmallestPreviousError);
        LargestGrowth[lane] = StepSizeController.LargestGrowth;
        Attempts[lane] = 0;
        HasFailed[lane] = 0;
    }

    internal Span<double> Stage(int stage) => _stages.AsSpan(stage * Dimension * Width, Dimension * Width);
}
