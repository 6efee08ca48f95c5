using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>A named expression.</summary>
/// <param name="Symbol">Stands for it in later expressions.</param>
/// <param name="Value">Its value in terms of symbols declared earlier.</param>
public sealed record Definition(Symbol Symbol, Expr Value)
{
    /// <summary>The name the user gave.</summary>
    public string Name => Symbol.Name;

    /// <summary>Unit as the user wrote it, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
