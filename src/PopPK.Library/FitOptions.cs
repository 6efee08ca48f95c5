using PopPK.Pipeline;
using PopPK.Reporting;
using PopPK.Text;
using PopPK.Uncertainty;

namespace PopPK;

/// <summary>How a model is fitted or evaluated. Immutable; the default does what <c>poppk fit</c> does.</summary>
/// <example>
/// <code>
/// var options = new FitOptions { Method = "fo,focei", Threads = 2, StandardErrors = StandardErrorMethod.R };
/// </code>
/// </example>
public sealed record FitOptions
{
    /// <summary>
    /// The method: one of <c>fo</c>, <c>foi</c>, <c>foce</c>, <c>focei</c>, <c>laplace</c>, <c>laplace-nointer</c>, <c>agq</c>, <c>agq(n)</c>, or
    /// a chain of them with commas between. Null: the model's own, else <c>focei</c>.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>Number of threads, at least 1; results do not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Seed of the random numbers that <see cref="Restarts"/> need; not negative.</summary>
    public long Seed { get; init; }

    /// <summary>Number of further fits from perturbed initial estimates, of which the best is kept; not negative.</summary>
    public int Restarts { get; init; }

    /// <summary>Where standard errors come from. Null: as a control stream asks, else from the sandwich matrix.</summary>
    public StandardErrorMethod? StandardErrors { get; init; }

    /// <summary>The same as a run is asked for.</summary>
    /// <param name="kind">Fit or evaluation.</param>
    /// <param name="session">The model and its data.</param>
    /// <exception cref="ArgumentException">The method is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    internal RunRequest ToRequest(RunKind kind, ModelSession session)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(Restarts);
        var problems = new DiagnosticBag();
        if (Method is not null && EstimationMethods.FindChain(Method, null, problems).IsEmpty)
        {
            var first = problems.First();
            throw new ArgumentException($"{first.Message}: {first.Advice}");
        }

        return new RunRequest
        {
            Kind = kind,
            ModelPath = session.ModelFile!.Name,
            Method = Method,
            Threads = Threads,
            Seed = Seed,
            Restarts = kind == RunKind.Fit ? Restarts : 0,
            Covariance = kind == RunKind.Fit ? ToRequest(StandardErrors ?? StandardErrorMethod.Sandwich) : CovarianceRequest.None,
            IsCovarianceStated = StandardErrors is not null,
        };
    }

    private static CovarianceRequest ToRequest(StandardErrorMethod method) => method switch
    {
        StandardErrorMethod.None => CovarianceRequest.None,
        StandardErrorMethod.R => new CovarianceRequest(CovarianceMatrixKind.R, true),
        StandardErrorMethod.S => new CovarianceRequest(CovarianceMatrixKind.S, true),
        _ => new CovarianceRequest(CovarianceMatrixKind.Sandwich, true),
    };
}
