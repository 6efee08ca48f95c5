namespace PopPK.Estimation;

/// <summary>What vouches for the numbers of an estimation or evaluation. Immutable.</summary>
public sealed record Certificate
{
    /// <summary>The gradient where the estimation started; null when the objective does not exist around it.</summary>
    public required TaylorTest? AtStart { get; init; }

    /// <summary>The gradient at the reported parameters; null when the objective does not exist around them.</summary>
    public required TaylorTest? AtEnd { get; init; }

    /// <summary>Largest Newton decrement of a conditional mode at the reported parameters.</summary>
    public required double LargestDecrement { get; init; }

    /// <summary>Relative tolerance of the integration of equations; null where nothing is integrated.</summary>
    public double? OdeTolerance { get; init; }

    /// <summary>
    /// How much the objective changes (absolute) when equations are integrated with a hundredth of the tolerance; NaN where nothing is
    /// integrated or the objective does not exist then.
    /// </summary>
    public double OdeSensitivity { get; init; } = double.NaN;

    /// <summary>Evaluations of the objective this cost.</summary>
    public required int Evaluations { get; init; }
}
