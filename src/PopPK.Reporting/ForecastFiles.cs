using PopPK.Reporting.Csv;
using PopPK.Reporting.Json;
using PopPK.Simulation.Exposure;
using PopPK.Simulation.Forecasting;

namespace PopPK.Reporting;

/// <summary>
/// The files of a forecast in its folder, written while it is made: forecast.csv, individuals.csv, with targets targets.csv, and when all is
/// done forecast.json. Mutable; one owner.
/// </summary>
public sealed class ForecastFiles : IDisposable
{
    private const double FewDraws = 100;
    private readonly string _folder;
    private readonly FileStream _forecastStream;
    private readonly FileStream _individualsStream;
    private readonly FileStream? _targetsStream;
    private readonly ForecastCsvWriter _forecast;
    private readonly PosteriorsCsvWriter _individuals;
    private readonly ForecastTargetsCsvWriter? _targets;

    /// <summary>Begins the tables.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="forecaster">What is forecast.</param>
    /// <param name="report">What is known of the forecast before it is made.</param>
    /// <param name="hasTargets">True for a table of targets.</param>
    public ForecastFiles(string folder, Forecaster forecaster, ForecastReport report, bool hasTargets)
    {
        (_folder, Report) = (folder, report);
        _forecastStream = File.Create(Path.Combine(folder, "forecast.csv"));
        _forecast = new ForecastCsvWriter(forecaster, _forecastStream);
        _individualsStream = File.Create(Path.Combine(folder, "individuals.csv"));
        _individuals = new PosteriorsCsvWriter(forecaster, _individualsStream);
        if (hasTargets)
        {
            _targetsStream = File.Create(Path.Combine(folder, "targets.csv"));
            _targets = new ForecastTargetsCsvWriter(_targetsStream);
        }
    }

    /// <summary>What came of the forecast so far.</summary>
    public ForecastReport Report { get; set; }

    /// <summary>Adds a subject.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    public void Add(SubjectForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        var (id, posterior) = (forecast.Subject.Id, forecast.Posterior);
        _forecast.Add(forecast);
        _individuals.Add(forecast);
        _targets?.Add(forecast);
        Report = Report with
        {
            Subjects = Report.Subjects + 1,
            Rows = Report.Rows + forecast.Courses.Sum(c => c.Rows.Length),
            FailedDraws = Report.FailedDraws + forecast.Courses.Sum(c => c.FailedDraws),
            Unattained = Report.Unattained.AddRange(
                from course in forecast.Courses
                from target in course.Targets
                where target.Search is { Status: not DoseSearchStatus.Attained }
                select (id, course.Name, target.Target.ToString(), target.Search!.Value, target.Search.Dose)),
        };
        if (posterior.SampleCount == 0)
        {
            Report = Report with { Failures = Report.Failures.Add((id, posterior.Failure?.Reason ?? "its likelihood is zero wherever random effects were proposed")) };
        }
        else if (posterior.Failure is { } failure)
        {
            Report = Report with { Inexact = Report.Inexact.Add((id, failure.Reason)) };
        }

        if (posterior.SampleCount > 0 && posterior.EffectiveSampleSize < Math.Min(FewDraws, posterior.SampleCount))
        {
            Report = Report with { PoorlySampled = Report.PoorlySampled.Add((id, posterior.EffectiveSampleSize)) };
        }
    }

    /// <summary>Writes forecast.json.</summary>
    public void Complete()
    {
        using var document = File.Create(Path.Combine(_folder, "forecast.json"));
        ForecastJsonWriter.Write(Report, document);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _forecast.Dispose();
        _individuals.Dispose();
        _targets?.Dispose();
        _forecastStream.Dispose();
        _individualsStream.Dispose();
        _targetsStream?.Dispose();
    }
}
