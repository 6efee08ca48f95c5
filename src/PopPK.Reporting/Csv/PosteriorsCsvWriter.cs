using System.Collections.Immutable;
using PopPK.Simulation.Forecasting;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes the <c>individuals.csv</c> of a forecast: a row per subject with the number of its levels, the effective size of its sample, its
/// most probable random effects and their standard deviations (SE_...), its individual parameters there, typical values (TYPICAL_...) and
/// percentiles of the sample (LOWER_..., MEDIAN_..., UPPER_...); in a mixture its most probable class and the classes' probabilities.
/// Mutable; one owner.
/// </summary>
public sealed class PosteriorsCsvWriter : IDisposable
{
    private readonly CsvDocument _csv;
    private readonly ImmutableArray<InstanceColumn> _effects;
    private readonly int _size;
    private readonly int _parameters;
    private readonly int _classes;

    /// <summary>Writes the header.</summary>
    /// <param name="forecaster">What is forecast.</param>
    /// <param name="stream">Where to; left open.</param>
    public PosteriorsCsvWriter(Forecaster forecaster, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(forecaster);
        var model = forecaster.Cohort.Model;
        _effects = InstanceColumn.Of(forecaster.Cohort);
        (_size, _parameters, _classes) = (model.Slots.Length, model.IndividualParameters.Names.Length, forecaster.Cohort.ClassCount);
        var etas = _effects.Select(e => e.Name).ToArray();
        var names = model.IndividualParameters.Names;
        string[] prefixes = ["TYPICAL_", "LOWER_", "MEDIAN_", "UPPER_"];
        string[] classes = _classes > 1 ? ["CLASS", .. Enumerable.Range(1, _classes).Select(k => $"P_{k}")] : [];
        _csv = new CsvDocument(stream);
        _csv.Cells(ColumnNames.Distinct(
            ["ID", "LEVELS", "FROM", "ESS", .. classes, .. etas, .. etas.Select(e => "SE_" + e), .. names, .. prefixes.SelectMany(p => names.Select(n => p + n))], [], "_"));
        _csv.EndRow();
    }

    /// <summary>Adds a subject.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    public void Add(SubjectForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var posterior = forecast.Posterior;
        var isKnown = posterior.SampleCount > 0;
        var slots = _effects.Select(e => isKnown ? e.SlotOf(forecast.Subject) : null).ToArray();
        ParameterForecast[] parameters = isKnown
            ? [.. forecast.Parameters]
            : [.. Enumerable.Repeat(new ParameterForecast("", double.NaN, double.NaN, new Percentiles(double.NaN, double.NaN, double.NaN)), _parameters)];
        _csv.Cell(forecast.Subject.Id);
        _csv.Cell(forecast.Levels);
        _csv.Cells([forecast.From, isKnown ? posterior.EffectiveSampleSize : double.NaN]);
        if (_classes > 1)
        {
            _csv.Cell(isKnown ? posterior.Class + 1 : double.NaN);
            _csv.Cells(isKnown ? posterior.ClassProbabilities : Enumerable.Repeat(double.NaN, _classes));
        }

        _csv.Cells(slots.Select(k => k is { } slot ? posterior.Mode[slot] : double.NaN));
        _csv.Cells(slots.Select(k => k is { } slot ? Math.Sqrt(posterior.Covariance[(slot * _size) + slot]) : double.NaN));
        _csv.Cells(parameters.Select(p => p.Individual));
        _csv.Cells(parameters.Select(p => p.Typical));
        _csv.Cells(parameters.Select(p => p.Sample.Lower));
        _csv.Cells(parameters.Select(p => p.Sample.Median));
        _csv.Cells(parameters.Select(p => p.Sample.Upper));
        _csv.EndRow();
    }

    /// <summary>Writes out what is buffered; the stream stays open.</summary>
    public void Dispose() => _csv.Dispose();
}
