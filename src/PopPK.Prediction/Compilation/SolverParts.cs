using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>What a solver is made of, all in terms of its variables, phi and the moment. Immutable.</summary>
/// <param name="Roots">The plan's <see cref="StructurePlan.Roots"/>.</param>
/// <param name="Properties">Properties of compartments.</param>
/// <param name="Phi">The individual quantities.</param>
/// <param name="Moment">What else varies within a subject.</param>
/// <param name="Settings">What the model asks of the integration.</param>
internal sealed record SolverParts(
    ImmutableArray<Expr> Roots, ImmutableArray<DoseProperty> Properties, PhiTable Phi, MomentLayout Moment, SolverSettings Settings);
