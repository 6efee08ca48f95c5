using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>Bounds: <c>(0, 5)</c> without the ends, <c>[0, 5]</c> with them, or one of each.</summary>
/// <param name="Lower">Lower bound.</param>
/// <param name="IsLowerClosed">True when the lower bound itself is allowed.</param>
/// <param name="Upper">Upper bound.</param>
/// <param name="IsUpperClosed">True when the upper bound itself is allowed.</param>
/// <param name="Span">The characters they cover.</param>
public sealed record BoundsSyntax(
    NumberSyntax Lower,
    bool IsLowerClosed,
    NumberSyntax Upper,
    bool IsUpperClosed,
    TextSpan Span) : SyntaxNode(Span);
