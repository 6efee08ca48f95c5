using PopPK.Reporting.Csv;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>Checks by simulation, where the run folder holds them: VPC, NPDE, measures. Stateless.</summary>
internal static class PredictiveCharts
{
    /// <summary>Adds the charts of a run.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="run">The run.</param>
    public static void Add(ChartSet set, RunContents run)
    {
        if (run.Table("vpc.csv") is { Count: > 0 } vpc)
        {
            VpcCharts.Add(set, run, vpc);
        }

        if (run.Table("npde.csv") is { Count: > 0 } npde)
        {
            AddNpde(set, run, npde);
        }

        if (run.Table("ppc.csv") is { Count: > 0 } ppc && run.Table("ppc_replicates.csv") is { } replicates)
        {
            MeasureCharts.Add(set, ppc, replicates);
        }
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

    /// <summary>Some rows of a column.</summary>
    /// <param name="values">The column.</param>
    /// <param name="rows">The rows.</param>
    internal static T[] Pick<T>(T[] values, int[] rows) => [.. rows.Select(i => values[i])];
}
