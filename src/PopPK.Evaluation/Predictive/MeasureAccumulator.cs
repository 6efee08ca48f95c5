using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Numerics.Statistics;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>
/// A posterior predictive check of measures of exposure: each is taken from the observations of every subject, without a model, and from its simulated
/// observations at the same times in the same way; what is compared is a statistic over subjects. Mutable, one owner.
/// </summary>
public sealed class MeasureAccumulator
{
    private readonly ImmutableArray<Line> _lines;
    private readonly ImmutableArray<Diagnostic> _findings;
    private readonly double _level;
    private readonly double[] _times;
    private readonly double[] _values;
    private readonly double[] _subjects;
    private int _count;

    private MeasureAccumulator(ImmutableArray<Line> lines, ImmutableArray<Diagnostic> findings, double level)
    {
        (_lines, _findings, _level) = (lines, findings, level);
        var longest = lines.SelectMany(l => l.Series).Select(s => s.Observations.Length).DefaultIfEmpty(0).Max();
        _times = new double[longest];
        _values = new double[longest];
        _subjects = new double[lines.Select(l => l.Series.Length).DefaultIfEmpty(0).Max()];
    }

    /// <summary>Plans the check.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="point">The population parameters.</param>
    /// <param name="measures">The measures; one without a quantity is taken of each endpoint.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <param name="lowerLimit">A lower limit of quantification that replaces the model's, or null.</param>
    /// <param name="level">Level of the intervals.</param>
    /// <returns>The check, or null when something is wrong.</returns>
    public static MeasureAccumulator? TryCreate(
        Cohort cohort, PopulationPoint point, ImmutableArray<Measure> measures, DiagnosticBag diagnostics, double? lowerLimit = null, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var found = new DiagnosticBag();
        var endpoints = cohort.Model.Model.Endpoints.Select(e => e.Name).ToArray();
        Refuse(measures, endpoints, found);
        if (!(level is > 0 and < 1))
        {
            found.Error("PK7403", "the level of the intervals must lie between 0 and 100 %", null, "the default is 95");
        }

        var observations = found.HasErrors ? [] : PredictiveObservations.Of(cohort, point, lowerLimit, found);
        if (found.HasErrors)
        {
            diagnostics.AddRange(found);
            return null;
        }

        PredictiveObservations.ReportDiscarded(cohort, observations, found);
        var lines = ImmutableArray.CreateBuilder<Line>();
        foreach (var ofEndpoint in SeriesOf(cohort, observations, found).GroupBy(s => s.Observations[0].Endpoint).OrderBy(g => g.Key))
        {
            var name = endpoints[ofEndpoint.Key];
            foreach (var measure in measures.Where(m => m.Quantity is null || m.Quantity == name))
            {
                lines.Add(Line.Of(measure, name, [.. ofEndpoint]));
            }
        }

        foreach (var line in lines.Where(l => l.Series.IsEmpty))
        {
            found.Warning("PK7433", $"no subject has observations of {line.Endpoint} that tell {line.Measure}", line.Measure.Location, "look at its window");
        }

        return new MeasureAccumulator(lines.ToImmutable(), [.. found], level);
    }

    /// <summary>True when there is something to keep.</summary>
    public bool HasReplicates => _count > 0;

    /// <summary>Adds a simulated data set.</summary>
    /// <param name="replicate">Its number, from 0, in order.</param>
    /// <param name="simulated">Its observations, subject by subject.</param>
    public void Add(int replicate, ReadOnlySpan<double> simulated)
    {
        foreach (var line in _lines)
        {
            line.Add(Measured(line, simulated));
        }

        _count++;
    }

    /// <summary>The check of the data sets that were added.</summary>
    public MeasureCheckResult Finish()
    {
        var rows = ImmutableArray.CreateBuilder<MeasureRow>();
        foreach (var line in _lines)
        {
            var observed = Measured(line, []).ToArray();
            foreach (var statistic in line.Statistics)
            {
                double[] replicates = [.. line.Replicates[(int)statistic]];
                var check = PredictiveCheck.Of(Statistic(statistic, observed), replicates, _level);
                rows.Add(new MeasureRow(line.Endpoint, line.Measure.ToString(), statistic, line.Series.Length, check, [.. replicates]));
            }
        }

        return new MeasureCheckResult(_count, _level, rows.ToImmutable(), [.. _findings, .. Outside(rows)]);
    }

    /// <summary>A statistic of the values of subjects.</summary>
    /// <param name="statistic">Which.</param>
    /// <param name="values">The values.</param>
    /// <returns>NaN where it does not exist.</returns>
    internal static double Statistic(MeasureStatistic statistic, ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        if (sorted.Length == 0 || double.IsNaN(sorted[0]))
        {
            return double.NaN;
        }

        if (statistic == MeasureStatistic.Median)
        {
            return SampleQuantile.OfSample(sorted, 0.5);
        }

        if (sorted[0] <= 0)
        {
            return double.NaN;
        }

        var mean = sorted.Average(Math.Log);
        return statistic == MeasureStatistic.GeometricMean ? Math.Exp(mean)
            : sorted.Length < 2 ? double.NaN
            : 100 * Math.Sqrt(Math.Exp(sorted.Sum(v => (Math.Log(v) - mean) * (Math.Log(v) - mean)) / (sorted.Length - 1)) - 1);
    }

    // A data set in which an observation could not be simulated has no statistic.
    private ReadOnlySpan<double> Measured(Line line, ReadOnlySpan<double> simulated)
    {
        var count = 0;
        foreach (var series in line.Series)
        {
            var length = series.Read(simulated, _times, _values);
            var value = length < 0 ? double.NaN : ObservedMeasure.Of(line.Measure, _times.AsSpan(0, length), _values.AsSpan(0, length));
            if (length < 0 || !double.IsNaN(value))
            {
                _subjects[count++] = value;
            }
        }

        return _subjects.AsSpan(0, count);
    }

    private static void Refuse(ImmutableArray<Measure> measures, string[] endpoints, DiagnosticBag found)
    {
        foreach (var measure in measures)
        {
            if (!ObservedMeasure.Knows(measure.Kind))
            {
                found.Error("PK7430", $"{measure} cannot be told from observations", measure.Location, "measure auc, cavg, cmax, tmax, cmin, tmin, ctrough or c(TIME)");
            }
            else if (measure.Quantity is { } quantity && !endpoints.Contains(quantity))
            {
                found.Error("PK7431", $"'{quantity}' is not observed", measure.Location,
                    Suggestion.Advice(quantity, endpoints) ?? $"observed are {string.Join(", ", endpoints.Distinct())}");
            }
        }
    }

    private static List<MeasureSeries> SeriesOf(Cohort cohort, ImmutableArray<PredictiveObservation> observations, DiagnosticBag found)
    {
        var series = observations.GroupBy(o => (o.Subject, o.Endpoint)).Select(g => new MeasureSeries([.. g])).ToList();
        var set = series.RemoveAll(s => s.Observations.Zip(s.Observations.Skip(1)).Any(p => p.Second.Record.Time < p.First.Record.Time));
        if (set > 0)
        {
            found.Warning("PK7432", $"{Words.Count(set, "subject is", "subjects are")} left out: the clock is set back between observations", new FileLocation(cohort.Dataset.Path),
                "give the times of all periods from one start");
        }

        return series;
    }

    private static IEnumerable<Diagnostic> Outside(IEnumerable<MeasureRow> rows)
    {
        foreach (var row in rows.Where(r => r.IsOutside))
        {
            var side = row.Check.Observed < row.Check.Lower ? "below" : "above";
            yield return new Diagnostic(
                "PK7435",
                DiagnosticSeverity.Warning,
                $"the observed {NameOf(row.Statistic)} of {row.Measure} of {row.Endpoint}, {Words.Number(row.Check.Observed)}, is {side} what the model's simulations show, {Words.Number(row.Check.Lower)} to {Words.Number(row.Check.Upper)}",
                null,
                row.Statistic == MeasureStatistic.GeometricCv ? "the model's variability does not reproduce that of the data" : "the model does not reproduce this measure: be careful with conclusions from it");
        }
    }

    /// <summary>A statistic in words.</summary>
    /// <param name="statistic">The statistic.</param>
    public static string NameOf(MeasureStatistic statistic) => statistic switch
    {
        MeasureStatistic.Median => "median",
        MeasureStatistic.GeometricMean => "geometric mean",
        _ => "geometric CV %",
    };

    // A measure of one endpoint, of the subjects that have it.
    private sealed record Line(Measure Measure, string Endpoint, ImmutableArray<MeasureSeries> Series)
    {
        public ImmutableArray<MeasureStatistic> Statistics { get; } = ObservedMeasure.IsTime(Measure.Kind) ? [MeasureStatistic.Median] : [.. Enum.GetValues<MeasureStatistic>()];

        public List<double>[] Replicates { get; } = [.. Enum.GetValues<MeasureStatistic>().Select(_ => new List<double>())];

        public static Line Of(Measure measure, string endpoint, ImmutableArray<MeasureSeries> all)
        {
            return new Line(measure, endpoint, [.. all.Where(Has)]);

            bool Has(MeasureSeries series)
            {
                var (times, values) = (new double[series.Observations.Length], new double[series.Observations.Length]);
                var length = series.Read([], times, values);
                return length > 0 && double.IsFinite(ObservedMeasure.Of(measure, times.AsSpan(0, length), values.AsSpan(0, length)));
            }
        }

        public void Add(ReadOnlySpan<double> subjects)
        {
            foreach (var statistic in Statistics)
            {
                Replicates[(int)statistic].Add(Statistic(statistic, subjects));
            }
        }
    }
}
