using System.Collections.Immutable;
using PopPK.Reporting.Html;

namespace PopPK.Reporting.Charts;

/// <summary>The records of one endpoint of a run, from <c>report.json</c> and <c>predictions.csv</c>. Immutable by agreement.</summary>
internal sealed class EndpointRecords
{
    /// <summary>Number of subjects on a page of individual fits.</summary>
    public const int SubjectsPerPage = 12;

    private readonly Dictionary<string, double[]> _columns;
    private readonly Dictionary<string, (double[] Times, double[] Pred, double[] Ipred)> _curves = [];

    private EndpointRecords(int number, int count, string name, string? unit, string? timeUnit, string[] ids, string[] statuses, Dictionary<string, double[]> columns)
    {
        (Number, Name, Unit, TimeUnit, Ids, Statuses, _columns) = (number, name, unit, timeUnit, ids, statuses, columns);
        Suffix = count == 1 ? "" : $"-{number}";
        Heading = count == 1 ? "" : $"{name}: ";
        var orders = ids.Distinct().Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        Orders = [.. ids.Select(id => (double)orders[id])];
        Pages = [.. ids.Select(id => orders[id] / SubjectsPerPage + 1.0)];
        PageCount = Math.Max(1, (orders.Count + SubjectsPerPage - 1) / SubjectsPerPage);
    }

    /// <summary>Number of the endpoint, from 1.</summary>
    public int Number { get; }

    /// <summary>What the names of its charts end in: empty when there is one endpoint.</summary>
    public string Suffix { get; }

    /// <summary>What the titles of its charts begin with: empty when there is one endpoint.</summary>
    public string Heading { get; }

    /// <summary>Name of the predicted quantity.</summary>
    public string Name { get; }

    /// <summary>Its unit, or null.</summary>
    public string? Unit { get; }

    /// <summary>The unit of time, or null.</summary>
    public string? TimeUnit { get; }

    /// <summary>ID of every record.</summary>
    public string[] Ids { get; }

    /// <summary>What is known of the observation: observed, below limit ...; empty where the record is none.</summary>
    public string[] Statuses { get; }

    /// <summary>Position of the record's subject, from 0.</summary>
    public double[] Orders { get; }

    /// <summary>The page of individual fits that shows the record's subject.</summary>
    public double[] Pages { get; }

    /// <summary>Number of pages of individual fits.</summary>
    public int PageCount { get; }

    /// <summary>True when there are so many observations that points are drawn smaller.</summary>
    public bool IsDense => Statuses.Length > 1500;

    /// <summary>True when there are predictions.</summary>
    public bool HasPredictions => _columns["PRED"].Any(double.IsFinite);

    /// <summary>True when there are residuals.</summary>
    public bool HasResiduals => _columns["CWRES"].Any(double.IsFinite);

    /// <summary>True when observations follow doses at other times than 0: otherwise time after dose is time.</summary>
    public bool HasLaterDoses
    {
        get
        {
            var time = Observed("TIME");
            return Observed("TAD").Where((t, i) => double.IsFinite(t) && t != time[i]).Any();
        }
    }

    /// <summary>True when observations are censored.</summary>
    public bool HasCensored => Statuses.Any(s => s.Length > 0 && s != "observed");

    /// <summary>A column, one number per record: TIME, TAD, DV, PRED, IPRED, CWRES, IWRES, and ABSIWRES, its size.</summary>
    /// <param name="name">Its name.</param>
    public double[] this[string name] => _columns[name];

    /// <summary>A column's numbers at observations.</summary>
    /// <param name="name">Its name.</param>
    public double[] Observed(string name) => [.. _columns[name].Where((_, i) => Statuses[i].Length > 0)];

    /// <summary>The endpoints of a run that have records; none when the run was written without <c>report.json</c>.</summary>
    /// <param name="run">The run.</param>
    public static ImmutableArray<EndpointRecords> Of(RunContents run)
    {
        var records = run.Description.Field("records");
        var endpoints = run.Description.Items("endpoints").ToArray();
        var ids = records.Texts("id");
        var statuses = records.Texts("status");
        var numbers = records.Numbers("endpoint");
        var columns = new Dictionary<string, double[]> { ["TIME"] = records.Numbers("time"), ["TAD"] = records.Numbers("timeAfterDose"), ["DV"] = records.Numbers("dv") };
        foreach (var name in (string[])["PRED", "IPRED", "CWRES", "IWRES"])
        {
            // A failed run has no predictions.
            columns[name] = run.Table("predictions.csv") is { } table && table.Count == ids.Length ? table.Numbers(name) : Missing(ids.Length);
        }

        columns["ABSIWRES"] = [.. columns["IWRES"].Select(Math.Abs)];
        var found = ImmutableArray.CreateBuilder<EndpointRecords>();
        for (var e = 0; e < endpoints.Length; e++)
        {
            var rows = Enumerable.Range(0, ids.Length).Where(i => numbers[i] == e).ToArray();
            if (rows.Any(i => statuses[i].Length > 0))
            {
                var endpoint = new EndpointRecords(
                    e + 1,
                    endpoints.Length,
                    QuantityName(endpoints[e].Text("name")),
                    endpoints[e].Text("unit"),
                    run.Description.Text("timeUnit"),
                    [.. rows.Select(i => ids[i])],
                    [.. rows.Select(i => StatusText(statuses[i]))],
                    columns.ToDictionary(c => c.Key, c => rows.Select(i => c.Value[i]).ToArray()));
                endpoint.ReadCurves(run);
                found.Add(endpoint);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// The table of individual fits: observations, and the points of the lines through predictions, LPRED and LIPRED, which are those of the run's curves;
    /// of a subject without a curve the records.
    /// </summary>
    /// <param name="set">Receives it.</param>
    /// <returns>Its name.</returns>
    public string FitTable(ChartSet set)
    {
        var observed = Enumerable.Range(0, Ids.Length).Where(i => Statuses[i].Length > 0).ToArray();
        var lines = new List<(int Row, double Time, double Pred, double Ipred)>();
        for (var i = 0; i < Ids.Length; i++)
        {
            if (!_curves.TryGetValue(Ids[i], out var curve))
            {
                lines.Add((i, _columns["TIME"][i], _columns["PRED"][i], _columns["IPRED"][i]));
            }
            else if (i == 0 || Ids[i] != Ids[i - 1])
            {
                lines.AddRange(curve.Times.Select((t, k) => (i, t, curve.Pred[k], curve.Ipred[k])));
            }
        }

        int[] rows = [.. observed, .. lines.Select(l => l.Row)];
        double[] none = [.. observed.Select(_ => double.NaN)];
        return set.Add($"fits{Number}",
        [
            new ChartColumn("ID", [.. rows.Select(i => Ids[i])]),
            new ChartColumn("STATUS", [.. rows.Select((i, k) => k < observed.Length ? Statuses[i] : "")]),
            new ChartColumn("PAGE", [.. rows.Select(i => Pages[i])]),
            new ChartColumn("ORDER", [.. rows.Select(i => Orders[i])]),
            new ChartColumn("TIME", [.. observed.Select(i => _columns["TIME"][i]), .. lines.Select(l => l.Time)]),
            .. ((string[])["TAD", "DV", "PRED", "IPRED", "CWRES"]).Select(c => new ChartColumn(c, [.. observed.Select(i => _columns[c][i]), .. lines.Select(_ => double.NaN)])),
            new ChartColumn("LPRED", [.. none, .. lines.Select(l => l.Pred)]),
            new ChartColumn("LIPRED", [.. none, .. lines.Select(l => l.Ipred)]),
        ]);
    }

    /// <summary>True when predictions between the records of every subject are known.</summary>
    public bool HasCurves => Ids.Distinct().All(_curves.ContainsKey);

    /// <summary>The table of the records, for charts.</summary>
    /// <param name="set">Receives it, once.</param>
    /// <returns>Its name.</returns>
    public string Table(ChartSet set)
    {
        var name = $"records{Number}";
        return set.Has(set.Name(name)) ? set.Name(name) : set.Add(name,
        [
            new ChartColumn("ID", Ids),
            new ChartColumn("STATUS", Statuses),
            new ChartColumn("PAGE", Pages),
            new ChartColumn("ORDER", Orders),
            .. _columns.Select(c => new ChartColumn(c.Key, c.Value)),
        ]);
    }

    /// <summary>What is said of a point under the pointer.</summary>
    public string Tooltip => Vega.Tooltip(
        ("ID", "ID", false),
        ("TIME", Vega.Titled("time", TimeUnit), true),
        ("TAD", Vega.Titled("time after dose", TimeUnit), true),
        ("DV", Vega.Titled($"observed {Name}", Unit), true),
        ("IPRED", "individual prediction", true),
        ("PRED", "population prediction", true),
        ("CWRES", "CWRES", true));

    private void ReadCurves(RunContents run)
    {
        foreach (var curve in run.Description.Items("curves").Where(c => c.Number("endpoint") == Number - 1))
        {
            _curves[curve.Text("id") ?? ""] = (curve.Numbers("time"), curve.Numbers("pred"), curve.Numbers("ipred"));
        }
    }

    // Control streams call their predictions so, whatever is observed.
    private static string QuantityName(string? name) => name is null or "F" or "Y" or "IPRED" or "IPRE" ? "DV" : name;

    private static string StatusText(string status) => status switch
    {
        "below" => "below limit",
        "above" => "above limit",
        "between" => "between limits",
        _ => status,
    };

    private static double[] Missing(int count)
    {
        var numbers = new double[count];
        Array.Fill(numbers, double.NaN);
        return numbers;
    }
}
