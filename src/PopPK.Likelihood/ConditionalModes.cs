using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>
/// The conditional modes of a cohort at a point, with their derivatives: from where evaluations near the point find their own modes in few
/// steps. Immutable; safe to share between threads.
/// </summary>
/// <param name="Point">The free parameters they belong to, natural scale.</param>
/// <param name="Classes">Number of classes of the model's mixture; 1 without one.</param>
/// <param name="Modes">The modes, cluster by cluster and within a cluster class by class; empty ones are not known.</param>
/// <param name="ByParameter">Their derivatives by the free parameters, row by row, in the same order.</param>
public sealed record ConditionalModes(
    ImmutableArray<double> Point,
    int Classes,
    ImmutableArray<ImmutableArray<double>> Modes,
    ImmutableArray<ImmutableArray<double>> ByParameter)
{
    /// <summary>The modes of the cohort of chosen clusters (<see cref="Prediction.Cohort.Choose"/>).</summary>
    /// <param name="clusters">Positions of the clusters.</param>
    public ConditionalModes Choose(ImmutableArray<int> clusters) => this with { Modes = Chosen(Modes, clusters), ByParameter = Chosen(ByParameter, clusters) };

    private ImmutableArray<ImmutableArray<double>> Chosen(ImmutableArray<ImmutableArray<double>> all, ImmutableArray<int> clusters) =>
        [.. clusters.SelectMany(c => Enumerable.Range(c * Classes, Classes)).Select(i => all[i])];
}
