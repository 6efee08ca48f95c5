using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A class of a mixture: <c>slow = pslow</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Probability">The probability that a subject belongs to it, or the word <c>rest</c>.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record MixtureClassSyntax(NameSyntax Name, ExpressionSyntax Probability, TextSpan Span) : SyntaxNode(Span);
