using System.Collections.Immutable;
using PopPK.Language.Regimens;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>The regimen a command asks for: a file, lines, or both. Immutable.</summary>
/// <param name="Path">The file, as the user named it, or null.</param>
/// <param name="Lines">Lines by themselves, named by their options.</param>
internal sealed record RegimenRequest(string? Path, ImmutableArray<(RegimenLineKind Kind, SourceText Text)> Lines)
{
    /// <summary>True when the design is not that of the data.</summary>
    public bool IsGiven => Path is not null || !Lines.IsEmpty;
}
