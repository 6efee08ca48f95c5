namespace PopPK.Modeling;

/// <summary>What a model asks of the integration of its equations; null: the engine's own choice. Immutable.</summary>
public sealed record SolverSettings
{
    /// <summary>Nothing asked.</summary>
    public static SolverSettings Default { get; } = new();

    /// <summary>The method.</summary>
    public OdeMethod Method { get; init; }

    /// <summary>Error allowed per step relative to the amounts, from 1e-14 to 0.1; null: 1e-10.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Error allowed per step of an amount near zero, in the unit of the doses, above 0; null: 1e-14 of the subject's largest dose.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Largest change of the amounts from period to period, relative to their size, at which they count as steady; null: 1e-9.</summary>
    public double? SteadyStateTolerance { get; init; }
}
