namespace PopPK.Reporting;

/// <summary>What a simulation was made from and what came of it: the content of <c>simulation.json</c>. Immutable.</summary>
public sealed record SimulationReport
{
    /// <summary>What it was made from.</summary>
    public required ResultSource Source { get; init; }

    /// <summary>Number of subjects of the design.</summary>
    public required int Subjects { get; init; }

    /// <summary>Number of replicates that were asked for.</summary>
    public required int Replicates { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>True when observations have residual error.</summary>
    public required bool HasResiduals { get; init; }

    /// <summary>True when subjects have random effects.</summary>
    public required bool HasRandomEffects { get; init; }

    /// <summary>Where the parameters of replicates come from: none (all the same), covariance, sir, bootstrap.</summary>
    public required string Uncertainty { get; init; }

    /// <summary>Number of rows that were written.</summary>
    public long Rows { get; init; }

    /// <summary>Number of subjects, over all replicates, that could not be simulated.</summary>
    public long FailedSubjects { get; init; }

    /// <summary>Number of observations without a value.</summary>
    public long MissingValues { get; init; }

    /// <summary>False when it was interrupted.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>What else the command asked for, by the names of its options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();
}
