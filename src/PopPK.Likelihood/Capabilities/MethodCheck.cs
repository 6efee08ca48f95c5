using System.Collections.Immutable;
using System.Globalization;
using PopPK.Modeling;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Likelihood.Capabilities;

/// <summary>Says before a run what a method cannot do with a model, or with its data: codes PK40xx. Stateless.</summary>
public static class MethodCheck
{
    /// <summary>Most nodes of a quadrature's grid.</summary>
    public const double MostGridNodes = QuadratureApproximation.LargestGrid;

    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="method">The method.</param>
    /// <returns>An error for each place of the model that the method cannot compute with.</returns>
    public static ImmutableArray<Diagnostic> Check(PopulationModel model, MarginalApproximation method)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(method);
        var diagnostics = new DiagnosticBag();
        var hasEffects = FeatureFinder.HasRandomEffects(model);
        foreach (var use in FeatureFinder.FeaturesOf(model))
        {
            if (CapabilityTable.Of(use.Feature, method) is RefusedCapability refused && (hasEffects || !refused.IsComputedWithoutRandomEffects))
            {
                var title = CapabilityTable.Features.First(f => f.Feature == use.Feature).Title;
                diagnostics.Error(
                    refused.Code,
                    $"{method.Name} cannot compute with {title}{(use.Name is null ? "" : $" ({use.Name})")}: {refused.Reason}",
                    use.Location,
                    refused.Advice);
            }
        }

        return [.. diagnostics];
    }

    /// <summary>Checks what the methods cannot do whichever they are.</summary>
    /// <param name="model">The model.</param>
    public static ImmutableArray<Diagnostic> Check(PopulationModel model)
    {
        var uses = FeatureFinder.FeaturesOf(model);
        var diagnostics = new DiagnosticBag();
        if (model.Mixture is not null && uses.FirstOrDefault(u => u.Feature == ModelFeature.LevelsAbove) is { } above)
        {
            diagnostics.Error(
                "PK4007",
                $"a mixture of subpopulations and random effects above subjects ({above.Name}) cannot be computed together: the classes of all subjects that share an effect would have to be summed over at once",
                above.Location,
                "leave out the mixture, or the effect above subjects");
        }

        return [.. diagnostics];
    }

    /// <summary>Checks a model with its data.</summary>
    /// <param name="cohort">Both bound.</param>
    /// <param name="method">The method.</param>
    /// <param name="isFit">True when parameters are to be estimated.</param>
    public static ImmutableArray<Diagnostic> CheckData(Cohort cohort, MarginalApproximation method, bool isFit)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var layout = new ParameterLayout(cohort.Model);
        var largest = cohort.Clusters.Select(c => c.LatentCount).DefaultIfEmpty(0).Max();
        return [.. CheckGrid(largest, method), .. isFit ? CheckCounts(layout.Free.Length, cohort.ObservationCount) : []];
    }

    /// <summary>Checks the size of a quadrature's grid.</summary>
    /// <param name="dimension">The largest number of random effects that are integrated over at once.</param>
    /// <param name="method">The method.</param>
    public static ImmutableArray<Diagnostic> CheckGrid(int dimension, MarginalApproximation method)
    {
        ArgumentNullException.ThrowIfNull(method);
        var diagnostics = new DiagnosticBag();
        if (Math.Pow(method.NodesPerEffect, dimension) > MostGridNodes)
        {
            var most = (int)Math.Floor(Math.Pow(MostGridNodes, 1.0 / dimension) * (1 + 1e-12));
            diagnostics.Error(
                "PK4008",
                string.Create(CultureInfo.InvariantCulture, $"{method.Name} would need {method.NodesPerEffect}^{dimension} nodes: {dimension} random effects are integrated over at once"),
                advice: most > 1
                    ? string.Create(CultureInfo.InvariantCulture, $"use agq({most}) or fewer nodes, or laplace, which is agq(1)")
                    : "use laplace, which is agq(1)");
        }

        return [.. diagnostics];
    }

    /// <summary>Checks that there are not more parameters than observations.</summary>
    /// <param name="parameters">Number of estimated parameters.</param>
    /// <param name="observations">Number of observations.</param>
    public static ImmutableArray<Diagnostic> CheckCounts(int parameters, int observations)
    {
        var diagnostics = new DiagnosticBag();
        if (parameters > observations)
        {
            diagnostics.Error(
                "PK4009",
                string.Create(CultureInfo.InvariantCulture, $"{parameters} parameters are to be estimated from {observations} observations"),
                advice: "fix parameters to known values, or evaluate the model instead of fitting it");
        }

        return [.. diagnostics];
    }
}
