using System.Globalization;
using PopPK.Modeling;

namespace PopPK.Prediction;

/// <summary>A lag, bioavailability, rate or duration with which a dose cannot be given.</summary>
/// <param name="Kind">Which property.</param>
/// <param name="Compartment">The compartment, from 0.</param>
/// <param name="Value">Its value.</param>
public readonly record struct RefusedProperty(CompartmentPropertyKind Kind, int Compartment, double Value)
{
    /// <summary>What is wrong, in words.</summary>
    /// <param name="structure">Knows the compartments' names.</param>
    public string Describe(StructuralModel structure)
    {
        ArgumentNullException.ThrowIfNull(structure);
        var rule = Kind is CompartmentPropertyKind.Rate or CompartmentPropertyKind.Duration ? "must be above 0" : "must not be negative";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the {Kind.ToString().ToLowerInvariant()} of {structure.Compartments[Compartment].Name} is {Value:G6}, but {(double.IsFinite(Value) ? rule : "must be a finite number")}");
    }
}
