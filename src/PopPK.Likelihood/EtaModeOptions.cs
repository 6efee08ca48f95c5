namespace PopPK.Likelihood;

/// <summary>Settings of the search of conditional modes. Immutable.</summary>
public sealed record EtaModeOptions
{
    /// <summary>The search ends when the Newton decrement h' A^-1 h (the decrease of J that one more step would bring) is below this.</summary>
    public double DecrementTolerance { get; init; } = 1e-15;

    /// <summary>Below this decrement the next evaluation is expected to be the last and is made with all derivatives.</summary>
    public double LastStepDecrement { get; init; } = 1e-5;

    /// <summary>Largest number of evaluations.</summary>
    public int MaximumEvaluations { get; init; } = 200;

    /// <summary>Number of first steps of a cold start that use the expected curvature, which is always positive definite.</summary>
    public int ScoringSteps { get; init; } = 2;

    /// <summary>
    /// A search starts where the derivatives of the last mode predict the new one, unless that is farther away from the
    /// last mode than this, in standard deviations of the random effects: then it starts at zero, because a prediction over
    /// a long way may end in the basin of another, worse mode.
    /// </summary>
    public double WarmStartRadius { get; init; } = 4;

    /// <summary>Longest step of a search, in standard deviations of the random effects.</summary>
    public double LongestStep { get; init; } = 4;

    /// <summary>The settings of searches that need not be as exact.</summary>
    /// <param name="decrementTolerance">Their tolerance, unless this one is larger.</param>
    internal EtaModeOptions ForTrial(double decrementTolerance)
    {
        // Newton's method squares the decrement, up to a factor.
        var tolerance = Math.Max(DecrementTolerance, decrementTolerance);
        return this with { DecrementTolerance = tolerance, LastStepDecrement = Math.Max(LastStepDecrement, 10 * Math.Sqrt(tolerance)) };
    }
}
