using PopPK.Numerics.Ode.Tableaus;

namespace PopPK.Numerics.Ode;

/// <summary>
/// The coefficients of an embedded Rosenbrock method in the form that needs no product with the Jacobian J: Hairer and
/// Wanner (1996), Solving Ordinary Differential Equations II, equation IV.7.25:
/// (I / (h gamma) - J) u_i = f(t + c_i h, y + sum_j a_ij u_j) + sum_j (g_ij / h) u_j + d_i h df/dt,
/// y new = y + sum_i m_i u_i, error estimate sum_i e_i u_i. Data only; immutable and safe for concurrent use.
/// </summary>
public sealed class RosenbrockTableau
{
    private readonly double[] _nodes;
    private readonly double[] _stageCoefficients;
    private readonly double[] _rateCoefficients;
    private readonly double[] _weights;
    private readonly double[] _errorWeights;
    private readonly double[] _timeDerivativeWeights;

    /// <summary>Makes a tableau from its coefficients.</summary>
    /// <param name="name">The name by which the method is known.</param>
    /// <param name="order">Order of the solution that is carried on.</param>
    /// <param name="embeddedOrder">Order of the embedded solution.</param>
    /// <param name="gamma">gamma; positive.</param>
    /// <param name="nodes">c: one element per stage, the first 0.</param>
    /// <param name="stageCoefficients">a: the strictly lower triangle, row by row: s (s - 1) / 2 elements for s stages.</param>
    /// <param name="rateCoefficients">g: the strictly lower triangle, row by row.</param>
    /// <param name="weights">m: one element per stage.</param>
    /// <param name="errorWeights">e: one element per stage.</param>
    /// <param name="timeDerivativeWeights">d: one element per stage.</param>
    /// <param name="extension">The solution inside a step, without further stages; null when the method is to step onto every output time.</param>
    /// <exception cref="ArgumentException">The lengths do not fit one another, or an order or gamma is out of its range.</exception>
    public RosenbrockTableau(
        string name,
        int order,
        int embeddedOrder,
        double gamma,
        ReadOnlySpan<double> nodes,
        ReadOnlySpan<double> stageCoefficients,
        ReadOnlySpan<double> rateCoefficients,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> errorWeights,
        ReadOnlySpan<double> timeDerivativeWeights,
        ContinuousExtension? extension = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddedOrder, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gamma);
        var stages = nodes.Length;
        var triangle = stages * (stages - 1) / 2;
        if (stages == 0 || weights.Length != stages || errorWeights.Length != stages || timeDerivativeWeights.Length != stages
            || stageCoefficients.Length != triangle || rateCoefficients.Length != triangle)
        {
            throw new ArgumentException(
                $"{stages} nodes need {stages} weights of each kind and {triangle} coefficients of each kind; found {weights.Length}, " +
                $"{errorWeights.Length} and {timeDerivativeWeights.Length} weights, {stageCoefficients.Length} and {rateCoefficients.Length} coefficients.");
        }

        if (extension is not null && (extension.StepStageCount != stages || extension.AdditionalStageCount != 0))
        {
            throw new ArgumentException(
                $"{stages} nodes need an extension of as many stages and no additional ones, found {extension.StepStageCount} and {extension.AdditionalStageCount}.",
                nameof(extension));
        }

        Name = name;
        Order = order;
        EmbeddedOrder = embeddedOrder;
        Gamma = gamma;
        _nodes = nodes.ToArray();
        _stageCoefficients = stageCoefficients.ToArray();
        _rateCoefficients = rateCoefficients.ToArray();
        _weights = weights.ToArray();
        _errorWeights = errorWeights.ToArray();
        _timeDerivativeWeights = timeDerivativeWeights.ToArray();
        Extension = extension;
    }

    /// <summary>
    /// Steinebach's stiffly accurate, L-stable method of orders 5 and 4 with eight stages, one factorisation per step:
    /// G. Steinebach (2023), Construction of Rosenbrock-Wanner method Rodas5P and numerical benchmarks within the Julia
    /// Differential Equations package, BIT Numer. Math. 63, 27. It needs the exact Jacobian. Its continuous extension has
    /// order 4.
    /// </summary>
    public static RosenbrockTableau Rodas5P { get; } = Rodas5PCoefficients.Create();

    /// <summary>The name by which the method is known.</summary>
    public string Name { get; }

    /// <summary>Order of the solution that is carried on.</summary>
    public int Order { get; }

    /// <summary>Order of the embedded solution, with which the error is estimated.</summary>
    public int EmbeddedOrder { get; }

    /// <summary>gamma: the weight of the Jacobian in the matrix that is factored.</summary>
    public double Gamma { get; }

    /// <summary>Number of stages s.</summary>
    public int StageCount => _nodes.Length;

    /// <summary>The solution inside a step, or null.</summary>
    public ContinuousExtension? Extension { get; }

    /// <summary>c: where in the step each stage lies; s elements.</summary>
    public ReadOnlySpan<double> Nodes => _nodes;

    /// <summary>m: the weights of the solution; s elements.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>e: the weights of the error estimate; s elements.</summary>
    public ReadOnlySpan<double> ErrorWeights => _errorWeights;

    /// <summary>d: the weights of the derivative by time; s elements.</summary>
    public ReadOnlySpan<double> TimeDerivativeWeights => _timeDerivativeWeights;

    /// <summary>a_ij, j &lt; i: the coefficients of a stage's state.</summary>
    /// <param name="stage">Index i of the stage, from 0.</param>
    /// <returns>i elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ReadOnlySpan<double> StageRow(int stage) => Row(_stageCoefficients, stage);

    /// <summary>g_ij, j &lt; i: the coefficients of what is added to a stage's rates.</summary>
    /// <inheritdoc cref="StageRow" path="/param|/returns|/exception"/>
    public ReadOnlySpan<double> RateRow(int stage) => Row(_rateCoefficients, stage);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private ReadOnlySpan<double> Row(double[] triangle, int stage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, StageCount);
        return triangle.AsSpan(stage * (stage - 1) / 2, stage);
    }
}
