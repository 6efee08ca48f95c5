using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// The differential equations of a closed form: A0' = -ka A0 in the depot, A1' = ka A0 - (k10 + sum k1i) A1 + sum ki1 Ai in the central and
/// Ai' = k1i A1 - ki1 Ai in the peripheral compartments.
/// </summary>
internal static class MammillaryEquations
{
    /// <summary>Writes the equations down.</summary>
    /// <param name="structure">The closed form.</param>
    public static EquationStructure Of(ClosedFormStructure structure)
    {
        var amounts = structure.Compartments.Select(c => Expr.Of(c.Amount)).ToArray();
        var central = structure.AbsorptionRate is null ? 0 : 1;
        var rates = new Expr[amounts.Length];
        rates[central] = -structure.EliminationRate * amounts[central];
        if (structure.AbsorptionRate is { } ka)
        {
            rates[0] = -ka * amounts[0];
            rates[central] += ka * amounts[0];
        }

        for (var i = 0; i < structure.Exchange.Length; i++)
        {
            var (fromCentral, toCentral) = structure.Exchange[i];
            var peripheral = central + 1 + i;
            rates[peripheral] = fromCentral * amounts[central] - toCentral * amounts[peripheral];
            rates[central] -= rates[peripheral];
        }

        return new EquationStructure(structure.Compartments, [.. rates]);
    }

    /// <summary>A structure as equations: its own, or those of its closed form; null without compartments.</summary>
    /// <param name="structure">The structure.</param>
    public static EquationStructure? OfAny(StructuralModel structure) => structure switch
    {
        EquationStructure equations => equations,
        ClosedFormStructure closed => Of(closed),
        _ => null,
    };

    /// <summary>What the closed form is, for people.</summary>
    /// <param name="structure">The closed form.</param>
    public static string Describe(ClosedFormStructure structure)
    {
        var size = structure.Exchange.Length + 1;
        return $"{size} compartment{(size == 1 ? "" : "s")}{(structure.AbsorptionRate is null ? "" : " with first-order absorption")}";
    }
}
