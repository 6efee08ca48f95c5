using System.Globalization;
using PopPK.Reporting.Csv;

namespace PopPK.Reporting.Charts;

/// <summary>What the charts of one endpoint of a visual predictive check are drawn from. Immutable by agreement.</summary>
internal sealed class VpcRows
{
    private readonly Dictionary<string, double[]> _numbers;
    private readonly Dictionary<string, double[]> _points;
    private readonly string[] _pointIds;
    private readonly string[] _pointStrata;
    private readonly bool _isLogarithmic;

    /// <summary>Reads an endpoint.</summary>
    /// <param name="vpc">The check.</param>
    /// <param name="points">Its observations, or null.</param>
    /// <param name="endpoint">Name of the endpoint.</param>
    /// <param name="isLogarithmic">True when the axis of observations is logarithmic: what has no logarithm is cut off.</param>
    public VpcRows(CsvTable vpc, CsvTable? points, string endpoint, bool isLogarithmic)
    {
        var rows = RowsOf(vpc, endpoint);
        Strata = PredictiveCharts.Pick(vpc.Texts("STRATUM"), rows);
        Kinds = PredictiveCharts.Pick(vpc.Texts("KIND"), rows);
        string[] names = ["BIN", "XMIN", "XMAX", "XMEDIAN", "COUNT", "PERCENTILE", "OBSERVED", "MEDIAN", "LOWER", "UPPER"];
        _numbers = names.ToDictionary(n => n, n => PredictiveCharts.Pick(vpc.Numbers(n), rows));
        var drawn = points is null ? [] : RowsOf(points, endpoint);
        HasPoints = points is not null;
        _pointIds = points is null ? [] : PredictiveCharts.Pick(points.Texts("ID"), drawn);
        _pointStrata = points is null ? [] : PredictiveCharts.Pick(points.Texts("STRATUM"), drawn);
        _points = ((string[])["X", "DV", "BLQ"]).ToDictionary(n => n, n => points is null ? [] : PredictiveCharts.Pick(points.Numbers(n), drawn));
        Limits = [.. _points["DV"].Where((_, i) => _points["BLQ"][i] == 1).Where(double.IsFinite).Distinct().Order()];
        _isLogarithmic = isLogarithmic;
        Low = LowerEnds();
        if (isLogarithmic)
        {
            CutOff();
        }
    }

    /// <summary>The stratum of every row.</summary>
    public string[] Strata { get; }

    /// <summary>What every row is about: a percentile, a share beyond a limit.</summary>
    public string[] Kinds { get; }

    /// <summary>The percentiles.</summary>
    public double[] Percentiles => [.. _numbers["PERCENTILE"].Where(double.IsFinite).Distinct().Order()];

    /// <summary>The limits at which observations that were not quantified are drawn.</summary>
    public double[] Limits { get; }

    /// <summary>True when observations are drawn.</summary>
    public bool HasPoints { get; }

    /// <summary>Where bands begin: at the lower limit where it is not known how far below that.</summary>
    private double[] Low { get; }

    /// <summary>Adds the table of bands.</summary>
    /// <param name="set">Receives it.</param>
    /// <param name="number">Number of the endpoint.</param>
    /// <returns>Its name.</returns>
    public string AddBands(ChartSet set, int number) => set.Add($"vpc{number}",
    [
        new ChartColumn("STRATUM", Strata),
        new ChartColumn("KIND", Kinds),
        .. _numbers.Select(n => new ChartColumn(n.Key, n.Value)),
        new ChartColumn("LOW", Low),
        new ChartColumn("NAMED", Named()),
        new ChartColumn("LABEL", [.. _numbers["PERCENTILE"].Select(PercentileText)]),
    ]);

    /// <summary>Adds the table of observations.</summary>
    /// <param name="set">Receives it.</param>
    /// <param name="number">Number of the endpoint.</param>
    /// <returns>Its name.</returns>
    public string AddPoints(ChartSet set, int number) => set.Add($"vpcPoints{number}",
    [
        new ChartColumn("ID", _pointIds),
        new ChartColumn("STRATUM", _pointStrata),
        new ChartColumn("XMEDIAN", _points["X"]),
        new ChartColumn("OBSERVED", _points["DV"]),
        new ChartColumn("BLQ", _points["BLQ"]),
    ]);

    /// <summary>A percentile in percent, however the table has it.</summary>
    /// <param name="percentile">The percentile.</param>
    public static double Percent(double percentile) => percentile <= 1 ? 100 * percentile : percentile;

    private static int[] RowsOf(CsvTable table, string endpoint)
    {
        var endpoints = table.Texts("ENDPOINT");
        return [.. Enumerable.Range(0, table.Count).Where(i => endpoints[i] == endpoint)];
    }

    private static string PercentileText(double percentile) => double.IsNaN(percentile) ? "" : $"{Percent(percentile).ToString("G4", CultureInfo.InvariantCulture)} %";

    // A percentile among what is not quantified has no number; its band then reaches down to the limit.
    private double[] LowerEnds()
    {
        var (lower, upper) = (_numbers["LOWER"], _numbers["UPPER"]);
        return [.. lower.Select((v, i) => double.IsNaN(v) && Limits.Length > 0 && Kinds[i] == "percentile" ? Math.Min(Limits[0], upper[i]) : v)];
    }

    // In each stratum the bin where the lines are farthest apart, so that their names do not cover each other; at the ends they would stand in steep parts or outside.
    private double[] Named()
    {
        var named = new double[Kinds.Length];
        var percentiles = Enumerable.Range(0, Kinds.Length).Where(i => Kinds[i] == "percentile" && double.IsFinite(_numbers["OBSERVED"][i])).ToArray();
        var (low, high) = Vega.Range(_numbers["XMEDIAN"]);
        foreach (var stratum in percentiles.GroupBy(i => Strata[i]))
        {
            var inner = stratum.Where(i => (_numbers["XMEDIAN"][i] - low) / (high - low) is > 0.12 and < 0.88).ToArray();
            var bins = (inner.Length > 0 ? inner : [.. stratum]).GroupBy(i => _numbers["BIN"][i]).ToArray();
            var best = bins.Where(b => b.Count() == bins.Max(o => o.Count())).MaxBy(b => b.Zip(b.Skip(1)).Select(p => Gap(p.First, p.Second)).DefaultIfEmpty(0).Min())!;
            foreach (var row in best)
            {
                named[row] = 1;
            }
        }

        return named;
    }

    private double Gap(int lower, int upper)
    {
        var (from, to) = (_numbers["OBSERVED"][lower], _numbers["OBSERVED"][upper]);
        return _isLogarithmic ? Math.Log(to / from) : to - from;
    }

    private void CutOff()
    {
        var known = Kinds.Select((k, i) => (k, i)).Where(p => p.k == "percentile").SelectMany(p => (double[])[_numbers["OBSERVED"][p.i], _numbers["MEDIAN"][p.i]]);
        var least = known.Concat(_points["DV"]).Where(v => v > 0).DefaultIfEmpty(double.NaN).Min();
        foreach (var column in (double[][])[_numbers["OBSERVED"], _numbers["MEDIAN"], _points["DV"]])
        {
            for (var i = 0; i < column.Length; i++)
            {
                column[i] = column == _points["DV"] || Kinds[i] == "percentile" ? (column[i] > 0 ? column[i] : double.NaN) : column[i];
            }
        }

        for (var i = 0; i < Low.Length; i++)
        {
            if (Kinds[i] == "percentile")
            {
                var isSeen = _numbers["UPPER"][i] > least;
                Low[i] = isSeen ? Math.Max(Low[i], least) : double.NaN;
                _numbers["UPPER"][i] = isSeen ? _numbers["UPPER"][i] : double.NaN;
            }
        }
    }
}
