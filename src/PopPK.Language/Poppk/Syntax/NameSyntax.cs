using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A name.</summary>
/// <param name="Text">The name.</param>
/// <param name="Span">Where it stands.</param>
public sealed record NameSyntax(string Text, TextSpan Span) : SyntaxNode(Span);
