using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>Which observations of a statement are censored: <c>censored by CENS below LLOQ using m4</c>.</summary>
/// <param name="Clauses">What is said, in the order of the text.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CensoringSyntax(ImmutableArray<CensoringClauseSyntax> Clauses, TextSpan Span) : SyntaxNode(Span);
