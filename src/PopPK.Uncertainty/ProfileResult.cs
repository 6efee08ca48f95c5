using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>Profile-likelihood intervals. Immutable.</summary>
/// <param name="Level">Their confidence level.</param>
/// <param name="Rise">By how much the objective rises at their ends: the chi-square quantile with one degree of freedom.</param>
/// <param name="Intervals">The intervals, in the order that was asked for.</param>
public sealed record ProfileResult(double Level, double Rise, ImmutableArray<ProfileInterval> Intervals)
{
    /// <summary>True when every end was found or is a bound.</summary>
    public bool IsComplete => Intervals.All(i => IsKnown(i.LowerEnd) && IsKnown(i.UpperEnd));

    private static bool IsKnown(ProfileEnd end) => end is ProfileEnd.Found or ProfileEnd.Bound;
}
