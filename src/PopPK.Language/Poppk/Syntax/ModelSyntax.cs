using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A whole model text.</summary>
/// <param name="Sections">Its sections in the order of the text.</param>
/// <param name="Span">The whole text.</param>
public sealed record ModelSyntax(ImmutableArray<SectionSyntax> Sections, TextSpan Span) : SyntaxNode(Span);
