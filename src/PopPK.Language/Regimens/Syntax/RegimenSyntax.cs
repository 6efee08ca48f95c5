using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Regimens.Syntax;

/// <summary>A regimen text, or a line of one, as it was written.</summary>
/// <param name="Source">The text.</param>
/// <param name="Sections">Its sections in the order of the text.</param>
internal sealed record RegimenSyntax(SourceText Source, ImmutableArray<RegimenSectionSyntax> Sections);
