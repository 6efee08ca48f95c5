using System.Collections.Immutable;

namespace PopPK.Estimation;

/// <summary>One iteration of an estimation, for progress and for the table of iterations.</summary>
/// <param name="Number">0 is the initial point.</param>
/// <param name="Ofv">Objective function value.</param>
/// <param name="LargestGradient">Largest absolute element of the gradient on the optimiser's scale.</param>
/// <param name="PredictedDecrease">How much lower the objective could still be, by its curvature.</param>
/// <param name="Evaluations">Evaluations of the objective with its gradient so far.</param>
/// <param name="FreeParameters">The free parameters on their natural scale.</param>
public sealed record EstimationIteration(
    int Number,
    double Ofv,
    double LargestGradient,
    double PredictedDecrease,
    int Evaluations,
    ImmutableArray<double> FreeParameters);
