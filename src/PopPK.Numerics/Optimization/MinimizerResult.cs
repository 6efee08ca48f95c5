using System.Collections.Immutable;

namespace PopPK.Numerics.Optimization;

/// <summary>The result of a minimisation.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Termination">The same in a sentence, with the numbers of the test that decided.</param>
/// <param name="Value">The lowest value found; not a number when the start failed.</param>
/// <param name="Point">Where it was found; the start when the start failed.</param>
/// <param name="Gradient">The gradient there; not a number when the start failed.</param>
/// <param name="Tests">The convergence tests that hold there.</param>
/// <param name="PredictedDecrease">g' B^-1 g / 2 there with the last curvature.</param>
/// <param name="ScaledGradient">max_i |g_i| max(1, |x_i|) / max(1, |f|) there.</param>
/// <param name="Iterations">Number of iterations.</param>
/// <param name="Evaluations">Number of evaluations of the objective, failed ones included.</param>
/// <param name="FailedEvaluations">Number of evaluations that failed.</param>
/// <param name="FlatCoordinates">
/// Indices of the coordinates in which the gradient was exactly zero at every evaluation: the objective does not depend on them.
/// </param>
public sealed record MinimizerResult(
    MinimizerStatus Status,
    string Termination,
    double Value,
    ImmutableArray<double> Point,
    ImmutableArray<double> Gradient,
    ConvergenceTests Tests,
    double PredictedDecrease,
    double ScaledGradient,
    int Iterations,
    int Evaluations,
    int FailedEvaluations,
    ImmutableArray<int> FlatCoordinates)
{
    /// <summary>True when the status is <see cref="MinimizerStatus.Converged"/>.</summary>
    public bool IsConverged => Status == MinimizerStatus.Converged;
}
