using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>The correlation of the residuals of two normal endpoints observed at the same time of the same subject.</summary>
/// <param name="First">Position of an endpoint in <see cref="PopulationModel.Endpoints"/>.</param>
/// <param name="Second">Position of the other.</param>
/// <param name="Correlation">The correlation, in terms of fixed effects; between -1 and 1.</param>
public sealed record ResidualCorrelation(int First, int Second, Expr Correlation)
{
    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
