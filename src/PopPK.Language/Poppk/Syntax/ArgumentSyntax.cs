using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>An argument, with or without its name: <c>v = 2*vd</c>.</summary>
/// <param name="Name">The name, or null.</param>
/// <param name="Value">The value.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record ArgumentSyntax(NameSyntax? Name, ExpressionSyntax Value, TextSpan Span) : SyntaxNode(Span);
