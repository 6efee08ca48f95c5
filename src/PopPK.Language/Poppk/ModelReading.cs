using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>What reading a model text gave, stage by stage. Immutable; safe to share between threads.</summary>
/// <param name="Source">The text.</param>
/// <param name="Tokens">Its words.</param>
/// <param name="Syntax">Its sections and statements, as far as they could be read.</param>
/// <param name="Model">The model, or null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings in the order of the text.</param>
public sealed record ModelReading(
    SourceText Source,
    ImmutableArray<Token> Tokens,
    ModelSyntax Syntax,
    PopulationModel? Model,
    ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>True when there are errors, and therefore no <see cref="Model"/>.</summary>
    public bool HasErrors => Model is null;
}
