using System.Collections.Immutable;

namespace PopPK.Text;

/// <summary>One problem in what the user wrote: returned and shown together with all others, never thrown.</summary>
/// <param name="Code">Stable code, for example <c>PK1203</c>. Once published a code keeps its meaning.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What was found, in one sentence without a final full stop.</param>
/// <param name="Location">Where, or null when no place can be named.</param>
/// <param name="Advice">What was expected and what to do, or null.</param>
public sealed record Diagnostic(
    string Code,
    DiagnosticSeverity Severity,
    string Message,
    DiagnosticLocation? Location = null,
    string? Advice = null)
{
    /// <summary>The numbers it rests on; empty for what speaks for itself.</summary>
    public ImmutableArray<DiagnosticEvidence> Evidence { get; init; } = [];

    /// <summary>True when nothing may be run before this is mended.</summary>
    public bool IsError => Severity == DiagnosticSeverity.Error;
}
