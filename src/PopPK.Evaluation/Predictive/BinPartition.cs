using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>Numbers gathered in bins. Immutable.</summary>
/// <param name="Lower">Lower edge of each bin.</param>
/// <param name="Upper">Upper edge of each bin.</param>
/// <param name="BinOf">For each number its bin; -1 when it is in none.</param>
internal sealed record BinPartition(ImmutableArray<double> Lower, ImmutableArray<double> Upper, ImmutableArray<int> BinOf)
{
    private const int MostBins = 20;
    private const int AverageInBin = 10;
    private const double ShareWithin = 0.01;
    private const double Indifference = 0.1;

    /// <summary>Gathers numbers.</summary>
    /// <param name="x">The numbers, finite; at least one.</param>
    /// <param name="nominal">The nominal value of each; NaN where there is none.</param>
    /// <param name="binning">How.</param>
    /// <param name="least">So many should be in a bin.</param>
    public static BinPartition Of(IReadOnlyList<double> x, IReadOnlyList<double> nominal, Binning binning, int least)
    {
        switch (binning)
        {
            case GivenBinning given:
                return ByEdges(x, given.Edges);
            case NominalBinning { Column: not null }:
                return ByNominal(x, nominal);
        }

        double[] places = [.. x.Distinct().Order()];
        var weights = new double[places.Length];
        foreach (var value in x)
        {
            weights[Array.BinarySearch(places, value)]++;
        }

        return ByStarts(x, places, binning switch
        {
            CountBinning count => ByCount(weights, count.Count),
            NaturalBinning natural => new NaturalBreaks(places, weights).Partition(Math.Min(natural.Count, places.Length)).Starts,
            NominalBinning => [.. Enumerable.Range(0, places.Length)],
            _ => Automatically(places, weights, least),
        });
    }

    private static int[] Automatically(double[] places, double[] weights, int enough)
    {
        var count = weights.Sum();
        if (places.Length <= MostBins && count / places.Length >= enough)
        {
            return [.. Enumerable.Range(0, places.Length)];
        }

        var scaled = new double[places.Length];
        var before = 0.0;
        for (var i = 0; i < places.Length; i++)
        {
            scaled[i] = ((places[i] - places[0]) / (places[^1] - places[0])) + ((before + (0.5 * weights[i])) / count);
            before += weights[i];
        }

        var breaks = new NaturalBreaks(scaled, weights);
        var most = (int)Math.Max(1, Math.Min(Math.Min(MostBins, places.Length), count / AverageInBin));
        var fine = Enumerable.Range(1, most).Select(k => (Count: k, Within: breaks.Partition(k).Within))
            .Where(b => b.Within <= ShareWithin * breaks.Total).ToArray();
        var least = fine.Select(b => b.Count * b.Count * b.Within).DefaultIfEmpty().Min();
        var bins = fine.Where(b => b.Count * b.Count * b.Within <= (1 + Indifference) * least).Select(b => b.Count).FirstOrDefault(most);
        return breaks.Partition(bins).Starts;
    }

    // The end of each bin is the place after which the number of observations is nearest to its share.
    private static int[] ByCount(double[] weights, int count)
    {
        var total = weights.Sum();
        var starts = new List<int> { 0 };
        var before = 0.0;
        var next = 1;
        for (var i = 0; i < weights.Length && next < count; i++)
        {
            var share = total * next / count;
            if (i > 0 && Math.Abs(before - share) <= Math.Abs(before + weights[i] - share))
            {
                // A place with many observations may hold several shares.
                starts.Add(i);
                next = Math.Max(next, (int)(before * count / total)) + 1;
            }

            before += weights[i];
        }

        return [.. starts];
    }

    private static BinPartition ByStarts(IReadOnlyList<double> x, double[] places, int[] starts)
    {
        // Midway between the places that are neighbours; the outermost edges are places.
        double[] edges = [places[0], .. starts.Skip(1).Select(s => 0.5 * (places[s - 1] + places[s])), places[^1]];
        return new BinPartition(
            [.. edges[..^1]],
            [.. edges[1..]],
            [.. x.Select(value => LastAtMost(starts, Array.BinarySearch(places, value)))]);
    }

    private static int LastAtMost(int[] starts, int place)
    {
        var found = Array.BinarySearch(starts, place);
        return found >= 0 ? found : ~found - 1;
    }

    private static BinPartition ByEdges(IReadOnlyList<double> x, ImmutableArray<double> edges)
    {
        var bins = edges.Length - 1;
        return new BinPartition(
            edges[..^1],
            edges[1..],
            [.. x.Select(value => value == edges[^1] ? bins - 1
                : value < edges[0] || value > edges[^1] ? -1 : LastOf(edges, value))]);
    }

    private static int LastOf(ImmutableArray<double> edges, double value)
    {
        var found = edges.BinarySearch(value);
        return found >= 0 ? found : ~found - 1;
    }

    private static BinPartition ByNominal(IReadOnlyList<double> x, IReadOnlyList<double> nominal)
    {
        double[] values = [.. nominal.Where(double.IsFinite).Distinct().Order()];
        int[] bins = [.. nominal.Select(v => double.IsFinite(v) ? Array.BinarySearch(values, v) : -1)];
        var members = Enumerable.Range(0, bins.Length).Where(i => bins[i] >= 0).ToLookup(i => bins[i], i => x[i]);
        return new BinPartition(
            [.. values.Select((_, k) => members[k].Min())],
            [.. values.Select((_, k) => members[k].Max())],
            [.. bins]);
    }
}
