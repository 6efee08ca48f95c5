using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A covariate: <c>WT [kg]</c> or <c>SEX in {0: female, 1: male}</c>.</summary>
/// <param name="Name">The data column.</param>
/// <param name="Unit">Unit, or null.</param>
/// <param name="Categories">Values and their labels; empty for a continuous covariate.</param>
/// <param name="Span">The characters it covers.</param>
public sealed record CovariateSyntax(
    NameSyntax Name,
    TextSyntax? Unit,
    ImmutableArray<(NumberSyntax Value, NameSyntax Label)> Categories,
    TextSpan Span) : SyntaxNode(Span);
