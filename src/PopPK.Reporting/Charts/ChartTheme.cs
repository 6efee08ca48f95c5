namespace PopPK.Reporting.Charts;

/// <summary>What all charts share: parameters and configuration. Colours are Okabe and Ito's (2008), which colour-blind people tell apart. Stateless.</summary>
internal static class ChartTheme
{
    /// <summary>The version of the language the specifications are written in.</summary>
    public const string Schema = "https://vega.github.io/schema/vega-lite/v6.json";

    /// <summary>The parameters, with the colours of the light theme.</summary>
    public const string Parameters = """
        [{"name":"picked","value":null},{"name":"ink","value":"#24292f"},{"name":"soft","value":"#d5d9de"},{"name":"dot","value":"#0072B2"},
         {"name":"accent","value":"#D55E00"},{"name":"third","value":"#009E73"},{"name":"paper","value":"#ffffff"}]
        """;

    /// <summary>The configuration.</summary>
    public const string Configuration = """
        {"background":{"expr":"paper"},"font":"system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif",
         "view":{"stroke":{"expr":"soft"}},
         "axis":{"labelColor":{"expr":"ink"},"titleColor":{"expr":"ink"},"domainColor":{"expr":"soft"},"tickColor":{"expr":"soft"},"gridColor":{"expr":"soft"},
                 "gridOpacity":0.55,"labelFontSize":11,"titleFontSize":12,"titleFontWeight":"normal","titlePadding":7,"labelOverlap":true,"labelSeparation":5,"tickCount":6},
         "legend":{"labelColor":{"expr":"ink"},"titleColor":{"expr":"ink"},"labelFontSize":12,"titleFontSize":12,"titleFontWeight":"normal","orient":"top","symbolOpacity":1},
         "header":{"labelColor":{"expr":"ink"},"titleColor":{"expr":"ink"},"labelFontSize":12,"titleFontSize":12,"titleFontWeight":"normal","labelPadding":4},
         "title":{"color":{"expr":"ink"},"subtitleColor":{"expr":"ink"},"fontSize":12,"fontWeight":"normal"}}
        """;

    /// <summary>The specification as it stands alone: with its title and how to read it.</summary>
    /// <param name="chart">The chart.</param>
    public static string Titled(Chart chart) => $"{{\"title\":{Title(chart)},{chart.Spec.TrimStart()[1..]}";

    /// <summary>A chart as a document of its own, with its data.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="data">The tables of its run.</param>
    public static string Standalone(Chart chart, IEnumerable<ChartData> data)
    {
        var text = new System.Text.StringBuilder();
        text.Append($$"""{"$schema":{{Vega.Text(Schema)}},"description":{{Vega.Text(chart.Title)}},"title":{{Title(chart)}},"datasets":{""");
        var separator = "";
        foreach (var table in data.Where(d => chart.Tables.Contains(d.Name)))
        {
            text.Append(separator).Append(Vega.Text(table.Name)).Append(':');
            table.AppendRows(text);
            separator = ",\n";
        }

        text.Append("},\n\"config\":").Append(Configuration).Append(",\n\"params\":").Append(WithParameters(chart.Spec)).Append('\n');
        return text.ToString();
    }

    // Words under the title are folded here: charts do not fold lines.
    private static string Title(Chart chart)
    {
        var width = chart.IsWide ? 150 : 72;
        var lines = new List<string>();
        foreach (var word in chart.Caption.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(word);
            }
        }

        return $$"""{"text":{{Vega.Text(chart.Heading)}},"subtitle":[{{string.Join(",", lines.Select(Vega.Text))}}],"anchor":"start","offset":12,"fontSize":15,"subtitlePadding":5}""";
    }

    // A specification's own parameters follow the common ones.
    private static string WithParameters(string spec)
    {
        const string own = "\"params\":[";
        var at = spec.IndexOf(own, StringComparison.Ordinal);
        var common = Parameters.TrimEnd().TrimEnd(']');
        var body = spec.TrimStart()[1..];
        if (at < 0)
        {
            return $"{common}],{body}";
        }

        var start = spec.IndexOf('[', at) + 1;
        var end = spec.IndexOf("],", start, StringComparison.Ordinal);
        return $"{common},{spec[start..end]}],{spec[(spec.IndexOf('{', StringComparison.Ordinal) + 1)..at]}{spec[(end + 2)..]}";
    }
}
