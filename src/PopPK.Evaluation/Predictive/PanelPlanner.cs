using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data;
using PopPK.Numerics.Statistics;
using PopPK.Prediction;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>Divides observations into panels and these into bins. Stateless.</summary>
internal static class PanelPlanner
{
    private const int ManyStrata = 20;
    private const int MostNamed = 3;

    /// <summary>Divides observations.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="observations">The observations.</param>
    /// <param name="x">The place of each on the axis.</param>
    /// <param name="settings">How.</param>
    /// <param name="diagnostics">Receives what a reader should know of the bins.</param>
    public static ImmutableArray<PanelDesign> Plan(
        Cohort cohort, ImmutableArray<PredictiveObservation> observations, ImmutableArray<double> x, VpcSettings settings, DiagnosticBag diagnostics)
    {
        int[] columns = [.. settings.StratifyBy.Select(cohort.Dataset.IndexOf)];
        var nominal = settings.Binning is NominalBinning { Column: { } column } ? cohort.Dataset.IndexOf(column) : -1;
        var panels = ImmutableArray.CreateBuilder<PanelDesign>();
        var outside = 0;
        foreach (var endpoint in Enumerable.Range(0, observations.Length).GroupBy(i => observations[i].Endpoint).OrderBy(g => g.Key))
        {
            var name = cohort.Model.Model.Endpoints[endpoint.Key].Name;
            var strata = endpoint.GroupBy(i => StratumOf(observations[i].Record, columns, settings))
                .OrderBy(g => KeysOf(observations[g.First()].Record, columns), StratumOrder.Instance).ToArray();
            if (strata.Length > ManyStrata)
            {
                diagnostics.Warning(
                    "PK7408",
                    $"the observations of {name} fall into {strata.Length} strata",
                    new FileLocation(cohort.Dataset.Path),
                    $"{string.Join(", ", settings.StratifyBy)} may be no grouping; use a column with few values");
            }

            foreach (var stratum in strata)
            {
                int[] members = [.. stratum];
                var (panel, lost) = PlanPanel(name, stratum.Key, members, observations, x, nominal, settings);
                panels.Add(panel);
                outside += lost;
            }
        }

        Report(panels, outside, settings, diagnostics);
        return panels.ToImmutable();
    }

    // SEX=1, DOSE=100
    private static string StratumOf(DataRecord record, ReadOnlySpan<int> columns, VpcSettings settings)
    {
        var parts = new string[columns.Length];
        for (var k = 0; k < parts.Length; k++)
        {
            parts[k] = $"{settings.StratifyBy[k]}={record.KeyOf(columns[k]) ?? "."}";
        }

        return string.Join(", ", parts);
    }

    private static (PanelDesign Panel, int Outside) PlanPanel(
        string endpoint,
        string stratum,
        int[] members,
        ImmutableArray<PredictiveObservation> observations,
        ImmutableArray<double> x,
        int nominal,
        VpcSettings settings)
    {
        double[] places = [.. members.Select(i => x[i])];
        double[] nominals = nominal < 0 ? [] : [.. members.Select(i => observations[i].Record.Values[nominal])];
        var partition = BinPartition.Of(places, nominals, settings.Binning, settings.LeastInBin);
        var bins = ImmutableArray.CreateBuilder<BinDesign>();
        for (var b = 0; b < partition.Lower.Length; b++)
        {
            ImmutableArray<int> inside = [.. Enumerable.Range(0, members.Length).Where(k => partition.BinOf[k] == b).Select(k => members[k])];
            var median = SampleQuantile.OfSample([.. inside.Select(i => x[i]).Order()], 0.5);
            bins.Add(new BinDesign(partition.Lower[b], partition.Upper[b], median, inside));
        }

        var panel = new PanelDesign(
            endpoint,
            stratum,
            bins.ToImmutable(),
            members.Any(i => !observations[i].Discards && double.IsFinite(observations[i].Lower)),
            members.Any(i => !observations[i].Discards && double.IsFinite(observations[i].Upper)));
        return (panel, partition.BinOf.Count(b => b < 0));
    }

    private static void Report(IReadOnlyList<PanelDesign> panels, int outside, VpcSettings settings, DiagnosticBag diagnostics)
    {
        var bins = panels.SelectMany(p => p.Bins.Select(b => (Panel: p, Bin: b))).ToArray();
        if (bins.All(b => b.Bin.Members.IsEmpty))
        {
            diagnostics.Error(
                "PK7401",
                settings.Binning is NominalBinning { Column: { } column } ? $"no observation has a value of {column}" : "no observation is in a bin",
                null,
                "let the edges of bins hold observations; a column of nominal values must hold numbers in their rows");
            return;
        }

        var empty = bins.Where(b => b.Bin.Members.IsEmpty).ToArray();
        if (empty.Length > 0)
        {
            diagnostics.Warning("PK7409", $"{Words.Count(empty.Length, "bin is", "bins are")} empty: {NamesOf(empty)}", null, "choose other edges");
        }

        var thin = bins.Where(b => !b.Bin.Members.IsEmpty && b.Bin.Members.Length < settings.LeastInBin).ToArray();
        if (thin.Length > 0)
        {
            diagnostics.Warning(
                "PK7410",
                $"{Words.Count(thin.Length, "bin has", "bins have")} fewer than {settings.LeastInBin} observations: {NamesOf(thin)}",
                null,
                "percentiles of so few say little; make fewer bins");
        }

        if (outside > 0)
        {
            diagnostics.Warning(
                "PK7411",
                $"{Words.Count(outside, "observation is", "observations are")} in no bin",
                null,
                "let the edges hold them all, and give all of them a nominal value");
        }
    }

    private static string NamesOf((PanelDesign Panel, BinDesign Bin)[] bins)
    {
        var names = bins.Take(MostNamed).Select(b =>
            $"{Words.Number(b.Bin.Lower)} to {Words.Number(b.Bin.Upper)} of {b.Panel.Endpoint}{(b.Panel.Stratum.Length == 0 ? "" : $" ({b.Panel.Stratum})")}");
        return string.Join(", ", names) + (bins.Length > MostNamed ? $" and {bins.Length - MostNamed} more" : "");
    }

    private static string?[] KeysOf(DataRecord record, int[] columns) => [.. columns.Select(record.KeyOf)];

    // Numbers by their size before texts, what is missing last.
    private sealed class StratumOrder : IComparer<string?[]>
    {
        public static StratumOrder Instance { get; } = new();

        public int Compare(string?[]? x, string?[]? y) =>
            x!.Zip(y!, Compare).FirstOrDefault(c => c != 0);

        private static int Compare(string? x, string? y)
        {
            var ranks = (Rank(x, out var first), Rank(y, out var second));
            return ranks.Item1 != ranks.Item2 ? ranks.Item1.CompareTo(ranks.Item2)
                : ranks.Item1 == 0 ? first.CompareTo(second)
                : string.CompareOrdinal(x, y);
        }

        private static int Rank(string? key, out double number)
        {
            number = 0;
            return key is null ? 2 : double.TryParse(key, NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? 0 : 1;
        }
    }
}
