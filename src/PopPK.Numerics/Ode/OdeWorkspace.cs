using System.Numerics;

namespace PopPK.Numerics.Ode;

/// <summary>
/// The buffers and the step-size memory of one integration; made once, then stepping allocates nothing.
/// Mutable; one owner at a time, not safe for concurrent use.
/// </summary>
public sealed class OdeWorkspace
{
    // Every vector is padded with zeros to a whole number of SIMD blocks, so that the kernels have no remainder loop.
    private readonly double[] _state;
    private readonly double[] _candidate;
    private readonly double[] _stageState;
    private readonly double[] _scales;
    private readonly double[] _stages;
    private StiffnessDetector _stiffness;

    /// <summary>Makes a workspace for systems of a given size and a given method.</summary>
    /// <param name="dimension">Number of equations, at least 1.</param>
    /// <param name="tableau">The method; only its number of stages matters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is less than 1.</exception>
    public OdeWorkspace(int dimension, ExplicitRungeKuttaTableau tableau)
        : this(dimension, (tableau ?? throw new ArgumentNullException(nameof(tableau))).LargestStageCount)
    {
    }

    internal OdeWorkspace(int dimension, int stageCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var block = Vector<double>.Count;
        Dimension = dimension;
        StageCount = stageCount;
        Stride = (dimension + block - 1) / block * block;
        _state = new double[Stride];
        _candidate = new double[Stride];
        _stageState = new double[Stride];
        _scales = new double[Stride];
        _stages = new double[Stride * StageCount];
        Array.Fill(_scales, 1);
        Restart();
    }

    /// <summary>Number of equations.</summary>
    public int Dimension { get; }

    /// <summary>Number of stages there is room for, those of a continuous extension included.</summary>
    public int StageCount { get; }

    /// <summary>
    /// s: per component the factor on <see cref="OdeOptions.AbsoluteTolerance"/>; all 1 at first, to be set by the owner.
    /// Positive. A sensitivity dy/dp has the scale of y / p; positive infinity leaves a component out of the error control.
    /// </summary>
    public Span<double> AbsoluteScales => _scales.AsSpan(0, Dimension);

    /// <summary>Length of the step the next call will try first; 0 after <see cref="Restart"/>: it will be chosen anew.</summary>
    public double ProposedStep { get; internal set; }

    /// <summary>Steps accepted since <see cref="ResetCounters"/>.</summary>
    public long AcceptedSteps { get; internal set; }

    /// <summary>Steps rejected since <see cref="ResetCounters"/>.</summary>
    public long RejectedSteps { get; internal set; }

    /// <summary>Evaluations of the rates since <see cref="ResetCounters"/>.</summary>
    public long RateEvaluations { get; internal set; }

    /// <summary>Length of a padded vector.</summary>
    internal int Stride { get; }

    /// <summary>The error norm of the last accepted step that was not cut short; memory of the step-size controller.</summary>
    internal double PreviousError { get; set; }

    /// <summary>What the steps since the restart say about stiffness.</summary>
    internal ref StiffnessDetector Stiffness => ref _stiffness;

    internal Span<double> State => _state;

    internal Span<double> Candidate => _candidate;

    internal Span<double> StageState => _stageState;

    internal ReadOnlySpan<double> Scales => _scales;

    internal Span<double> Stages => _stages;

    /// <summary>
    /// Forgets the step size; to be called after a discontinuity (a dose, a new infusion rate, another system).
    /// Forgetting to call it costs rejected steps, never accuracy: nothing but the step size is carried between calls.
    /// </summary>
    public void Restart()
    {
        ProposedStep = 0;
        PreviousError = StepSizeController.SmallestPreviousError;
        _stiffness.Restart();
    }

    /// <summary>Sets the counters to zero.</summary>
    public void ResetCounters() => (AcceptedSteps, RejectedSteps, RateEvaluations) = (0, 0, 0);

    /// <summary>The rates of one stage, without the padding.</summary>
    internal Span<double> Stage(int stage) => _stages.AsSpan(stage * Stride, Dimension);
}
