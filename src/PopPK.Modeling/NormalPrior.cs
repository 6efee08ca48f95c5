using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>A normal prior of fixed effects on their natural scale.</summary>
/// <param name="Effects">The fixed effects.</param>
/// <param name="Mean">Their prior means.</param>
/// <param name="Covariance">Their prior covariance matrix: lower triangle row by row; positive definite.</param>
public sealed record NormalPrior(ImmutableArray<Symbol> Effects, ImmutableArray<double> Mean, ImmutableArray<double> Covariance)
{
    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
