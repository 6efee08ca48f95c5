using System.Collections.Immutable;

namespace PopPK.Likelihood.Capabilities;

/// <summary>
/// What every method does with every feature of a model: the one place that knows. A pair is computed or refused, never ignored.
/// Immutable.
/// </summary>
public static class CapabilityTable
{
    /// <summary>The methods, in the order of tables; the number of nodes of a quadrature makes no difference.</summary>
    public static ImmutableArray<MarginalApproximation> Methods { get; } =
    [
        MarginalApproximation.FirstOrder,
        MarginalApproximation.FirstOrderInteraction,
        MarginalApproximation.Foce,
        MarginalApproximation.Focei,
        MarginalApproximation.Laplace,
        MarginalApproximation.LaplaceNoInteraction,
        MarginalApproximation.Quadrature(5),
    ];

    /// <summary>The features with their names for people, in the order of tables.</summary>
    public static ImmutableArray<(ModelFeature Feature, string Title)> Features { get; } =
    [
        (ModelFeature.NormalObservations, "normal observations"),
        (ModelFeature.Transform, "transform of both sides"),
        (ModelFeature.EstimatedTransform, "estimated parameter of the transform"),
        (ModelFeature.ResidualRandomEffect, "random effect on the residual error"),
        (ModelFeature.StudentT, "Student's t observations"),
        (ModelFeature.WrittenLikelihood, "written-out likelihood"),
        (ModelFeature.CensoringDiscarded, "censoring M1"),
        (ModelFeature.CensoringProbability, "censoring M3"),
        (ModelFeature.CensoringGivenPositive, "censoring M4"),
        (ModelFeature.CensoringInterval, "censoring in intervals"),
        (ModelFeature.CorrelatedResiduals, "correlated residuals"),
        (ModelFeature.BetweenSubjects, "variability between subjects"),
        (ModelFeature.BetweenOccasions, "variability between occasions"),
        (ModelFeature.LevelsAbove, "levels above subjects"),
        (ModelFeature.Mixture, "mixture of subpopulations"),
        (ModelFeature.Prior, "priors"),
        (ModelFeature.FixedOmega, "fixed Omega"),
        (ModelFeature.RepeatedOmega, "repeated Omega"),
    ];

    /// <summary>What a method does with a feature.</summary>
    /// <param name="feature">The feature.</param>
    /// <param name="method">The method.</param>
    public static Capability Of(ModelFeature feature, MarginalApproximation method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return feature switch
        {
            ModelFeature.StudentT => NeedsNormal(method, "PK4001"),
            ModelFeature.WrittenLikelihood => NeedsNormal(method, "PK4002"),
            ModelFeature.CensoringProbability => NeedsNormal(method, "PK4003"),
            ModelFeature.CensoringGivenPositive => NeedsNormal(method, "PK4004"),
            ModelFeature.CensoringInterval => NeedsNormal(method, "PK4005"),
            ModelFeature.ResidualRandomEffect when !method.HasInteraction => new RefusedCapability(
                "PK4006",
                "it takes residual variances at random effects of zero, where an effect on the residual error alone has no effect at all",
                $"use the same method with interaction: {WithInteraction(method)}"),
            _ => Capability.Computed,
        };
    }

    // The methods without interaction take every likelihood: such records have no variance that could be taken at zero.
    private static Capability NeedsNormal(MarginalApproximation method, string code) => method.TakesAnyLikelihood
        ? Capability.Computed
        : new RefusedCapability(
            code,
            "it replaces the density of the observations by its expected curvature, which only normal ones have",
            "use laplace or agq")
        {
            IsComputedWithoutRandomEffects = true,
        };

    private static string WithInteraction(MarginalApproximation method) => method switch
    {
        { IsConditional: false } => MarginalApproximation.FirstOrderInteraction.Name,
        { TakesAnyLikelihood: true } => MarginalApproximation.Laplace.Name,
        _ => MarginalApproximation.Focei.Name,
    };
}
