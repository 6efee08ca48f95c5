using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>An estimation method of a chain: <c>focei</c>, <c>agq(5)</c>.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Nodes">The number behind it in parentheses, or null.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record MethodStepSyntax(NameSyntax Name, NumberSyntax? Nodes, TextSpan Span) : SyntaxNode(Span);
