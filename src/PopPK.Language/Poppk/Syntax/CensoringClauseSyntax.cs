using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A part of what is said about censoring: <c>below LLOQ</c>.</summary>
/// <param name="Word">What is said: the flag (<c>by</c>), a limit or the method (<c>using</c>).</param>
/// <param name="Value">The flag, the limit or the method.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CensoringClauseSyntax(NameSyntax Word, ExpressionSyntax Value, TextSpan Span) : SyntaxNode(Span);
