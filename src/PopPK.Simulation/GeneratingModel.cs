using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Simulation;

/// <summary>
/// A model as it makes data: nothing is censored, and every normal observation is normal on the scale of its transform, where a
/// residual is added before the way back. Parameters of transforms stand behind the individual parameters. Immutable.
/// </summary>
/// <param name="Model">The model.</param>
/// <param name="Laws">How observations are drawn, endpoint by endpoint.</param>
internal sealed record GeneratingModel(PopulationModel Model, ImmutableArray<ObservationLaw> Laws)
{
    /// <summary>Rewrites a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="diagnostics">Receives what cannot be drawn from.</param>
    public static GeneratingModel Of(PopulationModel model, DiagnosticBag diagnostics)
    {
        var individual = model.Individual.ToBuilder();
        var reported = model.Individual.Length;
        var laws = ImmutableArray.CreateBuilder<ObservationLaw>(model.Endpoints.Length);
        var endpoints = ImmutableArray.CreateBuilder<Endpoint>(model.Endpoints.Length);
        foreach (var endpoint in model.Endpoints)
        {
            var (law, distribution, parameters) = Of(endpoint.Distribution);
            CheckParameters(model, endpoint, parameters, diagnostics);
            laws.Add(law with { FirstParameter = individual.Count - reported });
            individual.AddRange(parameters.Select((p, i) => new Definition(new Symbol($"{endpoint.Name}_law{i + 1}"), p)));
            endpoints.Add(endpoint with { Distribution = distribution, Censoring = null });
        }

        return new GeneratingModel(model with { Individual = individual.ToImmutable(), Endpoints = endpoints.MoveToImmutable() }, laws.MoveToImmutable());
    }

    private static (ObservationLaw Law, ObservationDistribution Distribution, ImmutableArray<Expr> Parameters) Of(ObservationDistribution distribution) => distribution switch
    {
        NormalDistribution normal => (
            new ObservationLaw(ObservationLawKind.Normal, normal.Transform, 0),
            new NormalDistribution(TransformExpressions.Apply(normal.Transform, normal.Mean), normal.StandardDeviation),
            normal.Transform?.Expressions ?? []),
        StudentTDistribution t => (
            new ObservationLaw(ObservationLawKind.StudentT, null, 0), new NormalDistribution(t.Mean, t.Scale), [t.DegreesOfFreedom]),
        LikelihoodDistribution => (new ObservationLaw(ObservationLawKind.WholeNumbers, null, 0), distribution, []),
        _ => throw new ArgumentException($"Unknown distribution {distribution.GetType().Name}.", nameof(distribution)),
    };

    // They are evaluated as individual parameters are, which know neither amounts nor the time.
    private static void CheckParameters(PopulationModel model, Endpoint endpoint, ImmutableArray<Expr> parameters, DiagnosticBag diagnostics)
    {
        var known = model.FixedEffects.Select(f => f.Symbol)
            .Concat(model.RandomEffects.SelectMany(b => b.Effects).Select(e => e.Symbol))
            .Concat(model.Covariates.Select(c => c.Symbol))
            .Concat(model.Individual.Where(d => !DependsOnTime(model, d.Value)).Select(d => d.Symbol))
            .ToHashSet();
        if (parameters.Symbols().FirstOrDefault(s => !known.Contains(s)) is { } other)
        {
            diagnostics.Error(
                "PK7101",
                $"observations of {endpoint.Name} cannot be drawn: a parameter of its distribution depends on {other.Name}",
                endpoint.Location,
                "bounds, exponents and degrees of freedom may use fixed and random effects, covariates and individual parameters, but neither amounts nor the time");
        }
    }

    private static bool DependsOnTime(PopulationModel model, Expr value)
    {
        var symbols = value.Symbols().ToHashSet();
        return symbols.Contains(model.Time) || model.Individual.Any(d => symbols.Contains(d.Symbol) && DependsOnTime(model, d.Value));
    }
}
