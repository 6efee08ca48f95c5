using System.Collections.Immutable;

namespace PopPK.Reporting.Charts;

/// <summary>The charts of a run and the tables they draw from. One owner while it is filled.</summary>
/// <param name="prefix">What the names of the run's charts and tables begin with, so that several runs share a page.</param>
internal sealed class ChartSet(string prefix)
{
    private readonly List<Chart> _charts = [];
    private readonly List<ChartData> _data = [];
    private readonly List<(string Curve, double X, double Y)> _curves = [];

    /// <summary>The charts.</summary>
    public IReadOnlyList<Chart> Charts => _charts;

    /// <summary>The name of the table of smooth curves.</summary>
    public string CurveTable => Name("curves");

    /// <summary>The tables.</summary>
    public IEnumerable<ChartData> Data => _data.Append(new ChartData(CurveTable,
    [
        new ChartColumn("CURVE", [.. _curves.Select(c => c.Curve)]),
        new ChartColumn("X", [.. _curves.Select(c => c.X)]),
        new ChartColumn("Y", [.. _curves.Select(c => c.Y)]),
    ]));

    /// <summary>True when a table was added.</summary>
    /// <param name="name">Its name on the page.</param>
    public bool Has(string name) => _data.Exists(d => d.Name == name);

    /// <summary>A name of this run.</summary>
    /// <param name="name">The name among the run's.</param>
    public string Name(string name) => prefix + name;

    /// <summary>Adds a chart.</summary>
    /// <param name="chart">The chart.</param>
    public void Add(Chart chart) => _charts.Add(chart);

    /// <summary>Adds a table.</summary>
    /// <param name="name">Its name among the run's.</param>
    /// <param name="columns">Its columns.</param>
    /// <returns>Its name on the page.</returns>
    public string Add(string name, ImmutableArray<ChartColumn> columns)
    {
        _data.Add(new ChartData(Name(name), columns));
        return Name(name);
    }

    /// <summary>Adds the smooth curve through points.</summary>
    /// <param name="curve">Its name.</param>
    /// <param name="x">Abscissae.</param>
    /// <param name="y">Ordinates.</param>
    /// <returns>The layer that draws it, with a comma in front; empty when there are too few points.</returns>
    /// <param name="xField">The field of the abscissa.</param>
    /// <param name="yField">The field of the ordinate.</param>
    public string Smooth(string curve, IReadOnlyList<double> x, IReadOnlyList<double> y, string xField, string yField)
    {
        var (xs, ys) = Smoother.Smooth(x, y);
        _curves.AddRange(xs.Select((v, i) => (curve, v, ys[i])));
        return xs.Length == 0 ? "" : ",\n" + Vega.Smooth(CurveTable, curve, xField, yField);
    }

    /// <summary>The charts of a check by simulation alone.</summary>
    /// <param name="check">The check.</param>
    public static ChartSet OfCheck(Html.RunContents check)
    {
        var set = new ChartSet("");
        PredictiveCharts.Add(set, check);
        return set;
    }

    /// <summary>All charts of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="prefix">What names begin with.</param>
    public static ChartSet Of(Html.RunContents run, string prefix = "")
    {
        var set = new ChartSet(prefix);
        foreach (var endpoint in EndpointRecords.Of(run))
        {
            FitCharts.Add(set, endpoint);
            ResidualCharts.Add(set, endpoint);
            IndividualCharts.Add(set, endpoint);
        }

        EffectCharts.Add(set, run);
        PredictiveCharts.Add(set, run);
        SearchCharts.Add(set, run);
        return set;
    }
}
