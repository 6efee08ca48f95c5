using System.Globalization;
using PopPK.Simulation.Exposure;
using PopPK.Simulation.Forecasting;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes the <c>targets.csv</c> of a forecast: a row per subject, candidate and target with the measure at the most probable random effects
/// (VALUE), its percentiles and the share of the sample that attains the target (PROBABILITY); then the dose with which the most probable
/// random effects attain it: the factor on the candidate's doses, the doses, the factors between which all attain it, and the share of
/// the sample with that dose. Mutable; one owner.
/// </summary>
public sealed class ForecastTargetsCsvWriter : IDisposable
{
    private readonly CsvDocument _csv;

    /// <summary>Writes the header.</summary>
    /// <param name="stream">Where to; left open.</param>
    public ForecastTargetsCsvWriter(Stream stream)
    {
        _csv = new CsvDocument(stream);
        _csv.Cells(["ID", "CANDIDATE", "TARGET", "VALUE", "LOWER", "MEDIAN", "UPPER", "PROBABILITY", "FACTOR", "DOSES", "LOWEST", "HIGHEST", "PROBABILITY_AT_DOSE", "STATUS"]);
        _csv.EndRow();
    }

    /// <summary>Adds a subject.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    public void Add(SubjectForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        foreach (var course in forecast.Courses)
        {
            foreach (var target in course.Targets)
            {
                var found = target.Search is { Status: DoseSearchStatus.Attained } search ? search : null;
                _csv.Cells([forecast.Subject.Id, course.Name, target.Target.ToString()]);
                _csv.Cells([target.Individual, target.Sample.Lower, target.Sample.Median, target.Sample.Upper, target.Probability, found?.Dose ?? double.NaN]);
                _csv.Cell(found is null ? "." : string.Join(' ', target.Amounts.Select(a => (a * found.Dose).ToString("R", CultureInfo.InvariantCulture))));
                _csv.Cells([found?.Lowest ?? double.NaN, found?.Highest ?? double.NaN, target.ProbabilityAtDose]);
                _csv.Cell(target.Search is { } tried ? Words(tried.Status) : "no doses");
                _csv.EndRow();
            }
        }
    }

    private static string Words(DoseSearchStatus status) => status switch
    {
        DoseSearchStatus.Attained => "attained",
        DoseSearchStatus.BoundReached => "end of the search reached",
        DoseSearchStatus.NotAttained => "not attained",
        _ => "failed",
    };

    /// <summary>Writes out what is buffered; the stream stays open.</summary>
    public void Dispose() => _csv.Dispose();
}
