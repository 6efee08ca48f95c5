using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>A random effect: a normal variable with mean 0, one value per member of its block's grouping.</summary>
/// <param name="Symbol">Stands for it in expressions.</param>
public sealed record RandomEffect(Symbol Symbol)
{
    /// <summary>The name the user gave.</summary>
    public string Name => Symbol.Name;

    /// <summary>Where it is declared, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
