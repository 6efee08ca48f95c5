using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem;

/// <summary>What reading a control stream gave, stage by stage. Immutable; safe to share between threads.</summary>
/// <param name="Source">The text.</param>
/// <param name="Stream">Its records, as far as they could be read.</param>
/// <param name="Model">The model, or null when there are errors.</param>
/// <param name="Diagnostics">Errors, warnings and notes in the order of the text.</param>
public sealed record ControlStreamReading(
    SourceText Source,
    ControlStream Stream,
    PopulationModel? Model,
    ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>What the variables of the code are at a record, in terms of the model's symbols; empty when there are errors.</summary>
    public ImmutableSortedDictionary<string, Expr> Variables { get; init; } = ImmutableSortedDictionary<string, Expr>.Empty;

    /// <summary>True when there are errors, and therefore no <see cref="Model"/>.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}
