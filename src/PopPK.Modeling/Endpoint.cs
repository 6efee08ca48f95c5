using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>The distribution of one kind of observation: normal with a mean and a standard deviation.</summary>
/// <param name="Mean">Expected value given the random effects (f), in the unit of DV.</param>
/// <param name="StandardDeviation">Residual standard deviation given the random effects, in the unit of DV.</param>
public sealed record Endpoint(Expr Mean, Expr StandardDeviation)
{
    /// <summary>Name of the predicted quantity, for tables and charts.</summary>
    public string Name { get; init; } = "DV";

    /// <summary>Which observation records it describes, in terms of covariates; null: those no condition of another endpoint claims.</summary>
    public Condition? Selector { get; init; }

    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
