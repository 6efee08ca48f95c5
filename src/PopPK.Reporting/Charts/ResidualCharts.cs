using MathNet.Numerics.Distributions;

namespace PopPK.Reporting.Charts;

/// <summary>Residuals against time, time after dose and prediction, and against the normal distribution. Stateless.</summary>
internal static class ResidualCharts
{
    private const string HasResidual = "datum.STATUS !== '' && datum.CWRES !== null";

    /// <summary>Adds the charts of an endpoint.</summary>
    /// <param name="set">Receives them.</param>
    /// <param name="records">The endpoint.</param>
    public static void Add(ChartSet set, EndpointRecords records)
    {
        if (!records.HasResiduals)
        {
            return;
        }

        var table = records.Table(set);
        AddAgainst(set, records, table, "TIME", "cwres-time", "time", Vega.Titled("Time", records.TimeUnit));
        if (records.HasLaterDoses)
        {
            AddAgainst(set, records, table, "TAD", "cwres-tad", "time after dose", Vega.Titled("Time after dose", records.TimeUnit));
        }

        AddAgainst(set, records, table, "PRED", "cwres-pred", "population predictions", Vega.Titled("Population prediction (PRED)", records.Unit));
        AddAbsolute(set, records, table);
        AddQuantiles(set, records);
    }

    private static void AddAgainst(ChartSet set, EndpointRecords records, string table, string field, string name, string what, string title)
    {
        var (low, high) = Vega.Range(records.Observed(field));
        var spec = $$"""
            {"width":430,"height":280,
             "encoding":{"x":{{Vega.Axis(field, title)}},"y":{{Vega.Axis("CWRES", "Conditional weighted residual (CWRES)")}}},
             "layer":[
              {{Vega.Reference(field, "CWRES", [(low, 0), (high, 0)])}},
              {{Vega.Reference(field, "CWRES", [(low, 2), (high, 2)], 0.3)}},
              {{Vega.Reference(field, "CWRES", [(low, -2), (high, -2)], 0.3)}},
              {{Vega.Points(table, HasResidual, records.Tooltip, isDense: records.IsDense)}}
              {{set.Smooth($"{name}{records.Number}", records.Observed(field), records.Observed("CWRES"), field, "CWRES")}}]}
            """;
        set.Add(new Chart(set.Name(name + records.Suffix), ChartSection.GoodnessOfFit, $"{records.Heading}residuals against {what}", spec, [table, set.CurveTable])
        {
            Caption = "Dashed: 0, and 2 standard deviations to either side; green: local regression (loess)." + MissingNote(records),
        });
    }

    private static void AddAbsolute(ChartSet set, EndpointRecords records, string table)
    {
        var spec = $$"""
            {"width":430,"height":280,
             "encoding":{"x":{{Vega.Axis("IPRED", Vega.Titled("Individual prediction (IPRED)", records.Unit))}},"y":{{Vega.Axis("ABSIWRES", "|Individual weighted residual| (|IWRES|)")}}},
             "layer":[
              {{Vega.Points(table, HasResidual, records.Tooltip, isDense: records.IsDense)}}
              {{set.Smooth($"iwres-ipred{records.Number}", records.Observed("IPRED"), records.Observed("ABSIWRES"), "IPRED", "ABSIWRES")}}]}
            """;
        set.Add(new Chart(set.Name("iwres-ipred" + records.Suffix), ChartSection.GoodnessOfFit, $"{records.Heading}size of residuals against individual predictions", spec, [table, set.CurveTable])
        {
            Caption = "A level green curve (loess) means that the residual error model has the right shape." + MissingNote(records),
        });
    }

    private static void AddQuantiles(ChartSet set, EndpointRecords records)
    {
        var rows = Enumerable.Range(0, records.Ids.Length)
            .Where(i => records.Statuses[i].Length > 0 && double.IsFinite(records["CWRES"][i]))
            .OrderBy(i => records["CWRES"][i])
            .ToArray();
        var table = set.Add($"quantiles{records.Number}",
        [
            new ChartColumn("ID", rows.Select(i => records.Ids[i]).ToArray()),
            new ChartColumn("TIME", rows.Select(i => records["TIME"][i]).ToArray()),
            new ChartColumn("CWRES", rows.Select(i => records["CWRES"][i]).ToArray()),
            new ChartColumn("NORMAL", NormalScores(rows.Length)),
        ]);
        var spec = Quantiles(table, "CWRES", "Quantile of CWRES", records.TimeUnit, rows.Length);
        set.Add(new Chart(set.Name("cwres-quantiles" + records.Suffix), ChartSection.GoodnessOfFit, $"{records.Heading}residuals against the normal distribution", spec, [table])
        {
            Caption = "Dashed: the standard normal distribution.",
        });
    }

    /// <summary>A quantile-quantile plot.</summary>
    /// <param name="table">The table, with ID, TIME, NORMAL and the values.</param>
    /// <param name="field">The values.</param>
    /// <param name="title">What they are.</param>
    /// <param name="timeUnit">The unit of time, or null.</param>
    /// <param name="count">Number of values.</param>
    internal static string Quantiles(string table, string field, string title, string? timeUnit, int count)
    {
        var end = count == 0 ? 1 : Math.Abs(NormalScores(count)[0]);
        return $$"""
            {"width":430,"height":280,
             "encoding":{"x":{{Vega.Axis("NORMAL", "Quantile of the standard normal distribution")}},"y":{{Vega.Axis(field, title)}}},
             "layer":[
              {{Vega.Reference("NORMAL", field, [(-end, -end), (end, end)])}},
              {{Vega.Points(table, $"isValid(datum.{field})", Vega.Tooltip(("ID", "ID", false), ("TIME", Vega.Titled("time", timeUnit), true), (field, field, true)))}}]}
            """;
    }

    /// <summary>The quantiles of the standard normal distribution at (i - 0.5)/n.</summary>
    /// <param name="count">n.</param>
    internal static double[] NormalScores(int count) => [.. Enumerable.Range(1, count).Select(i => Normal.InvCDF(0, 1, (i - 0.5) / count))];

    private static string MissingNote(EndpointRecords records)
    {
        var observations = records.Observed("CWRES");
        var missing = observations.Count(r => !double.IsFinite(r));
        return missing == 0 ? "" : $" {missing} of {observations.Length} observations are censored or not normal and have no residual.";
    }
}
