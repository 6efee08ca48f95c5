using PopPK.Numerics.Ode.Tableaus;

namespace PopPK.Numerics.Ode;

/// <summary>
/// The coefficients of an explicit embedded Runge-Kutta pair: k_i = f(t + c_i h, y + h sum_j a_ij k_j),
/// y new = y + h sum_i b_i k_i, error estimate h sum_i d_i k_i with d = b - b^ (b^: the weights of the embedded method).
/// Data only; immutable and safe for concurrent use.
/// </summary>
public sealed class ExplicitRungeKuttaTableau
{
    private readonly double[] _nodes;
    private readonly double[] _coefficients;
    private readonly double[] _weights;
    private readonly double[] _errorWeights;
    private readonly double[] _lastStageDifference;

    /// <summary>Makes a tableau from its coefficients.</summary>
    /// <param name="name">The name by which the method is known.</param>
    /// <param name="order">Order of the solution that is carried on.</param>
    /// <param name="embeddedOrder">Order of the embedded solution.</param>
    /// <param name="nodes">c: one element per stage, the first 0.</param>
    /// <param name="coefficients">a: the strictly lower triangle, row by row: s (s - 1) / 2 elements for s stages.</param>
    /// <param name="weights">b: one element per stage.</param>
    /// <param name="errorWeights">d = b - b^: one element per stage.</param>
    /// <param name="extension">The solution inside a step; null when the method is to step onto every output time.</param>
    /// <exception cref="ArgumentException">The lengths do not fit one another, or an order is less than 1.</exception>
    public ExplicitRungeKuttaTableau(
        string name,
        int order,
        int embeddedOrder,
        ReadOnlySpan<double> nodes,
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> errorWeights,
        ContinuousExtension? extension = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(embeddedOrder, 1);
        var stages = nodes.Length;
        if (stages == 0 || weights.Length != stages || errorWeights.Length != stages || coefficients.Length != stages * (stages - 1) / 2)
        {
            throw new ArgumentException(
                $"{stages} nodes need {stages} weights, {stages} error weights and {stages * (stages - 1) / 2} coefficients; " +
                $"found {weights.Length}, {errorWeights.Length} and {coefficients.Length}.");
        }

        if (extension is not null && extension.StepStageCount != stages)
        {
            throw new ArgumentException($"{stages} nodes need an extension of as many stages, found {extension.StepStageCount}.", nameof(extension));
        }

        Name = name;
        Order = order;
        EmbeddedOrder = embeddedOrder;
        _nodes = nodes.ToArray();
        _coefficients = coefficients.ToArray();
        _weights = weights.ToArray();
        _errorWeights = errorWeights.ToArray();
        CanDetectStiffness = stages > 2 && _nodes[^1] == _nodes[^2];
        _lastStageDifference = CanDetectStiffness ? Difference(Row(stages - 1), Row(stages - 2)) : [];
        StabilityLimit = FindStabilityLimit();
        IsFirstSameAsLast = stages > 1 && _nodes[^1] == 1 && _weights[^1] == 0 && Row(stages - 1).SequenceEqual(weights[..^1]);
        Extension = extension;
        IsFirstAdditionalStageNext = extension is { AdditionalStageCount: > 0 }
            && extension.AdditionalNodes[0] == 1 && extension.AdditionalRow(0).SequenceEqual(weights);
    }

    /// <summary>
    /// Dormand and Prince's pair of orders 5 and 4 with seven stages, six of them new in every step:
    /// J. R. Dormand, P. J. Prince (1980), A family of embedded Runge-Kutta formulae, J. Comput. Appl. Math. 6, 19-26.
    /// For moderate accuracy (1e-4 to 1e-7). Its continuous extension has order 4 and needs no further stages.
    /// </summary>
    public static ExplicitRungeKuttaTableau DormandPrince54 { get; } = DormandPrince54Coefficients.Create();

    /// <summary>
    /// Verner's "most efficient" pair of orders 7 and 6 with ten stages:
    /// J. H. Verner (2010), Numerically optimal Runge-Kutta pairs with interpolants, Numer. Algorithms 53, 383-396.
    /// For high accuracy (1e-7 to 1e-13). Its continuous extension has order 6 and needs two further stages and the first one of
    /// the next step.
    /// </summary>
    public static ExplicitRungeKuttaTableau Verner76 { get; } = Verner76Coefficients.Create();

    /// <summary>The name by which the method is known.</summary>
    public string Name { get; }

    /// <summary>Order of the solution that is carried on.</summary>
    public int Order { get; }

    /// <summary>Order of the embedded solution, with which the error is estimated.</summary>
    public int EmbeddedOrder { get; }

    /// <summary>Number of stages s.</summary>
    public int StageCount => _nodes.Length;

    /// <summary>True when the last stage of a step is the first of the next: its row of a equals b and its node is 1.</summary>
    public bool IsFirstSameAsLast { get; }

    /// <summary>True when the last two stages lie at the same time, so that their difference tells of stiffness.</summary>
    public bool CanDetectStiffness { get; }

    /// <summary>
    /// The largest x for which the method is stable on y' = -lambda y with h lambda from 0 to x, to two decimals:
    /// |R(-x)| &lt;= 1 for the stability function R.
    /// </summary>
    public double StabilityLimit { get; }

    /// <summary>The solution inside a step, or null.</summary>
    public ContinuousExtension? Extension { get; }

    /// <summary>c: where in the step each stage lies; s elements.</summary>
    public ReadOnlySpan<double> Nodes => _nodes;

    /// <summary>b: the weights of the solution; s elements.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>d = b - b^: the weights of the error estimate; s elements.</summary>
    public ReadOnlySpan<double> ErrorWeights => _errorWeights;

    /// <summary>True when the extension's first additional stage is the first stage of the next step.</summary>
    internal bool IsFirstAdditionalStageNext { get; }

    /// <summary>Number of stages there must be room for, those of the extension included.</summary>
    internal int LargestStageCount => Extension?.StageCount ?? StageCount;

    /// <summary>The last stage's coefficients minus those of the one before it; s - 1 elements, or none.</summary>
    internal ReadOnlySpan<double> LastStageDifference => _lastStageDifference;

    /// <summary>a_ij, j &lt; i: the coefficients of a stage.</summary>
    /// <param name="stage">Index i of the stage, from 0.</param>
    /// <returns>i elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ReadOnlySpan<double> Row(int stage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, StageCount);
        return _coefficients.AsSpan(stage * (stage - 1) / 2, stage);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double[] Difference(ReadOnlySpan<double> longer, ReadOnlySpan<double> shorter)
    {
        var difference = longer.ToArray();
        for (var j = 0; j < shorter.Length; j++)
        {
            difference[j] -= shorter[j];
        }

        return difference;
    }

    private double FindStabilityLimit()
    {
        // Hundredths; no explicit method of s stages reaches beyond 2 s^2.
        var last = 200 * StageCount * StageCount;
        for (var hundredths = 1; hundredths <= last; hundredths++)
        {
            if (!(Math.Abs(StabilityFunction(-0.01 * hundredths)) <= 1))
            {
                return 0.01 * (hundredths - 1);
            }
        }

        return 0.01 * last;
    }

    /// <summary>R(z): what a step makes of y = 1 for y' = (z / h) y.</summary>
    private double StabilityFunction(double z)
    {
        var k = new double[StageCount];
        for (var i = 0; i < k.Length; i++)
        {
            k[i] = 1 + (z * Sum(Row(i), k));
        }

        return 1 + (z * Sum(_weights, k));
    }

    private static double Sum(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            sum += weights[j] * values[j];
        }

        return sum;
    }
}
