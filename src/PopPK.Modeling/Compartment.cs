using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>A compartment: a place doses go to and amounts are in. Numbered from 1 in data files, in the order of the structure.</summary>
/// <param name="Amount">Stands for the amount in it, in the unit of the doses; its name is the compartment's name.</param>
public sealed record Compartment(Symbol Amount)
{
    /// <summary>The compartment's name.</summary>
    public string Name => Amount.Name;
}
