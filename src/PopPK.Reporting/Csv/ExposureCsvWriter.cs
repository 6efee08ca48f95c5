using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>exposure.csv</c> while it is simulated: a row per replicate, subject, quantity and window (or single time) with everything that
/// is measured there. C is the value at FROM behind what is given there, CTROUGH that at TO before what is given there. It also counts what the
/// targets need, and searches the doses that attain them for the first subjects of the first replicate. Memory does not grow with the number of
/// replicates. One use.
/// </summary>
public sealed class ExposureCsvWriter : ISimulationCollector<ExposurePart>
{
    /// <summary>Doses are searched for so many subjects.</summary>
    public const int MostSearched = 1000;

    private readonly ExposurePlan _plan;
    private readonly Stream _stream;
    private readonly ImmutableArray<Threshold> _thresholds;
    private readonly ImmutableArray<string> _quantities;
    private readonly List<DoseSearchResult>[] _doses;

    /// <summary>Writes the header.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="stream">Where to; left open.</param>
    public ExposureCsvWriter(ExposurePlan plan, ExposureTally tally, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(stream);
        (_plan, Tally, _stream) = (plan, tally, stream);
        _thresholds = [.. plan.Thresholds];
        _quantities = [.. plan.Quantities];
        _doses = [.. plan.Request.Targets.Select(_ => new List<DoseSearchResult>())];
        using var csv = new CsvDocument(stream);
        csv.Cells(["REP", "ID", "QUANTITY", "FROM", "TO", "AUC", "CAVG", "CMAX", "TMAX", "CMIN", "TMIN", "CTROUGH", "C"]);
        csv.Cells(_thresholds.SelectMany(t => new[] { $"ABOVE_{t}", $"FRACTION_ABOVE_{t}", $"LONGEST_ABOVE_{t}" }));
        csv.EndRow();
    }

    /// <summary>What is counted.</summary>
    public ExposureTally Tally { get; }

    /// <summary>Number of rows in the parts written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>What was found for each subject whose dose was searched.</summary>
    /// <param name="target">Position of the target.</param>
    public IReadOnlyList<DoseSearchResult> DosesOf(int target) => _doses[target];

    /// <inheritdoc/>
    public ExposurePart CreatePart() => new(_plan);

    /// <inheritdoc/>
    public void Clear(ExposurePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Clear();
    }

    /// <inheritdoc/>
    public void Add(ExposurePart part, SimulatedSubject subject)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(subject);
        var calculator = part.Calculator;
        var status = calculator.Calculate(subject.Position, subject.Class, subject.Point.Theta, subject.Eta);
        part.Subjects.Add((subject.Replicate, status));
        foreach (var value in calculator.Values)
        {
            part.Values.Add(value);
        }

        for (var r = 0; r < calculator.Rows.Length; r++)
        {
            WriteRow(part.Rows, calculator, r, subject);
        }

        for (var t = 0; t < _doses.Length && subject is { Replicate: 0, Position: < MostSearched }; t++)
        {
            part.Doses.Add((t, SubjectDoseSearch.Find(
                calculator, t, subject.Position, subject.Class, [.. subject.Point.Theta], [.. subject.Eta], new DoseSearchOptions())));
        }
    }

    /// <inheritdoc/>
    public void Complete(ExposurePart part, int replicate)
    {
        ArgumentNullException.ThrowIfNull(part);
        _stream.Write(part.Rows.Bytes);
        Rows += part.Rows.Rows;
        var width = _plan.Measures.Length;
        var values = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(part.Values);
        for (var i = 0; i < part.Subjects.Count; i++)
        {
            var (own, status) = part.Subjects[i];
            Tally.Add(own, values.Slice(i * width, width), status == PredictionStatus.Success);
        }

        foreach (var (target, result) in part.Doses)
        {
            _doses[target].Add(result);
        }
    }

    private void WriteRow(Utf8Rows rows, ExposureCalculator calculator, int index, SimulatedSubject subject)
    {
        var row = calculator.Rows[index];
        var m = row.Measures;
        rows.Number(subject.Replicate + 1);
        rows.Text(subject.Subject.Id);
        rows.Text(_quantities[row.Quantity]);
        rows.Number(row.Window.From);
        rows.Number(row.Window.To);
        rows.Number(m.Auc);
        rows.Number(m.Auc / row.Window.Length);
        rows.Number(m.Maximum);
        rows.Number(m.MaximumTime);
        rows.Number(m.Minimum);
        rows.Number(m.MinimumTime);
        rows.Number(m.Last);
        rows.Number(m.First);
        foreach (var threshold in _thresholds)
        {
            var above = calculator.Above(index, threshold);
            rows.Number(above.Total);
            rows.Number(above.Total / row.Window.Length);
            rows.Number(above.Longest);
        }

        rows.EndRow();
    }
}
