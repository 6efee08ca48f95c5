using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Prediction;

namespace PopPK.Estimation;

/// <summary>The result of an estimation or an evaluation. Immutable.</summary>
public sealed record EstimationResult
{
    /// <summary>The model and data.</summary>
    public required Cohort Cohort { get; init; }

    /// <summary>The population parameters and their order.</summary>
    public required ParameterLayout Layout { get; init; }

    /// <summary>The approximation that was used.</summary>
    public required MarginalApproximation Approximation { get; init; }

    /// <summary>How it ended.</summary>
    public required EstimationStatus Status { get; init; }

    /// <summary>The same in a sentence: which test was met, or why none was.</summary>
    public required string Termination { get; init; }

    /// <summary>Objective function value (constant dropped); NaN when it does not exist.</summary>
    public required double Ofv { get; init; }

    /// <summary>The priors' part of <see cref="Ofv"/>: -2 log of their density at the estimates; 0 without priors.</summary>
    public double Prior { get; init; }

    /// <summary>-2 log likelihood, complete: the objective without the priors' part, plus N log(2 pi), N the number of normal observations.</summary>
    public double Minus2LogLikelihood => Ofv - Prior + Cohort.NormalObservationCount * Math.Log(2 * Math.PI);

    /// <summary>Estimates of the free parameters on their natural scale.</summary>
    public required ImmutableArray<double> FreeParameters { get; init; }

    /// <summary>Gradient of the objective by the free parameters on their natural scale; NaN after an interruption.</summary>
    public required ImmutableArray<double> Gradient { get; init; }

    /// <summary>The subjects, in the order of the data; empty when the objective does not exist.</summary>
    public required ImmutableArray<SubjectEstimate> Subjects { get; init; }

    /// <summary>
    /// Per independent cluster of subjects (usually one subject each) its gradient by the free parameters, natural scale; empty when
    /// the objective does not exist and after an interruption.
    /// </summary>
    public required ImmutableArray<ImmutableArray<double>> ClusterGradients { get; init; }

    /// <summary>
    /// The conditional modes as the objective keeps them (<see cref="PopulationObjective.CopyModes"/>), for steps that go on from here; empty
    /// when the objective does not exist.
    /// </summary>
    public ImmutableArray<ImmutableArray<double>> Modes { get; init; } = [];

    /// <summary>Subjects for which the objective does not exist.</summary>
    public required ImmutableArray<SubjectFailure> Failures { get; init; }

    /// <summary>Subjects whose conditional mode was not found to the tolerance, so that their part of the objective is not exact.</summary>
    public required ImmutableArray<SubjectFailure> InexactSubjects { get; init; }

    /// <summary>The iterations.</summary>
    public required ImmutableArray<EstimationIteration> Iterations { get; init; }

    /// <summary>Evaluations of the objective with its gradient.</summary>
    public required int ObjectiveEvaluations { get; init; }

    /// <summary>Evaluations of joint densities with derivatives, over all subjects and objective evaluations.</summary>
    public required long InnerEvaluations { get; init; }

    /// <summary>Evaluations of the search at points where the objective does not exist.</summary>
    public int FailedEvaluations { get; init; }

    /// <summary>
    /// Positions among the free parameters of those the objective does not depend on: they were kept at their initial values. Looked
    /// for at the end of a search only.
    /// </summary>
    public ImmutableArray<int> Uninformed { get; init; } = [];

    /// <summary>The estimates at the edge of the admissible values; they went there from the initial estimates.</summary>
    public ImmutableArray<BoundaryParameter> Boundary => Estimation.Boundary.Of(Layout, FreeParameters.AsSpan());

    /// <summary>Largest Newton decrement of a conditional mode at the result.</summary>
    public required double LargestDecrement { get; init; }

    /// <summary>All parameter values in the order of <see cref="ParameterLayout.Parameters"/>.</summary>
    public ImmutableArray<double> Estimates => [.. Layout.Complete(FreeParameters.AsSpan())];

    /// <summary>True when the objective exists at the reported parameters.</summary>
    public bool HasObjective => double.IsFinite(Ofv);
}
