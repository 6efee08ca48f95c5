using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A covariate: <c>WT linear [kg]</c> or <c>SEX in {0: female, 1: male}</c>.</summary>
/// <param name="Name">The data column.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CovariateSyntax(NameSyntax Name, TextSpan Span) : SyntaxNode(Span)
{
    /// <summary>The word that says which value holds between two records, or null.</summary>
    public NameSyntax? Interpolation { get; init; }

    /// <summary>Unit, or null.</summary>
    public TextSyntax? Unit { get; init; }

    /// <summary>Values and their labels; empty for a continuous covariate.</summary>
    public ImmutableArray<(NumberSyntax Value, NameSyntax Label)> Categories { get; init; } = [];
}
