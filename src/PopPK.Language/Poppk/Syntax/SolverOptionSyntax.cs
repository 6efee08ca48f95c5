using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A part of a <c>solver</c> line: a method, <c>stiff</c>, or a tolerance, <c>rtol = 1e-8</c>.</summary>
/// <param name="Name">The method, or the name of the tolerance.</param>
/// <param name="Value">The tolerance, or null.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record SolverOptionSyntax(NameSyntax Name, NumberSyntax? Value, TextSpan Span) : SyntaxNode(Span);
