using System.Collections.Immutable;

namespace PopPK.Modeling;

/// <summary>How amounts follow from doses.</summary>
/// <param name="Compartments">The compartments in the order data files number them.</param>
public abstract record StructuralModel(ImmutableArray<Compartment> Compartments);
