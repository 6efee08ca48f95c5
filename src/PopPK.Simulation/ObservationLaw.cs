using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using PopPK.Modeling;

namespace PopPK.Simulation;

/// <summary>
/// How the observations of an endpoint are made of a random number and of what the model says of them. Normal and Student's t
/// observations by inversion, h^-1(m + s z), with h the transform of both sides and m = h(f); counts and categories by inversion too.
/// Immutable; safe to share between threads.
/// </summary>
/// <param name="Kind">Which distribution.</param>
/// <param name="Transform">The transform h of a normal distribution, or null.</param>
/// <param name="FirstParameter">Where the transform's parameters (or the degrees of freedom) stand among those of all laws.</param>
internal sealed record ObservationLaw(ObservationLawKind Kind, ObservationTransform? Transform, int FirstParameter)
{
    /// <summary>For whole numbers the values that data show; empty when there are none.</summary>
    public ImmutableArray<double> Support { get; init; } = [];

    /// <summary>An observation.</summary>
    /// <param name="mean">m, on the scale of the transform.</param>
    /// <param name="deviation">s, on the scale of the transform.</param>
    /// <param name="uniform">A random number between 0 and 1 for t distributions.</param>
    /// <param name="normal">A standard normal random number for the others.</param>
    /// <param name="parameters">The parameters of all laws.</param>
    /// <returns>The observation; NaN when the transform has no inverse there.</returns>
    public double Draw(double mean, double deviation, double uniform, double normal, ReadOnlySpan<double> parameters) => Kind == ObservationLawKind.StudentT
        ? mean + (deviation * StudentT.InvCDF(0, 1, parameters[FirstParameter], uniform))
        : ToDataScale(mean + (deviation * normal), parameters);

    /// <summary>h^-1.</summary>
    /// <param name="u">A value on the scale of the transform.</param>
    /// <param name="parameters">The parameters of all laws.</param>
    /// <returns>The value on the scale of DV; NaN where h does not reach u.</returns>
    public double ToDataScale(double u, ReadOnlySpan<double> parameters) => Transform switch
    {
        null => u,
        LogTransform => Math.Exp(u),
        BoxCoxTransform => PowerInverse(u, parameters[FirstParameter]),
        YeoJohnsonTransform => u >= 0
            ? PowerInverse(u, parameters[FirstParameter]) - 1
            : 1 - PowerInverse(-u, 2 - parameters[FirstParameter]),
        LogitTransform => Between(parameters, 1 / (1 + Math.Exp(-u)), 1 / (1 + Math.Exp(u))),
        ProbitTransform => Between(parameters, Normal.CDF(0, 1, u), Normal.CDF(0, 1, -u)),
        _ => throw new ArgumentException($"Unknown transform {Transform.GetType().Name}."),
    };

    // (lambda u + 1)^(1/lambda), e^u for lambda = 0.
    private static double PowerInverse(double u, double lambda)
    {
        var x = lambda * u;
        return x <= -1 ? double.NaN : Math.Abs(x) < 1e-300 ? Math.Exp(u) : Math.Exp(double.LogP1(x) / lambda);
    }

    private double Between(ReadOnlySpan<double> parameters, double share, double complement) =>
        (parameters[FirstParameter] * complement) + (parameters[FirstParameter + 1] * share);
}
