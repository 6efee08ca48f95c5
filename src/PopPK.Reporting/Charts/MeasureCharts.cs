using PopPK.Reporting.Csv;

namespace PopPK.Reporting.Charts;

/// <summary>Measures of exposure: how simulated data sets have them, and where the observed ones lie. Stateless.</summary>
internal static class MeasureCharts
{
    private const int Bins = 30;

    /// <summary>Adds the chart of a check.</summary>
    /// <param name="set">Receives it.</param>
    /// <param name="ppc">The check.</param>
    /// <param name="replicates">The simulated numbers.</param>
    public static void Add(ChartSet set, CsvTable ppc, CsvTable replicates)
    {
        var (keys, values) = (Keys(replicates), replicates.Numbers("VALUE"));
        var labels = Keys(ppc);
        var ofKey = Enumerable.Range(0, keys.Length).Where(i => double.IsFinite(values[i])).ToLookup(i => keys[i], i => values[i]);
        var bars = new List<(double Row, double From, double To, double Share)>();
        for (var row = 0; row < labels.Length; row++)
        {
            bars.AddRange(Histogram([.. ofKey[labels[row]]]).Select(b => ((double)row, b.From, b.To, b.Share)));
        }

        var shown = bars.Select(b => (int)b.Row).Distinct().ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        var histogram = set.Add("ppcBars",
        [
            new ChartColumn("ROW", [.. bars.Select(b => b.Row)]),
            new ChartColumn("FROM", [.. bars.Select(b => b.From)]),
            new ChartColumn("TO", [.. bars.Select(b => b.To)]),
            new ChartColumn("SHARE", [.. bars.Select(b => b.Share)]),
        ]);
        var table = set.Add("ppc",
        [
            new ChartColumn("ROW", [.. Enumerable.Range(0, labels.Length).Select(r => (double)r)]),
            .. ((string[])["OBSERVED", "MEDIAN", "LOWER", "UPPER", "P"]).Select(c => new ChartColumn(c, ppc.Numbers(c))),
        ]);
        var measures = ppc.Texts("ENDPOINT").Zip(ppc.Texts("MEASURE")).ToArray();
        var lines = shown.GroupBy(r => measures[r]).Select(line => $$"""{"spacing":26,"hconcat":[{{string.Join(",\n", line.Select(r => Panel(r, labels[r], histogram, table)))}}]}""");
        var spec = $$"""{"spacing":22,"vconcat":[{{string.Join(",\n", lines)}}]}""";
        set.Add(new Chart(set.Name("ppc"), ChartSection.Predictive, "measures of the observations among those of simulated data", spec, [histogram, table])
        {
            Caption = "Bars: the middle 99 % of the simulated data sets; dashed: their interval; orange line: the observed data.",
            IsWide = true,
        });
    }

    private static string[] Keys(CsvTable table)
    {
        var (endpoints, measures, statistics) = (table.Texts("ENDPOINT"), table.Texts("MEASURE"), table.Texts("STATISTIC"));
        var isOne = endpoints.Distinct().Count() <= 1;
        return [.. endpoints.Select((e, i) => $"{(isOne ? "" : e + ": ")}{measures[i]}, {statistics[i]}")];
    }

    private static IEnumerable<(double From, double To, double Share)> Histogram(double[] values)
    {
        if (values.Length == 0)
        {
            yield break;
        }

        // Single wild data sets would leave the others a bar.
        Array.Sort(values);
        var outer = (int)(0.005 * values.Length);
        var (low, high) = (values[outer], values[^(outer + 1)]);
        var width = high > low ? (high - low) / Bins : Math.Max(Math.Abs(low), 1) / Bins;
        var counts = new int[Bins];
        foreach (var value in values.AsSpan(outer, values.Length - 2 * outer))
        {
            counts[Math.Clamp((int)((value - low) / width), 0, Bins - 1)]++;
        }

        for (var i = 0; i < Bins; i++)
        {
            if (counts[i] > 0)
            {
                yield return (low + i * width, low + (i + 1) * width, (double)counts[i] / values.Length);
            }
        }
    }

    private static string Panel(int row, string label, string bars, string table)
    {
        var ofRow = $$"""{"filter":"datum.ROW === {{row}}"}""";
        var tooltip = Vega.Tooltip(("OBSERVED", "observed", true), ("MEDIAN", "simulated", true), ("LOWER", "lower", true), ("UPPER", "upper", true), ("P", "p", true));
        return $$"""
            {"title":{{Vega.Text(label)}},"width":265,"height":120,
             "layer":[
              {"data":{"name":{{Vega.Text(bars)}}},"transform":[{{ofRow}}],"mark":{"type":"bar","color":{"expr":"dot"},"opacity":0.45,"binSpacing":0.5},
               "encoding":{"x":{"field":"FROM","type":"quantitative","bin":{"binned":true},"title":null,"scale":{"zero":false,"nice":false,"padding":6},"axis":{"tickCount":5} },"x2":{"field":"TO"},"y":{"field":"SHARE","type":"quantitative","title":null,"axis":{"format":".0%","tickCount":3} } } },
              {{Rule("LOWER", "\"color\":{\"expr\":\"ink\"},\"strokeDash\":[4,3],\"strokeWidth\":1.2")}},
              {{Rule("UPPER", "\"color\":{\"expr\":\"ink\"},\"strokeDash\":[4,3],\"strokeWidth\":1.2")}},
              {{Rule("OBSERVED", "\"color\":{\"expr\":\"accent\"},\"strokeWidth\":3")}}]}
            """;

        string Rule(string field, string look) =>
            $$"""{"data":{"name":{{Vega.Text(table)}}},"transform":[{{ofRow}},{"filter":"isValid(datum.{{field}})"}],"mark":{"type":"rule",{{look}}},"encoding":{"x":{"field":"{{field}}","type":"quantitative","title":null},"tooltip":{{tooltip}}} }""";
    }
}
