namespace PopPK.Evaluation.Predictive;

/// <summary>What observations are gathered along: TIME, TAD, PRED, or a column of the data. Immutable.</summary>
/// <param name="Name">The name; case is ignored. TIME, TAD and PRED are computed even where the data have columns of these names.</param>
public sealed record IndependentVariable(string Name)
{
    /// <summary>Time, as the data have it.</summary>
    public static IndependentVariable Time { get; } = new("TIME");

    /// <summary>Time after the last dose: additional doses counted, lags not; negative before the first dose.</summary>
    public static IndependentVariable TimeAfterDose { get; } = new("TAD");

    /// <summary>The prediction at eta = 0.</summary>
    public static IndependentVariable Prediction { get; } = new("PRED");

    /// <summary>True when it is the same variable.</summary>
    /// <param name="other">The other.</param>
    public bool Is(IndependentVariable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);
    }
}
