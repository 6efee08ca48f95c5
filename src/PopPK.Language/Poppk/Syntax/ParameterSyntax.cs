using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A fixed effect: <c>tvcl = 0.13 in (0, 5) fixed "clearance" [L/h]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record ParameterSyntax(NameSyntax Name, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>Initial estimate, or null when it could not be read.</summary>
    public NumberSyntax? Initial { get; init; }

    /// <summary>Bounds, or null.</summary>
    public BoundsSyntax? Bounds { get; init; }

    /// <summary>True when marked <c>fixed</c>.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Description, or null.</summary>
    public TextSyntax? Description { get; init; }

    /// <summary>Unit, or null.</summary>
    public TextSyntax? Unit { get; init; }
}
