using System.Collections.Immutable;
using PopPK.Likelihood;

namespace PopPK.Estimation;

/// <summary>Where the search for a minimum ended. Immutable.</summary>
public sealed record SearchResult
{
    /// <summary>How it ended.</summary>
    public required EstimationStatus Status { get; init; }

    /// <summary>The same in a sentence.</summary>
    public required string Termination { get; init; }

    /// <summary>The free parameters, natural scale.</summary>
    public required ImmutableArray<double> FreeParameters { get; init; }

    /// <summary>The objective there, with the best conditional modes that are known; NaN when it does not exist.</summary>
    public required double Ofv { get; init; }

    /// <summary>The iterations.</summary>
    public ImmutableArray<EstimationIteration> Iterations { get; init; } = [];

    /// <summary>Evaluations of the objective with its gradient.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Evaluations of joint densities with derivatives.</summary>
    public required long InnerEvaluations { get; init; }

    /// <summary>Evaluations at points where the objective does not exist.</summary>
    public int FailedEvaluations { get; init; }

    /// <summary>The evaluation of the end point, in which state the objective is; null after an interruption.</summary>
    internal PopulationEvaluation? FinalEvaluation { get; init; }

    /// <summary>True when it converged and the objective exists.</summary>
    public bool IsConverged => Status == EstimationStatus.Converged && double.IsFinite(Ofv);
}
