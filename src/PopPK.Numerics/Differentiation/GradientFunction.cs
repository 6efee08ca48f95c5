namespace PopPK.Numerics.Differentiation;

/// <summary>A function of several variables that computes a vector, such as a gradient.</summary>
/// <param name="point">The point.</param>
/// <param name="gradient">Receives the vector.</param>
/// <returns>False when it cannot be computed at the point.</returns>
public delegate bool GradientFunction(ReadOnlySpan<double> point, Span<double> gradient);
