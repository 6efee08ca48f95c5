using System.Globalization;
using PopPK.Reporting.Csv;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>Checks by simulation, where the run folder holds them: VPC and NPDE. Stateless.</summary>
internal static class PredictiveCharts
{
    /// <summary>Adds the charts of a run.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="run">The run.</param>
    public static void Add(ChartSet set, RunContents run)
    {
        if (run.Table("vpc.csv") is { Count: > 0 } vpc)
        {
            AddVpc(set, run, vpc);
        }

        if (run.Table("npde.csv") is { Count: > 0 } npde)
        {
            AddNpde(set, run, npde);
        }
    }

    private static void AddVpc(ChartSet set, RunContents run, CsvTable vpc)
    {
        var endpoints = vpc.Texts("ENDPOINT");
        var names = endpoints.Distinct().ToArray();
        var points = run.Table("vpc_points.csv");
        for (var e = 0; e < names.Length; e++)
        {
            var suffix = names.Length == 1 ? "" : $"-{e + 1}";
            var heading = names.Length == 1 ? "" : $"{names[e]}: ";
            var bands = Bands(set, vpc, names[e], e + 1);
            var observed = points is null ? null : ObservedPoints(set, points, names[e], e + 1);
            var kinds = vpc.Texts("KIND").Where((_, i) => endpoints[i] == names[e]).Distinct().ToArray();
            if (kinds.Contains("percentile"))
            {
                set.Add(new Chart(set.Name("vpc" + suffix), ChartSection.Predictive, $"{heading}visual predictive check", VpcSpec(vpc, names[e], run, bands, observed, "percentile"), observed is null ? [bands] : [bands, observed])
                {
                    Caption = "Lines: percentiles of the observations; bands: where the model's simulations put them (green: the median, blue: the others); dashed: middle of the simulated percentiles.",
                    IsWide = true,
                    HasLogarithm = true,
                });
            }

            foreach (var kind in kinds.Where(k => k != "percentile"))
            {
                var what = kind.Replace('_', ' ').Replace("limit", "the limit", StringComparison.Ordinal);
                set.Add(new Chart(set.Name($"vpc-{kind.Replace('_', '-')}{suffix}"), ChartSection.Predictive, $"{heading}share of observations {what}", VpcSpec(vpc, names[e], run, bands, null, kind), [bands])
                {
                    Caption = "Line: share observed; band: share simulated.",
                    IsWide = true,
                });
            }
        }
    }

    private static string Bands(ChartSet set, CsvTable vpc, string endpoint, int number)
    {
        var endpoints = vpc.Texts("ENDPOINT");
        var rows = Enumerable.Range(0, vpc.Count).Where(i => endpoints[i] == endpoint).ToArray();
        string[] numbers = ["BIN", "XMIN", "XMAX", "XMEDIAN", "COUNT", "PERCENTILE", "OBSERVED", "MEDIAN", "LOWER", "UPPER"];
        string[] texts = ["STRATUM", "KIND"];
        return set.Add($"vpc{number}",
        [
            .. texts.Select(t => new ChartColumn(t, Pick(vpc.Texts(t), rows))),
            .. numbers.Select(n => new ChartColumn(n, Pick(vpc.Numbers(n), rows))),
            new ChartColumn("LABEL", Pick(vpc.Numbers("PERCENTILE"), rows).Select(PercentileText).ToArray()),
        ]);
    }

    private static string ObservedPoints(ChartSet set, CsvTable points, string endpoint, int number)
    {
        var endpoints = points.Texts("ENDPOINT");
        var rows = Enumerable.Range(0, points.Count).Where(i => endpoints[i] == endpoint).ToArray();
        return set.Add($"vpcPoints{number}",
        [
            new ChartColumn("ID", Pick(points.Texts("ID"), rows)),
            new ChartColumn("STRATUM", Pick(points.Texts("STRATUM"), rows)),
            new ChartColumn("XMEDIAN", Pick(points.Numbers("X"), rows)),
            new ChartColumn("OBSERVED", Pick(points.Numbers("DV"), rows)),
            new ChartColumn("BLQ", Pick(points.Numbers("BLQ"), rows)),
        ]);
    }

    // A chart per stratum; layers share one table, so points have the columns of percentiles.
    private static string VpcSpec(CsvTable vpc, string endpoint, RunContents run, string bands, string? observed, string kind)
    {
        var endpoints = vpc.Texts("ENDPOINT");
        var strata = vpc.Texts("STRATUM").Where((_, i) => endpoints[i] == endpoint).Distinct().ToArray();
        var unit = run.Description.Items("endpoints").FirstOrDefault(p => p.Text("name") == endpoint).Text("unit");
        var y = kind == "percentile" ? Vega.Titled(IsCorrected(run, endpoint) ? $"Corrected {endpoint}" : endpoint, unit) : "Share of observations";
        var percentiles = vpc.Numbers("PERCENTILE").Where(double.IsFinite).Distinct().Order().ToArray();
        var middle = percentiles.Length == 0 ? 50 : percentiles.MinBy(p => Math.Abs(Percent(p) - 50));
        var panels = strata.Select(s => Panel(s, strata.Length, bands, observed, kind, y, middle, AbscissaTitle(run)));
        return $$"""{"usermeta":{"log":["y"],"fields":["OBSERVED","LOWER"],"data":{{Vega.Text(bands)}}},"columns":2,"concat":[{{string.Join(",\n", panels)}}]}""";
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
            return candidates.FirstOrDefault(c => c.Name == named).Title ?? named;
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

    private static string Panel(string stratum, int count, string bands, string? observed, string kind, string y, double middle, string x)
    {
        var inStratum = $"datum.STRATUM === {Vega.Text(stratum)}";
        var filter = $"{{\"filter\":{Vega.Text($"{inStratum} && datum.KIND === '{kind}'")}}}";
        var color = kind == "percentile"
            ? $$""","color":{"condition":{"test":"datum.PERCENTILE === {{Vega.Number(middle)}}","value":{"expr":"third"} },"value":{"expr":"dot"} }"""
            : ",\"color\":{\"value\":{\"expr\":\"dot\"}}";
        var detail = kind == "percentile" ? ",\"detail\":{\"field\":\"PERCENTILE\"}" : "";
        var points = observed is null ? "" : $$"""
            {"data":{"name":{{Vega.Text(observed)}}},"transform":[{"filter":{{Vega.Text(inStratum)}}}],"mark":{"type":"point","filled":true,"size":16,"color":{"expr":"ink"},"cursor":"pointer"},
             "encoding":{"opacity":{"condition":{"test":"picked !== null && datum.ID === picked","value":1},"value":0.28},"tooltip":{{Vega.Tooltip(("ID", "ID", false), ("XMEDIAN", "time", true), ("OBSERVED", "observed", true))}}} },
            {"data":{"name":{{Vega.Text(observed)}}},"transform":[{"filter":{{Vega.Text(inStratum)}}},{{Vega.PickedOnly}}],"mark":{"type":"point","filled":true,"size":55,"opacity":1,"color":{"expr":"accent"} } },
            """;
        var tooltip = Vega.Tooltip(("LABEL", "percentile", false), ("XMIN", "from", true), ("XMAX", "to", true), ("COUNT", "observations", true), ("OBSERVED", "observed", true), ("MEDIAN", "simulated", true), ("LOWER", "lower", true), ("UPPER", "upper", true));
        var title = count == 1 && stratum.Length == 0 ? "" : $"\"title\":{Vega.Text(stratum)},";
        return $$"""
            {{{title}}"width":{{(count == 1 ? 900 : 440)}},"height":{{(count == 1 ? 400 : 290)}},
             "encoding":{"x":{{Vega.Axis("XMEDIAN", x)}},"y":{{Vega.Axis("OBSERVED", y, kind == "percentile" ? "" : ",\"axis\":{\"format\":\".0%\"}")}}},
             "layer":[
              {"data":{"name":{{Vega.Text(bands)}}},"transform":[{{filter}}],"mark":{"type":"area","opacity":0.28,"line":false},"encoding":{"y":{"field":"LOWER","type":"quantitative","title":{{Vega.Text(y)}}},"y2":{"field":"UPPER"}{{detail}}{{color}}} },
              {"data":{"name":{{Vega.Text(bands)}}},"transform":[{{filter}}],"mark":{"type":"line","strokeDash":[5,4],"strokeWidth":1.4},"encoding":{"y":{"field":"MEDIAN","type":"quantitative","title":{{Vega.Text(y)}}}{{detail}}{{color}}} },
              {{points}}
              {"data":{"name":{{Vega.Text(bands)}}},"transform":[{{filter}}],"mark":{"type":"line","strokeWidth":2,"color":{"expr":"ink"},"point":{"filled":true,"color":{"expr":"ink"},"size":26} },"encoding":{"tooltip":{{tooltip}}{{detail}}} }]}
            """;
    }

    private static void AddNpde(ChartSet set, RunContents run, CsvTable npde)
    {
        var (values, endpoints) = (npde.Numbers("NPDE"), npde.Texts("ENDPOINT"));
        var names = endpoints.Distinct().ToArray();
        for (var e = 0; e < names.Length; e++)
        {
            var rows = Enumerable.Range(0, npde.Count).Where(i => endpoints[i] == names[e] && double.IsFinite(values[i])).OrderBy(i => values[i]).ToArray();
            if (rows.Length > 0)
            {
                AddNpde(set, run, npde, rows, names.Length == 1 ? "" : $"-{e + 1}", names.Length == 1 ? "" : $"{names[e]}: ");
            }
        }
    }

    private static void AddNpde(ChartSet set, RunContents run, CsvTable npde, int[] rows, string suffix, string heading)
    {
        var values = Pick(npde.Numbers("NPDE"), rows);
        var table = set.Add("npde" + suffix,
        [
            new ChartColumn("ID", Pick(npde.Texts("ID"), rows)),
            .. ((string[])["TIME", "DV", "EPRED", "NPD", "NPDE"]).Select(c => new ChartColumn(c, Pick(npde.Numbers(c), rows))),
            new ChartColumn("NORMAL", ResidualCharts.NormalScores(rows.Length)),
        ]);
        var unit = run.Description.Text("timeUnit");
        set.Add(new Chart(
            set.Name("npde-quantiles" + suffix),
            ChartSection.Predictive,
            $"{heading}prediction distribution errors against the normal distribution",
            ResidualCharts.Quantiles(table, "NPDE", "Quantile of NPDE", unit, rows.Length),
            [table])
        {
            Caption = "Dashed: the standard normal distribution, which NPDE have under the true model.",
        });
        AddNpdeAgainst(set, table, Pick(npde.Numbers("TIME"), rows), values, "TIME", "npde-time" + suffix, heading + "prediction distribution errors against time", Vega.Titled("Time", unit));
        AddNpdeAgainst(
            set, table, Pick(npde.Numbers("EPRED"), rows), values, "EPRED", "npde-epred" + suffix, heading + "prediction distribution errors against the mean of simulations", "Mean of simulations (EPRED)");
    }

    private static void AddNpdeAgainst(ChartSet set, string table, double[] xs, double[] ys, string field, string name, string heading, string title)
    {
        var (low, high) = Vega.Range(xs);
        var spec = $$"""
            {"width":430,"height":280,
             "encoding":{"x":{{Vega.Axis(field, title)}},"y":{{Vega.Axis("NPDE", "NPDE")}}},
             "layer":[
              {{Vega.Reference(field, "NPDE", [(low, 0), (high, 0)])}},
              {{Vega.Points(table, "true", Vega.Tooltip(("ID", "ID", false), ("TIME", "time", true), ("DV", "observed", true), ("NPDE", "NPDE", true)))}}
              {{set.Smooth(name, xs, ys, field, "NPDE")}}]}
            """;
        set.Add(new Chart(set.Name(name), ChartSection.Predictive, heading, spec, [table, set.CurveTable])
        {
            Caption = "Green: local regression (loess).",
        });
    }

    private static double Percent(double percentile) => percentile <= 1 ? 100 * percentile : percentile;

    private static string PercentileText(double percentile) => double.IsNaN(percentile) ? "" : $"{Percent(percentile).ToString("G4", CultureInfo.InvariantCulture)} %";

    private static T[] Pick<T>(T[] values, int[] rows) => [.. rows.Select(i => values[i])];
}
