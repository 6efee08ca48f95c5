using System.Collections.Immutable;

namespace PopPK.Numerics.Optimization;

/// <summary>What the minimiser reports after each iteration, and once before the first.</summary>
/// <param name="Number">0 for the start, then 1, 2, ...</param>
/// <param name="Value">The value.</param>
/// <param name="GradientNorm">max_i |g_i|.</param>
/// <param name="PredictedDecrease">g' B^-1 g / 2 with the curvature <paramref name="Curvature"/>.</param>
/// <param name="StepLength">The multiple of the quasi-Newton step that was taken to get here; 0 for the start.</param>
/// <param name="Evaluations">Evaluations of the objective so far.</param>
/// <param name="Curvature">Where B comes from.</param>
/// <param name="Point">The point.</param>
/// <param name="Gradient">The gradient.</param>
public sealed record MinimizerIteration(
    int Number,
    double Value,
    double GradientNorm,
    double PredictedDecrease,
    double StepLength,
    int Evaluations,
    CurvatureKind Curvature,
    ImmutableArray<double> Point,
    ImmutableArray<double> Gradient);
