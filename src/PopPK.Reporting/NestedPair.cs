using System.Collections.Immutable;
using PopPK.Reporting.Json;
using PopPK.Uncertainty;

namespace PopPK.Reporting;

/// <summary>Two runs of which one estimates all parameters of the other and more. Immutable.</summary>
/// <param name="Smaller">Position of the run with fewer parameters.</param>
/// <param name="Larger">Position of the other.</param>
/// <param name="Added">Names of the parameters it has more.</param>
/// <param name="Test">The likelihood-ratio test.</param>
public sealed record NestedPair(int Smaller, int Larger, ImmutableArray<string> Added, LikelihoodRatioTest Test)
{
    /// <summary>
    /// Finds the nested pairs among runs on the same data by the same method, by the names of their estimated parameters: what the
    /// larger one estimates beyond the smaller one's parameters is absent or fixed there, variances at zero.
    /// </summary>
    /// <param name="runs">The runs.</param>
    public static IEnumerable<NestedPair> Find(IReadOnlyList<RecordedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        for (var i = 0; i < runs.Count; i++)
        {
            for (var j = 0; j < runs.Count; j++)
            {
                if (i != j && Of(runs, i, j) is { } pair)
                {
                    yield return pair;
                }
            }
        }
    }

    private static NestedPair? Of(IReadOnlyList<RecordedRun> runs, int smaller, int larger)
    {
        var (small, large) = (runs[smaller], runs[larger]);
        var isComparable = small.DataSha256 == large.DataSha256 && small.Observations == large.Observations && small.Method == large.Method;
        var estimated = small.Estimated.ToHashSet();
        var added = large.Parameters.Where(p => !p.IsFixed && !estimated.Contains(p.Name)).ToArray();
        if (!isComparable || added.Length == 0 || !estimated.IsSubsetOf(large.Estimated))
        {
            return null;
        }

        // A variance that is fixed at another value than zero is no boundary.
        var fixedValues = small.Parameters.Where(p => p.IsFixed && p.IsVariance && p.Estimate != 0).Select(p => p.Name).ToHashSet();
        var variances = added.Count(p => p.IsVariance && !fixedValues.Contains(p.Name));
        var covariances = added.Count(p => p.IsOmega && !p.IsVariance);
        return new NestedPair(
            smaller,
            larger,
            [.. added.Select(p => p.Name)],
            new LikelihoodRatioTest(small.Ofv - large.Ofv, added.Length - variances, variances, covariances));
    }
}
