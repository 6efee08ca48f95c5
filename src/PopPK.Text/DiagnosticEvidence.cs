namespace PopPK.Text;

/// <summary>A number a judgement rests on.</summary>
/// <param name="Name">What it is, in the spelling of result files: <c>relativeStandardErrorPercent</c>.</param>
/// <param name="Value">The number.</param>
public sealed record DiagnosticEvidence(string Name, double Value);
