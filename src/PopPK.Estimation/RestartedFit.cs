using System.Collections.Immutable;

namespace PopPK.Estimation;

/// <summary>How one of several fits from different initial estimates ended.</summary>
/// <param name="Number">0 for the stated initial estimates, from 1 on for perturbed ones.</param>
/// <param name="Initial">The free parameters it started from, natural scale.</param>
/// <param name="Estimates">The free parameters it arrived at.</param>
/// <param name="Ofv">The objective there; NaN when it does not exist.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Termination">The same in a sentence.</param>
/// <param name="ObjectiveEvaluations">Evaluations of the objective, over all methods of a chain.</param>
public sealed record RestartedFit(
    int Number,
    ImmutableArray<double> Initial,
    ImmutableArray<double> Estimates,
    double Ofv,
    EstimationStatus Status,
    string Termination,
    int ObjectiveEvaluations);
