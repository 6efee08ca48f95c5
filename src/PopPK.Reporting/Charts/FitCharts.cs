namespace PopPK.Reporting.Charts;

/// <summary>Observations against time and predictions. Stateless.</summary>
internal static class FitCharts
{
    private const string IsObservation = "datum.STATUS !== ''";

    /// <summary>Adds the charts of an endpoint.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="records">The endpoint.</param>
    public static void Add(ChartSet set, EndpointRecords records)
    {
        var table = records.Table(set);
        AddCourse(set, records, table, "TIME", "observations", "time");
        if (records.HasLaterDoses)
        {
            AddCourse(set, records, table, "TAD", "observations-tad", "time after dose");
        }

        if (records.HasPredictions)
        {
            AddAgainst(set, records, table, "PRED", "dv-pred", "population predictions", "Population prediction (PRED)");
            AddAgainst(set, records, table, "IPRED", "dv-ipred", "individual predictions", "Individual prediction (IPRED)");
        }
    }

    // Lines join what follows each other; after several doses it would be a tangle.
    private static void AddCourse(ChartSet set, EndpointRecords records, string table, string time, string name, string what)
    {
        var line = $$"""
            {"data":{"name":{{Vega.Text(table)}}},"transform":[{"filter":"{{IsObservation}}"}],"mark":{"type":"line","color":{"expr":"dot"},"strokeWidth":0.8},"encoding":{"detail":{"field":"ID"},"opacity":{"value":0.3} } },
            """;
        var title = char.ToUpperInvariant(what[0]) + what[1..];
        var spec = $$"""
            {"width":430,"height":330,"usermeta":{"log":["y"],"fields":["DV"],"data":{{Vega.Text(table)}}},
             "encoding":{"x":{{Vega.Axis(time, Vega.Titled(title, records.TimeUnit))}},"y":{{Vega.Axis("DV", Vega.Titled($"Observed {records.Name}", records.Unit))}}},
             "layer":[
              {{(time == "TIME" ? line + Vega.PickedLine(table, IsObservation) + "," : "")}}
              {{Vega.Points(table, IsObservation, records.Tooltip, Shape(records), records.IsDense)}}]}
            """;
        set.Add(new Chart(set.Name(name + records.Suffix), ChartSection.GoodnessOfFit, $"{records.Heading}observations against {what}", spec, [table])
        {
            Caption = (time == "TIME" ? "Lines join a subject's observations." : "Time since the last dose as the data give it, additional doses counted, lags not.") + CensoredNote(records),
            HasLogarithm = true,
        });
    }

    private static void AddAgainst(ChartSet set, EndpointRecords records, string table, string field, string name, string what, string title)
    {
        var xs = records.Observed(field);
        var ys = records.Observed("DV");
        var (low, high) = Vega.Range(xs.Concat(ys));
        var positive = Vega.Range(xs.Concat(ys).Where(v => v > 0)).Low;
        var line = new[] { low, positive, high }.Where(v => v >= low && v <= high).Distinct().Order().Select(v => (v, v));
        var spec = $$"""
            {"width":430,"height":330,"usermeta":{"log":["x","y"],"fields":["{{field}}","DV"],"data":{{Vega.Text(table)}}},
             "encoding":{"x":{{Vega.Axis(field, Vega.Titled(title, records.Unit))}},"y":{{Vega.Axis("DV", Vega.Titled($"Observed {records.Name}", records.Unit))}}},
             "layer":[
              {{Vega.Reference(field, "DV", line)}},
              {{Vega.Points(table, IsObservation, records.Tooltip, Shape(records), records.IsDense)}}
              {{set.Smooth($"{name}{records.Number}", xs, ys, field, "DV")}}]}
            """;
        set.Add(new Chart(set.Name(name + records.Suffix), ChartSection.GoodnessOfFit, $"{records.Heading}observations against {what}", spec, [table, set.CurveTable])
        {
            Caption = "Dashed: identity; green: local regression (loess)." + CensoredNote(records),
            HasLogarithm = true,
        });
    }

    /// <summary>The channel that tells censored observations by their form, with a comma in front; empty when there are none.</summary>
    /// <param name="records">The endpoint.</param>
    internal static string Shape(EndpointRecords records)
    {
        (string Status, string Shape)[] forms = [("observed", "circle"), ("below limit", "triangle-down"), ("above limit", "triangle-up"), ("between limits", "diamond")];
        var present = forms.Where(f => records.Statuses.Contains(f.Status)).ToArray();
        return records.HasCensored
            ? $$"""
              ,"shape":{"field":"STATUS","type":"nominal","title":null,"scale":{"domain":[{{string.Join(",", present.Select(p => Vega.Text(p.Status)))}}],"range":[{{string.Join(",", present.Select(p => Vega.Text(p.Shape)))}}]} }
              """
            : "";
    }

    private static string CensoredNote(EndpointRecords records)
    {
        var count = records.Statuses.Count(s => s.Length > 0 && s != "observed");
        return count == 0 ? "" : $" {count} of {records.Statuses.Count(s => s.Length > 0)} observations are censored: their DV is what the data state.";
    }
}
