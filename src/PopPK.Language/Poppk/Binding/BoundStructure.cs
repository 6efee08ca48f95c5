using System.Collections.Immutable;
using PopPK.Modeling;

namespace PopPK.Language.Poppk.Binding;

/// <summary>What the section <c>structure</c> says.</summary>
/// <param name="Structure">How amounts follow from doses.</param>
/// <param name="Properties">Properties of the compartments.</param>
/// <param name="Solver">What is asked of the integration.</param>
internal sealed record BoundStructure(StructuralModel Structure, ImmutableArray<CompartmentProperty> Properties, SolverSettings Solver);
