using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>Random effects: their distributions, in pairs, and against covariates. Stateless.</summary>
internal static class EffectCharts
{
    private const string FewTicks = ",\"axis\":{\"tickCount\":5,\"format\":\".3~g\"}";

    /// <summary>Adds the charts of a run.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="run">The run.</param>
    public static void Add(ChartSet set, RunContents run)
    {
        var groups = EffectTable.Of(run);
        for (var g = 0; g < groups.Length; g++)
        {
            AddGroup(set, run, groups[g], g);
        }
    }

    private static void AddGroup(ChartSet set, RunContents run, EffectTable effects, int number)
    {
        var covariates = run.Description.Items("covariates").ToArray();
        var table = set.Add($"effects{number + 1}", Columns(effects, covariates));
        var suffix = number == 0 ? "" : $"-{number + 1}";
        AddDistributions(set, run, effects, table, suffix);
        if (effects.Names.Length > 1)
        {
            AddPairs(set, effects, table, suffix);
        }

        for (var c = 0; c < covariates.Length; c++)
        {
            // The value at the subject's first record says nothing of a later occasion.
            if (effects.HasOccasions && covariates[c].Flag("changes"))
            {
                continue;
            }

            AddCovariate(set, effects, table, suffix, covariates[c], c + 1);
        }
    }

    private static ImmutableArray<ChartColumn> Columns(EffectTable effects, JsonElement[] covariates)
    {
        var columns = ImmutableArray.CreateBuilder<ChartColumn>();
        columns.Add(new ChartColumn("ID", effects.Ids));
        columns.Add(new ChartColumn("OCCASION", effects.Keys));

        // Spreads points of a category; the golden section leaves no pattern.
        columns.Add(new ChartColumn("SPREAD", [.. effects.Subjects.Select(s => (s + 1) * 0.6180339887498949 % 1)]));
        columns.AddRange(effects.Values.Select((v, e) => new ChartColumn($"E{e + 1}", v)));
        columns.AddRange(covariates.Select((c, i) => IsCategorical(c)
            ? new ChartColumn($"C{i + 1}", Repeat(Labels(c), effects))
            : new ChartColumn($"C{i + 1}", Repeat(c.Numbers("values"), effects))));
        return columns.ToImmutable();
    }

    // From one value per subject to one per row.
    private static T[] Repeat<T>(T[] values, EffectTable effects) => [.. effects.Subjects.Select(s => values[s])];

    private static void AddDistributions(ChartSet set, RunContents run, EffectTable effects, string table, string suffix)
    {
        var panels = effects.Names.Select((name, e) =>
        {
            var finite = effects.Values[e].Count(double.IsFinite);
            var sd = Math.Sqrt(Variance(run, name));
            var (low, high) = Vega.Range(effects.Values[e].Concat(double.IsFinite(sd) ? [-3 * sd, 3 * sd] : []));
            var bins = $$"""
                {"data":{"name":{{Vega.Text(table)}}},"transform":[{"filter":"isValid(datum.E{{e + 1}})"},{"bin":{"maxbins":18,"extent":[{{Vega.Number(low)}},{{Vega.Number(high)}}]},"field":"E{{e + 1}}","as":["FROM","TO"]},
                  {"aggregate":[{"op":"count","as":"COUNT"}],"groupby":["FROM","TO"]},{"calculate":"datum.COUNT / ({{finite}} * (datum.TO - datum.FROM))","as":"DENSITY"}],
                 "mark":{"type":"bar","color":{"expr":"dot"},"opacity":0.55,"binSpacing":1},
                 "encoding":{"x":{"field":"FROM","bin":{"binned":true},"type":"quantitative","title":{{Vega.Text(name)}},"axis":{"tickCount":5,"format":".3~g"} },"x2":{"field":"TO"},"y":{"field":"DENSITY","type":"quantitative","title":"Density"},
                  "tooltip":[{"field":"FROM","type":"quantitative","format":".3~g","title":"from"},{"field":"TO","type":"quantitative","format":".3~g","title":"to"},{"field":"COUNT","type":"quantitative","title":"estimates"}]} }
                """;
            var normal = !double.IsFinite(sd) || sd <= 0 ? "" : $$"""
                ,{"data":{"sequence":{"start":-3,"stop":3.01,"step":0.05,"as":"Z"} },"transform":[{"calculate":"datum.Z * {{Vega.Number(sd)}}","as":"FROM"},{"calculate":"exp(-datum.Z * datum.Z / 2) / ({{Vega.Number(sd)}} * sqrt(2 * PI))","as":"DENSITY"}],
                 "mark":{"type":"line","color":{"expr":"ink"},"strokeWidth":1.6},"encoding":{"x":{"field":"FROM","type":"quantitative"},"y":{"field":"DENSITY","type":"quantitative"} } }
                """;
            var marks = $$"""
                ,{"data":{"name":{{Vega.Text(table)}}},"transform":[{{Vega.PickedOnly}}],"mark":{"type":"rule","color":{"expr":"accent"},"strokeWidth":2.5},"encoding":{"x":{"field":"E{{e + 1}}","type":"quantitative"} } }
                """;
            return $$"""{"width":250,"height":170,"layer":[{{bins}}{{normal}}{{marks}}]}""";
        });
        set.Add(new Chart(set.Name("effect-distributions" + suffix), ChartSection.Effects, $"distributions of the random effects by {effects.Grouping}", $$"""{"columns":3,"concat":[{{string.Join(",\n", panels)}}]}""", [table])
        {
            Caption = "Bars: empirical Bayes estimates; curve: the normal distribution with the estimated variance. Where shrinkage is high the bars are narrower than the curve.",
            IsWide = true,
        });
    }

    private static void AddPairs(ChartSet set, EffectTable effects, string table, string suffix)
    {
        var n = effects.Names.Length;
        var size = n <= 3 ? 150 : n <= 6 ? 165 : 120;
        var panels = Enumerable.Range(0, n - 1).SelectMany(row => Enumerable.Range(0, n - 1).Select(column => (Y: row + 1, X: column))).Select(p => p.X < p.Y
            ? $$"""
              {"width":{{size}},"height":{{size}},
               "title":{{Vega.Text($"r = {Correlation(effects.Values[p.X], effects.Values[p.Y]).ToString("F2", CultureInfo.InvariantCulture).Replace('-', '−')}")}},
               "encoding":{"x":{{Vega.Axis($"E{p.X + 1}", effects.Names[p.X], FewTicks)}},"y":{{Vega.Axis($"E{p.Y + 1}", effects.Names[p.Y], FewTicks)}}},
               "layer":[{{Vega.Points(table, "true", Tooltip(effects))}}]}
              """
            : null);
        var rows = panels.Chunk(n - 1).Select(r => $$"""{"hconcat":[{{string.Join(",\n", r.Where(x => x is not null))}}]}""");
        set.Add(new Chart(set.Name("effect-pairs" + suffix), ChartSection.Effects, $"random effects by {effects.Grouping} in pairs", $$"""{"vconcat":[{{string.Join(",\n", rows)}}]}""", [table])
        {
            Caption = "r: correlation of the empirical Bayes estimates, which shrinkage distorts; the estimated one stands in the table of variability.",
            IsWide = n > 3,
        });
    }

    private static void AddCovariate(ChartSet set, EffectTable effects, string table, string suffix, JsonElement covariate, int number)
    {
        var name = covariate.Text("name") ?? $"C{number}";
        var isCategorical = IsCategorical(covariate);
        var title = Vega.Titled(name, covariate.Text("unit"));
        var field = $"C{number}";
        var panels = effects.Names.Select((effect, e) => isCategorical
            ? Boxes(table, field, title, $"E{e + 1}", effect, effects)
            : Points(set, effects, table, field, title, e, $"{field}-E{e + 1}{suffix}", covariate));
        var used = covariate.Flag("inModel") ? ", in the model" : ", not in the model";
        set.Add(new Chart(
            set.Name($"effects-{FileName(name)}" + suffix),
            ChartSection.Covariates,
            $"random effects by {effects.Grouping} against {name}{used}",
            $$"""{"columns":3,"concat":[{{string.Join(",\n", panels)}}]}""",
            isCategorical ? [table] : [table, set.CurveTable])
        {
            Caption = (isCategorical ? "Boxes: quartiles; whiskers reach to the last point within 1.5 interquartile ranges." : "Green: local regression (loess).")
                + (covariate.Flag("changes") ? $" {name} changes within subjects: the first value is shown." : ""),
            IsWide = true,
        });
    }

    private static string Points(ChartSet set, EffectTable effects, string table, string field, string title, int effect, string curve, JsonElement covariate)
    {
        var xs = Repeat(covariate.Numbers("values"), effects);
        var (low, high) = Vega.Range(xs);
        var y = $"E{effect + 1}";
        return $$"""
            {"width":270,"height":220,
             "encoding":{"x":{{Vega.Axis(field, title, FewTicks)}},"y":{{Vega.Axis(y, effects.Names[effect], FewTicks)}}},
             "layer":[
              {{Vega.Reference(field, y, [(low, 0), (high, 0)])}},
              {{Vega.Points(table, "true", Tooltip(effects, (field, title, true)))}}
              {{set.Smooth(curve, xs, effects.Values[effect], field, y)}}]}
            """;
    }

    private static string Boxes(string table, string field, string title, string y, string effect, EffectTable effects) => $$"""
        {"width":270,"height":220,
         "encoding":{"x":{"field":"{{field}}","type":"nominal","title":{{Vega.Text(title)}},"axis":{"labelAngle":0} },"y":{{Vega.Axis(y, effect, FewTicks)}}},
         "layer":[
          {"data":{"name":{{Vega.Text(table)}}},"mark":{"type":"boxplot","outliers":false,"size":46,"box":{"opacity":0.35,"color":{"expr":"third"} },"rule":{"color":{"expr":"third"} },"median":{"color":{"expr":"ink"},"strokeWidth":2} } },
          {{Vega.Points(table, "true", Tooltip(effects, (field, title, false)), ",\"xOffset\":{\"field\":\"SPREAD\",\"type\":\"quantitative\",\"scale\":{\"domain\":[-0.6,1.6]}}")}}]}
        """;

    private static string Tooltip(EffectTable effects, params IEnumerable<(string Field, string Title, bool IsNumber)> more) => Vega.Tooltip(
    [
        ("ID", "ID", false),
        .. effects.HasOccasions ? ((string, string, bool)[])[("OCCASION", effects.Grouping, false)] : [],
        .. effects.Names.Select((n, e) => ($"E{e + 1}", n, true)),
        .. more,
    ]);

    private static bool IsCategorical(JsonElement covariate) => covariate.Field("labels").ValueKind == JsonValueKind.Array;

    private static string?[] Labels(JsonElement covariate) => [.. covariate.Texts("labels").Select(l => l.Length == 0 ? "missing" : l)];

    private static double Variance(RunContents run, string effect)
    {
        var omega = run.Fit.Field("omega");
        var at = Array.IndexOf(omega.Texts("effects"), effect);
        return at < 0 ? double.NaN : omega.Numbers("variances")[at];
    }

    private static double Correlation(double[] x, double[] y)
    {
        var pairs = x.Zip(y).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second)).ToArray();
        if (pairs.Length < 2)
        {
            return double.NaN;
        }

        var (mx, my) = (pairs.Average(p => p.First), pairs.Average(p => p.Second));
        var xy = pairs.Sum(p => (p.First - mx) * (p.Second - my));
        return xy / Math.Sqrt(pairs.Sum(p => (p.First - mx) * (p.First - mx)) * pairs.Sum(p => (p.Second - my) * (p.Second - my)));
    }

    private static string FileName(string name) => new([.. name.Select(c => char.IsLetterOrDigit(c) ? c : '-')]);
}
