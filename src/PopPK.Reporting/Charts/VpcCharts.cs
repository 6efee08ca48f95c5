using PopPK.Reporting.Csv;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>Visual predictive checks: per endpoint percentiles with their bands, and shares beyond limits. Stateless.</summary>
internal static class VpcCharts
{
    /// <summary>Adds the charts of a check.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="run">The run, or the check alone.</param>
    /// <param name="vpc">The check.</param>
    public static void Add(ChartSet set, RunContents run, CsvTable vpc)
    {
        var endpoints = vpc.Texts("ENDPOINT");
        var names = endpoints.Distinct().ToArray();
        var points = run.Table("vpc_points.csv");
        for (var e = 0; e < names.Length; e++)
        {
            var suffix = names.Length == 1 ? "" : $"-{e + 1}";
            var heading = names.Length == 1 ? "" : $"{names[e]}: ";
            var isLogarithmic = run.Settings("vpc.json").Text("log-axis") == "true";
            var table = new VpcRows(vpc, points, names[e], isLogarithmic);
            var bands = table.AddBands(set, e + 1);
            var observed = table.HasPoints ? table.AddPoints(set, e + 1) : null;
            var kinds = table.Kinds.Distinct().ToArray();
            if (kinds.Contains("percentile"))
            {
                set.Add(new Chart(set.Name("vpc" + suffix), ChartSection.Predictive, $"{heading}visual predictive check", VpcSpec(table, names[e], run, bands, observed, "percentile"), observed is null ? [bands] : [bands, observed])
                {
                    Caption = Caption(table, isLogarithmic),
                    IsWide = true,
                    HasLogarithm = !isLogarithmic,
                });
            }

            foreach (var kind in kinds.Where(k => k != "percentile"))
            {
                var what = kind.Replace('_', ' ').Replace("limit", "the limit", StringComparison.Ordinal);
                set.Add(new Chart(set.Name($"vpc-{kind.Replace('_', '-')}{suffix}"), ChartSection.Predictive, $"{heading}share of observations {what}", VpcSpec(table, names[e], run, bands, null, kind), [bands])
                {
                    Caption = "Line: share observed; band: share simulated; dashed: middle of the simulated shares.",
                    IsWide = true,
                });
            }
        }
    }

    private static string Caption(VpcRows table, bool isLogarithmic) =>
        "Lines: percentiles of the observations; bands: where the model's simulations put them (green: the median, blue: the others); dashed: middle of the simulated percentiles; ticks at the top: bins."
        + (table.Limits.Length == 0 ? "" : " Dotted: limit of quantification, with observations below it as triangles; bands that reach below it end there.")
        + (isLogarithmic ? " What is not above 0 is cut off." : "");

    // A chart per stratum; layers share one table, so points have the columns of percentiles.
    private static string VpcSpec(VpcRows table, string endpoint, RunContents run, string bands, string? observed, string kind)
    {
        var strata = table.Strata.Distinct().ToArray();
        var unit = run.Description.Items("endpoints").FirstOrDefault(p => p.Text("name") == endpoint).Text("unit");
        var y = kind == "percentile" ? Vega.Titled(IsCorrected(run, endpoint) ? $"Corrected {endpoint}" : endpoint, unit) : "Share of observations";
        var middle = table.Percentiles.Length == 0 ? 50 : table.Percentiles.MinBy(p => Math.Abs(VpcRows.Percent(p) - 50));
        var scale = kind == "percentile" && run.Settings("vpc.json").Text("log-axis") == "true" ? "{\"type\":\"log\",\"zero\":false,\"nice\":false}" : "{\"zero\":false}";
        var look = new Look(kind, y, AbscissaTitle(run), scale, middle, kind == "percentile" ? table.Limits : []);
        var panels = strata.Select(s => Panel(s, strata.Length, bands, observed, look));
        return $$"""{"usermeta":{"log":["y"],"fields":["OBSERVED","LOW"],"data":{{Vega.Text(bands)}}},"columns":2,"concat":[{{string.Join(",\n", panels)}}]}""";
    }

    // The settings of the check say what it runs along; without them its values do.
    private static string AbscissaTitle(RunContents run)
    {
        var unit = run.Description.Text("timeUnit");
        var records = run.Description.Field("records");
        (string Name, string Title, double[] Values)[] candidates =
        [
            ("TIME", Vega.Titled("Time", unit), records.Numbers("time")),
            ("TAD", Vega.Titled("Time after dose", unit), records.Numbers("timeAfterDose")),
            ("PRED", "Population prediction (PRED)", run.Table("predictions.csv")?.Numbers("PRED") ?? []),
        ];
        if (run.Settings("vpc.json").Text("idv") is { } named)
        {
            return candidates.FirstOrDefault(c => c.Name.Equals(named, StringComparison.OrdinalIgnoreCase)).Title ?? named;
        }

        var points = run.Table("vpc_points.csv")?.Numbers("X") ?? [];
        return candidates.FirstOrDefault(c => Holds(c.Values, points)).Title ?? "Independent variable";
    }

    private static bool Holds(double[] values, double[] points)
    {
        var known = values.ToHashSet();
        return points.All(known.Contains);
    }

    private static bool IsCorrected(RunContents run, string endpoint)
    {
        if (run.Settings("vpc.json").Text("correction") is { } correction)
        {
            return correction != "none";
        }

        if (run.Table("vpc_points.csv") is not { } points)
        {
            return false;
        }

        var (endpoints, limits, known) = (points.Texts("ENDPOINT"), points.Numbers("BLQ"), run.Description.Field("records").Numbers("dv").ToHashSet());
        return points.Numbers("DV").Where((v, i) => endpoints[i] == endpoint && limits[i] == 0 && double.IsFinite(v) && !known.Contains(v)).Any();
    }

    private static string Panel(string stratum, int count, string bands, string? observed, Look look)
    {
        var inStratum = $"datum.STRATUM === {Vega.Text(stratum)}";
        var rows = $"{inStratum} && datum.KIND === '{look.Kind}'";
        var title = count == 1 && stratum.Length == 0 ? "" : $"\"title\":{Vega.Text(stratum)},";
        var tooltip = Vega.Tooltip(("LABEL", "percentile", false), ("XMIN", "from", true), ("XMAX", "to", true), ("COUNT", "observations", true), ("OBSERVED", "observed", true), ("MEDIAN", "simulated", true), ("LOWER", "lower", true), ("UPPER", "upper", true));
        string[] layers =
        [
            $$"""{{{From(rows)}},"mark":{"type":"area","invalid":"break-paths-filter-domains","opacity":0.28,"line":false},"encoding":{"y":{{look.Y("LOW")}},"y2":{"field":"UPPER"}{{look.Detail}}{{look.Color}}} }""",
            $$"""{{{From(rows)}},"mark":{"type":"line","invalid":"break-paths-filter-domains","strokeDash":[5,4],"strokeWidth":1.4},"encoding":{"y":{{look.Y("MEDIAN")}}{{look.Detail}}{{look.Color}}} }""",
            .. look.Limits.Select(l => $$"""{"data":{"values":[{"OBSERVED":{{Vega.Number(l)}}}]},"mark":{"type":"rule","color":{"expr":"ink"},"strokeDash":[1,3],"strokeWidth":1.4},"encoding":{"x":null,"y":{{look.Y("OBSERVED")}}} }"""),
            .. observed is null ? [] : Points(observed, inStratum),
            $$"""{{{From(rows)}},"mark":{"type":"line","invalid":"break-paths-filter-domains","strokeWidth":2,"color":{"expr":"ink"},"point":{"filled":true,"color":{"expr":"ink"},"size":26} },"encoding":{"tooltip":{{tooltip}}{{look.Detail}}} }""",
            $$"""{{{From($"{rows} && datum.NAMED === 1")}},"mark":{"type":"text","align":"left","dx":6,"dy":-9,"fontSize":11,"color":{"expr":"ink"} },"encoding":{"text":{"field":"LABEL"} } }""",
            $$"""{{{From(rows)}},"mark":{"type":"rule","color":{"expr":"ink"},"opacity":0.7},"encoding":{"x":{"field":"XMIN","type":"quantitative"},"y":{"value":0},"y2":{"value":6} } }""",
        ];
        return $$"""
            {{{title}}"width":{{(count == 1 ? 880 : 420)}},"height":{{(count == 1 ? 400 : 290)}},
             "encoding":{"x":{"field":"XMEDIAN","type":"quantitative","title":{{Vega.Text(look.XTitle)}},"scale":{"zero":false,"nice":false,"padding":8} },"y":{{look.Y("OBSERVED")}}},
             "layer":[
              {{string.Join(",\n  ", layers)}}]}
            """;

        string From(string filter) => $"\"data\":{{\"name\":{Vega.Text(bands)}}},\"transform\":[{{\"filter\":{Vega.Text(filter)}}}]";
    }

    private static string[] Points(string observed, string inStratum) =>
    [
        $$"""
            {"data":{"name":{{Vega.Text(observed)}}},"transform":[{"filter":{{Vega.Text($"{inStratum} && isValid(datum.OBSERVED)")}}}],"mark":{"type":"point","filled":true,"size":18,"color":{"expr":"ink"},"cursor":"pointer"},
             "encoding":{"opacity":{"condition":{"test":"picked !== null && datum.ID === picked","value":1},"value":0.4},
                         "shape":{"condition":{"test":"datum.BLQ === 1","value":"triangle-down"},"value":"circle"},"tooltip":{{Vega.Tooltip(("ID", "ID", false), ("XMEDIAN", "time", true), ("OBSERVED", "observed", true))}}} }
        """,
        $$"""{"data":{"name":{{Vega.Text(observed)}}},"transform":[{"filter":{{Vega.Text($"{inStratum} && isValid(datum.OBSERVED)")}}},{{Vega.PickedOnly}}],"mark":{"type":"point","filled":true,"size":55,"opacity":1,"color":{"expr":"accent"} } }""",
    ];

    // What the panels of a chart have in common.
    private sealed record Look(string Kind, string YTitle, string XTitle, string Scale, double Middle, double[] Limits)
    {
        private bool IsPercentile => Kind == "percentile";

        public string Color => IsPercentile
            ? $$""","color":{"condition":{"test":"datum.PERCENTILE === {{Vega.Number(Middle)}}","value":{"expr":"third"} },"value":{"expr":"dot"} }"""
            : ",\"color\":{\"value\":{\"expr\":\"dot\"}}";

        public string Detail => IsPercentile ? ",\"detail\":{\"field\":\"PERCENTILE\"}" : "";

        public string Y(string field) =>
            $$"""{"field":{{Vega.Text(field)}},"type":"quantitative","title":{{Vega.Text(YTitle)}},"scale":{{Scale}}{{(IsPercentile ? "" : ",\"axis\":{\"format\":\".0%\"}")}}}""";
    }
}
