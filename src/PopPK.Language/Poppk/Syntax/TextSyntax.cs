using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A text for people: a string without its quotes, a unit without its brackets.</summary>
/// <param name="Value">The text.</param>
/// <param name="Span">Where it stands, with quotes or brackets.</param>
public sealed record TextSyntax(string Value, TextSpan Span) : SyntaxNode(Span);
