using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>A compartment of <c>$MODEL</c>. Immutable.</summary>
/// <param name="Name">Its name, in upper case.</param>
/// <param name="Location">Its place.</param>
public sealed record ModelCompartment(string Name, TextLocation Location)
{
    /// <summary>DEFDOSE: doses without a compartment go here.</summary>
    public bool IsDefaultDose { get; init; }

    /// <summary>DEFOBSERVATION: observations without a compartment are of this one.</summary>
    public bool IsDefaultObservation { get; init; }

    /// <summary>INITIALOFF: it is off until a record turns it on.</summary>
    public bool IsInitiallyOff { get; init; }

    /// <summary>NOOFF: it may not be turned on or off.</summary>
    public bool IsAlwaysOn { get; init; }

    /// <summary>NODOSE: it may not receive a dose.</summary>
    public bool RefusesDoses { get; init; }

    /// <summary>EQUILIBRIUM: an algebraic equation decides its amount.</summary>
    public bool IsEquilibrium { get; init; }

    /// <summary>EXCLUDE: it does not count for the output compartment.</summary>
    public bool IsExcluded { get; init; }
}
