using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Text;

namespace PopPK.Language.Regimens.Syntax;

/// <summary>Times: <c>0, 1, 2 to 24 by 2</c>.</summary>
/// <param name="Items">Single times and ranges.</param>
/// <param name="Span">The characters they cover.</param>
internal sealed record TimesSyntax(ImmutableArray<(NumberSyntax From, NumberSyntax? To, NumberSyntax? By)> Items, TextSpan Span) : SyntaxNode(Span);
