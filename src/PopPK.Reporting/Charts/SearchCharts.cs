using System.Text.Json;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>The course of the search, and how the estimates depend on each other. Stateless.</summary>
internal static class SearchCharts
{
    // Numbers in cells need room.
    private const int MostNumbered = 14;

    /// <summary>Adds the charts of a run.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="run">The run.</param>
    public static void Add(ChartSet set, RunContents run)
    {
        AddConvergence(set, run);
        AddCorrelation(set, run.Fit.Field("correlation"));
    }

    private static void AddConvergence(ChartSet set, RunContents run)
    {
        if (run.Table("iterations.csv") is not { Count: > 1 } iterations)
        {
            return;
        }

        string[] fixedColumns = ["step", "method", "iteration", "largestGradient", "predictedDecrease", "evaluations"];
        var quantities = iterations.Columns.Except(fixedColumns).ToArray();
        var steps = iterations.Texts("step");
        var methods = iterations.Texts("method").Select((m, i) => $"{steps[i]}: {m}").ToArray();
        var count = iterations.Count;
        var table = set.Add("iterations",
        [
            new ChartColumn("QUANTITY", [.. quantities.SelectMany(q => Enumerable.Repeat(q == "ofv" ? "objective (OFV)" : q, count))]),
            new ChartColumn("ORDER", [.. quantities.SelectMany((_, q) => Enumerable.Repeat((double)q, count))]),
            new ChartColumn("STEP", [.. quantities.SelectMany(_ => methods)]),
            new ChartColumn("ITERATION", [.. quantities.SelectMany(_ => iterations.Numbers("iteration"))]),
            new ChartColumn("VALUE", [.. quantities.SelectMany(iterations.Numbers)]),
        ]);
        var color = methods.Distinct().Count() > 1 ? ",\"color\":{\"field\":\"STEP\",\"type\":\"nominal\",\"title\":\"step\",\"scale\":{\"range\":[\"#0072B2\",\"#D55E00\",\"#009E73\",\"#CC79A7\",\"#E69F00\",\"#56B4E9\"]}}" : "";
        var mark = color.Length == 0 ? ",\"color\":{\"expr\":\"dot\"}" : "";
        var spec = $$"""
            {"data":{"name":{{Vega.Text(table)}}},
             "facet":{"field":"QUANTITY","type":"nominal","sort":{"field":"ORDER","op":"min"},"header":{"title":null,"labelAnchor":"start"} },"columns":4,"align":"all","bounds":"flush","spacing":{"row":64,"column":62},
             "resolve":{"scale":{"y":"independent"},"axis":{"x":"independent"} },
             "spec":{"width":200,"height":105,"mark":{"type":"line","point":{"size":18},"strokeWidth":1.4{{mark}}},
              "encoding":{"x":{"field":"ITERATION","type":"quantitative","title":"Iteration","axis":{"tickMinStep":1,"tickCount":5} },
                          "y":{"field":"VALUE","type":"quantitative","title":null,"scale":{"zero":false},"axis":{"tickCount":4,"format":".4~g"} }{{color}},
                          "tooltip":{{Vega.Tooltip(("STEP", "step", false), ("ITERATION", "iteration", true), ("VALUE", "value", true))}}} } }
            """;
        set.Add(new Chart(set.Name("convergence"), ChartSection.Convergence, "objective and parameters by iteration", spec, [table]) { IsWide = true });
    }

    private static void AddCorrelation(ChartSet set, JsonElement correlation)
    {
        var all = correlation.Texts("parameters");
        var matrix = correlation.Items("matrix").Select(r => r.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number ? v.GetDouble() : double.NaN).ToArray()).ToArray();

        // Parameters at a boundary were left out of the covariance step.
        var known = Enumerable.Range(0, all.Length).Where(i => double.IsFinite(matrix[i][i])).ToArray();
        if (known.Length < 2)
        {
            return;
        }

        var names = known.Select(i => all[i]).ToArray();
        var rows = known.Select(i => known.Select(j => matrix[i][j]).ToArray()).ToArray();
        var cells = Enumerable.Range(0, names.Length).SelectMany(i => Enumerable.Range(0, i).Select(j => (i, j))).ToArray();
        var table = set.Add("correlation",
        [
            new ChartColumn("ROW", [.. cells.Select(c => names[c.i])]),
            new ChartColumn("COLUMN", [.. cells.Select(c => names[c.j])]),
            new ChartColumn("R", [.. cells.Select(c => rows[c.i][c.j])]),
        ]);
        var cell = names.Length <= MostNumbered ? 46 : 26;
        var numbers = names.Length > MostNumbered ? "" : """
            ,{"mark":{"type":"text","fontSize":11},"encoding":{"text":{"field":"R","type":"quantitative","format":".2f"},"color":{"condition":{"test":"abs(datum.R) > 0.6","value":"#ffffff"},"value":"#24292f"} } }
            """;
        var spec = $$"""
            {"data":{"name":{{Vega.Text(table)}}},"width":{"step":{{cell}}},"height":{"step":{{(names.Length <= MostNumbered ? 30 : 22)}}},
             "encoding":{"x":{"field":"COLUMN","type":"nominal","sort":null,"title":null,"axis":{"labelAngle":-40,"labelLimit":160,"labelOverlap":false} },"y":{"field":"ROW","type":"nominal","sort":null,"title":null,"axis":{"labelLimit":180,"labelOverlap":false} } },
             "layer":[{"mark":{"type":"rect"},"encoding":{"color":{"field":"R","type":"quantitative","title":"correlation","scale":{"domain":[-1,0,1],"range":["#8c4a00","#f7f7f7","#00507d"]},"legend":{"gradientLength":220,"tickCount":5} },
               "tooltip":{{Vega.Tooltip(("ROW", "parameter", false), ("COLUMN", "with", false), ("R", "correlation", true))}}} }{{numbers}}]}
            """;
        set.Add(new Chart(set.Name("correlation"), ChartSection.Uncertainty, "correlations of the estimates", spec, [table])
        {
            Caption = "From the covariance step. Brown: the two estimates rise against each other; blue: together.",
            IsWide = names.Length > 8,
        });
    }
}
