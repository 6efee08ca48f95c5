using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>Every subject belongs to one of several subpopulations; nobody knows to which.</summary>
/// <param name="Class">Stands in expressions for the number of the subject's class, from 1.</param>
/// <param name="Classes">The classes, two or more.</param>
public sealed record Mixture(Symbol Class, ImmutableArray<MixtureClass> Classes)
{
    /// <summary>Where it is declared, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
