using System.Collections.Immutable;

namespace PopPK.Likelihood;

/// <summary>The objective at one value of the population parameters.</summary>
/// <param name="Ofv">Sum of the clusters' contributions (NONMEM's objective, without N log 2 pi) and the priors'; NaN when it does not exist.</param>
/// <param name="Gradient">Gradient by the free parameters on their natural scale; zeros when it was not asked for.</param>
/// <param name="Failures">Subjects without a contribution; empty when the objective exists.</param>
/// <param name="InexactSubjects">Subjects whose contribution exists, but whose conditional mode was not found to the tolerance.</param>
/// <param name="InnerEvaluations">Evaluations of joint densities with derivatives, over all subjects.</param>
/// <param name="LargestDecrement">Largest Newton decrement of a conditional mode: how exactly the inner problems were solved.</param>
/// <param name="IsPointAdmissible">False when Omega is not positive definite at the point.</param>
public sealed record PopulationEvaluation(
    double Ofv,
    ImmutableArray<double> Gradient,
    ImmutableArray<SubjectFailure> Failures,
    ImmutableArray<SubjectFailure> InexactSubjects,
    long InnerEvaluations,
    double LargestDecrement,
    bool IsPointAdmissible)
{
    /// <summary>The evaluation of a point at which there is no objective.</summary>
    /// <param name="freeParameters">Number of free parameters.</param>
    public static PopulationEvaluation None(int freeParameters) =>
        new(double.NaN, ImmutableArray.Create(new double[freeParameters]), [], [], 0, double.PositiveInfinity, false);

    /// <summary>The priors' part of the objective: -2 log of their density, complete; 0 without priors.</summary>
    public double Prior { get; init; }

    /// <summary>True when the objective exists.</summary>
    public bool Exists => IsPointAdmissible && Failures.IsEmpty && double.IsFinite(Ofv);
}
