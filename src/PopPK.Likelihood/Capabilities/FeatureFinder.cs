using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Likelihood.Capabilities;

/// <summary>Finds the features a model has. Stateless.</summary>
public static class FeatureFinder
{
    private const string Subject = "ID";

    /// <summary>The features of a model, with every place that has one.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<FeatureUse> FeaturesOf(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return
        [
            .. model.Endpoints.SelectMany(e => OfEndpoint(model, e)),
            .. ResidualEffects(model),
            .. model.Correlations.Select(c => new FeatureUse(ModelFeature.CorrelatedResiduals, null, c.Location)),
            .. model.RandomEffects.SelectMany(b => OfBlock(model, b)),
            .. model.Mixture is { } mixture ? [new FeatureUse(ModelFeature.Mixture, mixture.Class.Name, mixture.Location)] : (FeatureUse[])[],
            .. model.FixedEffectPriors.Select(p => new FeatureUse(ModelFeature.Prior, null, p.Location)),
            .. model.CovariancePriors.Select(p => new FeatureUse(ModelFeature.Prior, null, p.Location)),
        ];
    }

    /// <summary>True when a model has a random effect that varies.</summary>
    /// <param name="model">The model.</param>
    public static bool HasRandomEffects(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.RandomEffects.Any(b => Enumerable.Range(0, b.Size).Any(k => !ModelCompiler.IsAbsent(b, k)));
    }

    private static IEnumerable<FeatureUse> OfEndpoint(PopulationModel model, Endpoint endpoint)
    {
        FeatureUse Use(ModelFeature feature) => new(feature, endpoint.Name, endpoint.Location);
        switch (endpoint.Distribution)
        {
            case NormalDistribution normal:
                yield return Use(ModelFeature.NormalObservations);
                if (normal.Transform is { } transform)
                {
                    yield return Use(ModelFeature.Transform);
                    var free = model.FixedEffects.Where(f => !f.IsFixed).Select(f => f.Symbol).ToHashSet();
                    if (Reach.From(model, transform.Expressions).Overlaps(free))
                    {
                        yield return Use(ModelFeature.EstimatedTransform);
                    }
                }

                break;
            case StudentTDistribution:
                yield return Use(ModelFeature.StudentT);
                break;
            default:
                yield return Use(ModelFeature.WrittenLikelihood);
                break;
        }

        if (endpoint.Censoring is { } censoring)
        {
            yield return Use(censoring switch
            {
                { Method: CensoringMethod.Discard } => ModelFeature.CensoringDiscarded,
                { OtherEnd: not null } => ModelFeature.CensoringInterval,
                { Method: CensoringMethod.ProbabilityGivenPositive } => ModelFeature.CensoringGivenPositive,
                _ => ModelFeature.CensoringProbability,
            });
        }
    }

    // Effects that a residual standard deviation depends on and no mean.
    private static IEnumerable<FeatureUse> ResidualEffects(PopulationModel model)
    {
        var normal = model.Endpoints.Select(e => e.Distribution).OfType<NormalDistribution>().ToArray();
        var others = model.Endpoints.Select(e => e.Distribution).Where(d => d is not NormalDistribution);
        var ofDeviations = Reach.From(model, normal.Select(n => n.StandardDeviation));
        var ofMeans = Reach.From(model, normal.Select(n => n.Mean).Concat(others.SelectMany(d => d.Expressions)));
        return model.RandomEffects
            .SelectMany(b => b.Effects.Where((_, k) => !ModelCompiler.IsAbsent(b, k)))
            .Where(e => ofDeviations.Contains(e.Symbol) && !ofMeans.Contains(e.Symbol))
            .Select(e => new FeatureUse(ModelFeature.ResidualRandomEffect, e.Name, e.Location));
    }

    private static IEnumerable<FeatureUse> OfBlock(PopulationModel model, RandomEffectBlock block)
    {
        FeatureUse Use(ModelFeature feature) => new(feature, block.Effects[0].Name, block.Effects[0].Location);
        yield return Use(IsSubject(block.Grouping) ? ModelFeature.BetweenSubjects
            : IsWithinSubjects(model, block) ? ModelFeature.BetweenOccasions
            : ModelFeature.LevelsAbove);
        if (block.IsFixed)
        {
            yield return Use(ModelFeature.FixedOmega);
        }

        if (block.SameAs is not null)
        {
            yield return Use(ModelFeature.RepeatedOmega);
        }
    }

    private static bool IsSubject(string? column) => string.Equals(column, Subject, StringComparison.OrdinalIgnoreCase);

    // OCC within ID, and DAY within OCC when OCC is within ID.
    private static bool IsWithinSubjects(PopulationModel model, RandomEffectBlock block) => IsSubject(block.Within)
        || (block.Within is not null && model.RandomEffects.Any(
            b => IsSubject(b.Within) && string.Equals(b.Grouping, block.Within, StringComparison.OrdinalIgnoreCase)));
}
