using System.Collections.Immutable;
using PopPK.Simulation;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>simulated.csv</c> while it is simulated: a row per record and replicate with REP, ID, TIME, DV (as drawn), IPRED, PRED,
/// in a mixture CLASS, the individual parameters, and the other columns of the data as written. A parameter that clashes with one of these
/// has <c>_</c> behind it, a column of the data <c>_DATA</c>. Memory does not grow with the number of replicates. One use.
/// </summary>
public sealed class SimulatedCsvWriter : ISimulationCollector<Utf8Rows>
{
    private static readonly ImmutableArray<string> _replaced = ["ID", "TIME", "DV"];
    private readonly Stream _stream;
    private readonly ImmutableArray<int> _columns;
    private readonly bool _isMixture;
    private SimulationCohort _cohort;

    /// <summary>Writes the header.</summary>
    /// <param name="cohort">What is simulated.</param>
    /// <param name="stream">Where to; left open.</param>
    public SimulatedCsvWriter(SimulationCohort cohort, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentNullException.ThrowIfNull(stream);
        (_cohort, _stream) = (cohort, stream);
        var dataset = cohort.Cohort.Dataset;
        _isMixture = cohort.Cohort.ClassCount > 1;
        _columns = [.. Enumerable.Range(0, dataset.Columns.Length).Where(c => !_replaced.Contains(dataset.Columns[c], StringComparer.OrdinalIgnoreCase))];
        string[] first = ["REP", .. _replaced, "IPRED", "PRED", .. _isMixture ? (string[])["CLASS"] : []];
        var parameters = ColumnNames.Distinct(cohort.ParameterNames, first, "_");
        using var csv = new CsvDocument(stream);
        csv.Cells(first);
        csv.Cells(parameters);
        csv.Cells(ColumnNames.Distinct(_columns.Select(c => dataset.Columns[c]), [.. first, .. parameters], "_DATA"));
        csv.EndRow();
    }

    /// <summary>Number of subjects that could not be simulated, in the parts written so far.</summary>
    public long FailedSubjects { get; private set; }

    /// <summary>Number of observations without a value, those of failed subjects among them, in the parts written so far.</summary>
    public long MissingValues { get; private set; }

    /// <summary>Number of rows in the parts written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Goes on with the same trial with other people in it.</summary>
    /// <param name="cohort">The trial.</param>
    public void Continue(SimulationCohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        _cohort = cohort;
    }

    /// <inheritdoc/>
    public Utf8Rows CreatePart() => new(_cohort.Cohort.Model.IndividualParameters.Names.Length);

    /// <inheritdoc/>
    public void Clear(Utf8Rows part)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Clear();
    }

    /// <inheritdoc/>
    public void Add(Utf8Rows part, SimulatedSubject subject)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(subject);
        var bound = subject.Subject;
        var points = subject.Points;
        var observation = 0;
        part.FailedSubjects += subject.Status == Prediction.PredictionStatus.Success ? 0 : 1;
        for (var j = 0; j < points.Count; j++)
        {
            var record = bound.Subject.Records[points.Records[j]];
            if (j == 0 || _cohort.ParametersVary)
            {
                part.BeginParameters();
                subject.EvaluateParameters(points.Records[j], part.Parameters);
                for (var p = 0; p < _cohort.ParameterCount; p++)
                {
                    part.Number(part.Parameters[p]);
                }

                part.EndParameters();
            }

            part.Number(subject.Replicate + 1);
            part.Text(bound.Id);
            part.Number(record.Time);
            part.Number(subject.Values[j]);
            part.Number(subject.IndividualPredictions[j]);
            part.Number(subject.PopulationPredictions.IsEmpty ? double.NaN : subject.PopulationPredictions[j]);
            if (_isMixture)
            {
                part.Number(subject.Class + 1);
            }

            part.RepeatParameters();
            foreach (var column in _columns)
            {
                part.Text(record.Cells[column]);
            }

            part.EndRow();
            var isObservation = observation < bound.Observations.Count && bound.Observations.Records[observation] == points.Records[j];
            observation += isObservation ? 1 : 0;
            part.MissingValues += isObservation && double.IsNaN(subject.Values[j]) ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public void Complete(Utf8Rows part, int replicate)
    {
        ArgumentNullException.ThrowIfNull(part);
        _stream.Write(part.Bytes);
        FailedSubjects += part.FailedSubjects;
        MissingValues += part.MissingValues;
        Rows += part.Rows;
    }
}
