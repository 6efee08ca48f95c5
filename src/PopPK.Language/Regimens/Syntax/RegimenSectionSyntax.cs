using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;

namespace PopPK.Language.Regimens.Syntax;

/// <summary>A section of a regimen text.</summary>
/// <param name="Keyword">The word that introduces it; of a line of its own an empty one.</param>
internal abstract record RegimenSectionSyntax(NameSyntax Keyword);

/// <summary><c>regimen NAME</c>: what all arms have in common.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Name">The name, or null.</param>
/// <param name="Title">The title, or null.</param>
/// <param name="Statements">Its statements.</param>
internal sealed record RegimenHeaderSyntax(NameSyntax Keyword, TextSyntax? Name, TextSyntax? Title, ImmutableArray<RegimenStatementSyntax> Statements)
    : RegimenSectionSyntax(Keyword);

/// <summary><c>arm "NAME"</c>: what one arm has beside that.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Name">The name, or null.</param>
/// <param name="People">Its number of people, or null.</param>
/// <param name="Statements">Its statements.</param>
internal sealed record ArmSyntax(NameSyntax Keyword, TextSyntax? Name, NumberSyntax? People, ImmutableArray<RegimenStatementSyntax> Statements)
    : RegimenSectionSyntax(Keyword);

/// <summary><c>population N</c>: who takes part.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Count">The number of people, or null.</param>
/// <param name="Separate">The word that gives every arm people of its own, or null.</param>
/// <param name="Items">Where covariates come from.</param>
internal sealed record PopulationSyntax(NameSyntax Keyword, NumberSyntax? Count, NameSyntax? Separate, ImmutableArray<PopulationItemSyntax> Items)
    : RegimenSectionSyntax(Keyword);
