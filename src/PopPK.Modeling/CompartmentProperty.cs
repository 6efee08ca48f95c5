using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling;

/// <summary>
/// A property of a compartment that belongs to its doses, or to its contents at the start. The value a dose's own record
/// gives holds for the dose and all its additional doses (as NONMEM has it); an initial amount is that of the record it is set at.
/// </summary>
/// <param name="Kind">Which property.</param>
/// <param name="Compartment">Position of the compartment in <see cref="StructuralModel.Compartments"/>, from 0.</param>
/// <param name="Value">Its value in terms of fixed and random effects, covariates and individual parameters.</param>
public sealed record CompartmentProperty(CompartmentPropertyKind Kind, int Compartment, Expr Value)
{
    /// <summary>Where it is written, or null.</summary>
    public DiagnosticLocation? Location { get; init; }
}
