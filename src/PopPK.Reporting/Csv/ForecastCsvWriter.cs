using PopPK.Simulation.Forecasting;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>forecast.csv</c> while it is forecast: a row per subject, candidate and time with ID, CANDIDATE, TIME, with several endpoints
/// ENDPOINT, DV where it was observed, PRED (random effects of zero), IPRED (at the most probable ones), and LOWER, MEDIAN, UPPER: percentiles
/// over the sample of the random effects. The candidate "as given" has the records of the data and what became before. Mutable; one owner.
/// </summary>
public sealed class ForecastCsvWriter : IDisposable
{
    private readonly CsvDocument _csv;
    private readonly string[] _endpoints;

    /// <summary>Writes the header.</summary>
    /// <param name="forecaster">What is forecast.</param>
    /// <param name="stream">Where to; left open.</param>
    public ForecastCsvWriter(Forecaster forecaster, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(forecaster);
        _endpoints = [.. forecaster.Endpoints];
        _csv = new CsvDocument(stream);
        _csv.Cells(["ID", "CANDIDATE", "TIME", .. _endpoints.Length > 1 ? (string[])["ENDPOINT"] : [], "DV", "PRED", "IPRED", "LOWER", "MEDIAN", "UPPER"]);
        _csv.EndRow();
    }

    /// <summary>Adds a subject.</summary>
    /// <param name="forecast">The subject's forecast.</param>
    public void Add(SubjectForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        foreach (var course in forecast.Courses)
        {
            foreach (var row in course.Rows)
            {
                _csv.Cells([forecast.Subject.Id, course.Name]);
                _csv.Cell(row.Point.Time);
                if (_endpoints.Length > 1)
                {
                    _csv.Cell(_endpoints[row.Endpoint]);
                }

                _csv.Cells([row.Point.Value, row.Population, row.Individual, row.Sample.Lower, row.Sample.Median, row.Sample.Upper]);
                _csv.EndRow();
            }
        }
    }

    /// <summary>Writes out what is buffered; the stream stays open.</summary>
    public void Dispose() => _csv.Dispose();
}
