using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A number with its sign; <c>inf</c> and <c>-inf</c> where bounds are meant.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Span">Where it stands.</param>
public sealed record NumberSyntax(double Value, TextSpan Span) : SyntaxNode(Span);
