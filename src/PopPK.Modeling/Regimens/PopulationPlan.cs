using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>The people who take part and where their covariates come from. Immutable.</summary>
public sealed record PopulationPlan
{
    /// <summary>Number of people in an arm; null: everybody in the source, once and in its order.</summary>
    public int? Count { get; init; }

    /// <summary>True when every arm has people of its own; false when the same people are in all of them.</summary>
    public bool IsSeparate { get; init; }

    /// <summary>The data file people are taken from, as written (relative to the regimen file); null: see <see cref="UsesModelData"/>.</summary>
    public string? File { get; init; }

    /// <summary>Where the file is named, or null.</summary>
    public DiagnosticLocation? FileLocation { get; init; }

    /// <summary>True when people are taken from the data of the model.</summary>
    public bool UsesModelData { get; init; }

    /// <summary>True when there are data people are taken from.</summary>
    public bool HasSource => File is not null || UsesModelData;

    /// <summary>The columns taken from there: a person keeps all values together.</summary>
    public ImmutableArray<PopulationColumn> Columns { get; init; } = [];

    /// <summary>What is drawn or computed, in this order; each may use <see cref="Columns"/> and what stands before it.</summary>
    public ImmutableArray<CovariateSource> Sources { get; init; } = [];
}
