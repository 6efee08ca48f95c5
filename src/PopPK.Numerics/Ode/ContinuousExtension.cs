namespace PopPK.Numerics.Ode;

/// <summary>
/// The solution between the ends of an accepted step, from the step's stages: y(t + theta h) = y + h sum_i b_i(theta) k_i for
/// theta in [0, 1], with polynomials b_i without constant term (a Rosenbrock method: y + sum_i b_i(theta) u_i). Explicit
/// methods may need stages beyond those of the step: k_i = f(t + c_i h, y + h sum_j a_ij k_j). Hairer, Norsett and Wanner
/// (1993), Solving Ordinary Differential Equations I, section II.6. Data only; immutable and safe for concurrent use.
/// </summary>
public sealed class ContinuousExtension
{
    private readonly double[] _coefficients;
    private readonly double[] _additionalNodes;
    private readonly double[] _additionalRows;

    /// <summary>Makes an extension from its coefficients.</summary>
    /// <param name="order">Order p: the error inside a step of length h is of order h^(p+1); at least 1.</param>
    /// <param name="degree">Degree of the polynomials; at least 1.</param>
    /// <param name="coefficients">Stage by stage the coefficients of theta, theta^2, ... theta^degree in b_i.</param>
    /// <param name="additionalNodes">c of the stages beyond those of the step.</param>
    /// <param name="additionalRows">a of these stages, row by row, each over all stages before it.</param>
    /// <exception cref="ArgumentException">The lengths do not fit one another, or order or degree is less than 1.</exception>
    public ContinuousExtension(
        int order,
        int degree,
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> additionalNodes = default,
        ReadOnlySpan<double> additionalRows = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        var stages = coefficients.Length / degree;
        if (stages <= additionalNodes.Length || coefficients.Length != stages * degree)
        {
            throw new ArgumentException(
                $"Polynomials of degree {degree} have {degree} coefficients per stage; found {coefficients.Length} coefficients with {additionalNodes.Length} additional stages.");
        }

        StepStageCount = stages - additionalNodes.Length;
        var expected = RowStart(additionalNodes.Length);
        if (additionalRows.Length != expected)
        {
            throw new ArgumentException(
                $"{additionalNodes.Length} stages after {StepStageCount} need {expected} coefficients, found {additionalRows.Length}.",
                nameof(additionalRows));
        }

        Order = order;
        Degree = degree;
        _coefficients = coefficients.ToArray();
        _additionalNodes = additionalNodes.ToArray();
        _additionalRows = additionalRows.ToArray();
    }

    /// <summary>Order p: the error inside a step of length h is of order h^(p+1).</summary>
    public int Order { get; }

    /// <summary>Degree of the polynomials.</summary>
    public int Degree { get; }

    /// <summary>Number of stages of the step.</summary>
    public int StepStageCount { get; }

    /// <summary>Number of stages beyond those of the step, computed only in steps with output inside.</summary>
    public int AdditionalStageCount => _additionalNodes.Length;

    /// <summary>Number of all stages.</summary>
    public int StageCount => StepStageCount + AdditionalStageCount;

    /// <summary>c of the additional stages.</summary>
    public ReadOnlySpan<double> AdditionalNodes => _additionalNodes;

    /// <summary>a_ij of an additional stage, over all stages before it.</summary>
    /// <param name="stage">Index among the additional stages, from 0.</param>
    /// <returns><see cref="StepStageCount"/> + stage elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public ReadOnlySpan<double> AdditionalRow(int stage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stage);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(stage, AdditionalStageCount);
        return _additionalRows.AsSpan(RowStart(stage), StepStageCount + stage);
    }

    /// <summary>The coefficients of theta, theta^2, ... in b_i.</summary>
    /// <param name="stage">i, from 0.</param>
    internal ReadOnlySpan<double> Polynomial(int stage) => _coefficients.AsSpan(stage * Degree, Degree);

    /// <summary>Evaluates the polynomials.</summary>
    /// <param name="theta">Where in the step, from 0 (start) to 1 (end).</param>
    /// <param name="weights">Receives b_i(theta); <see cref="StageCount"/> elements.</param>
    /// <exception cref="ArgumentException">There is not one weight per stage.</exception>
    public void Weights(double theta, Span<double> weights)
    {
        if (weights.Length != StageCount)
        {
            throw new ArgumentException($"The extension has {StageCount} stages, found room for {weights.Length} weights.", nameof(weights));
        }

        for (var i = 0; i < weights.Length; i++)
        {
            var polynomial = _coefficients.AsSpan(i * Degree, Degree);
            var sum = 0.0;
            for (var power = Degree - 1; power >= 0; power--)
            {
                sum = (sum + polynomial[power]) * theta;
            }

            weights[i] = sum;
        }
    }

    private int RowStart(int stage) => (stage * StepStageCount) + (stage * (stage - 1) / 2);
}
