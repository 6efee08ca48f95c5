using System.Collections.Immutable;
using PopPK.Prediction;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>exposure.csv</c> while it is simulated: a row per replicate, subject (with its arm, where there are several), quantity and window (or single time) with everything that
/// is measured there. CFROM is the value at FROM behind what is given there, CTROUGH that at TO before what is given there. It also counts what the
/// targets need, and searches the doses that attain them for the first subjects of each arm in the first replicate. Memory does not grow with the number of
/// replicates. One use.
/// </summary>
public sealed class ExposureCsvWriter : ISimulationCollector<ExposurePart>
{
    /// <summary>Doses are searched for so many subjects.</summary>
    public const int MostSearched = 1000;

    private readonly ExposureArms _arms;
    private readonly Stream _stream;
    private readonly ImmutableArray<Threshold> _thresholds;
    private readonly ImmutableArray<string> _quantities;
    private readonly List<DoseSearchResult>[][] _doses;
    private readonly AttainmentTable[] _tables;
    private ExposurePlan _plan;

    /// <summary>Writes the header.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="arms">The arms of the subjects.</param>
    /// <param name="percentiles">The percentiles that are reported, 0 to 100.</param>
    /// <param name="stream">Where to; left open.</param>
    public ExposureCsvWriter(ExposurePlan plan, ExposureArms arms, ImmutableArray<double> percentiles, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(stream);
        (_plan, _arms, _stream) = (plan, arms, stream);
        Tally = new ExposureTally(plan, percentiles, arms.Names.Length);
        _thresholds = [.. plan.Thresholds];
        _quantities = [.. plan.Quantities];
        _doses = [.. arms.Names.Select(_ => plan.Request.Targets.Select(_ => new List<DoseSearchResult>()).ToArray())];
        _tables = [.. arms.Names.Select(_ => new AttainmentTable(plan, plan.Request.Factors))];
        using var csv = new CsvDocument(stream);
        csv.Cells(arms.AreSeveral ? ["REP", "ID", "ARM"] : ["REP", "ID"]);
        csv.Cells(["QUANTITY", "FROM", "TO", "AUC", "CAVG", "CMAX", "TMAX", "CMIN", "TMIN", "CTROUGH", "CFROM"]);
        csv.Cells(_thresholds.SelectMany(t => new[] { $"ABOVE_{t}", $"FRACTION_ABOVE_{t}", $"LONGEST_ABOVE_{t}" }));
        csv.EndRow();
    }

    /// <summary>What is counted.</summary>
    public ExposureTally Tally { get; }

    /// <summary>Number of rows in the parts written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>What was found for each subject whose dose was searched.</summary>
    /// <param name="arm">Position of the arm.</param>
    /// <param name="target">Position of the target.</param>
    public IReadOnlyList<DoseSearchResult> DosesOf(int arm, int target) => _doses[arm][target];

    /// <summary>How many attain the targets with the doses that were asked for.</summary>
    /// <param name="arm">Position of the arm.</param>
    public AttainmentTable TableOf(int arm) => _tables[arm];

    /// <summary>Goes on with the same trial with other people in it.</summary>
    /// <param name="plan">The same request for them.</param>
    public void Continue(ExposurePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
    }

    /// <inheritdoc/>
    public ExposurePart CreatePart() => new(_plan, _arms.Names.Length);

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
        var status = calculator.Calculate(subject);
        var arm = _arms.Of[subject.Position];
        part.Subjects.Add((subject.Replicate, arm, status));
        foreach (var value in calculator.Values)
        {
            part.Values.Add(value);
        }

        for (var r = 0; r < calculator.Rows.Length; r++)
        {
            WriteRow(part.Rows, calculator, r, arm, subject);
        }

        // Doses that follow what is simulated would become others with others before them.
        if (_arms.AreTitrated[arm])
        {
            return;
        }

        if (!_plan.Request.Factors.IsEmpty)
        {
            part.Tables[arm].Add(calculator, subject.Position, subject.Class, subject.Point.Theta, subject.Eta);
        }

        var isSearched = subject.Replicate == 0 && subject.Position - _arms.First[arm] < MostSearched;
        for (var t = 0; t < _doses[arm].Length && isSearched; t++)
        {
            part.Doses.Add((arm, t, SubjectDoseSearch.Find(
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
            var (own, arm, status) = part.Subjects[i];
            Tally.Add(own, arm, values.Slice(i * width, width), status == PredictionStatus.Success);
        }

        foreach (var (arm, target, result) in part.Doses)
        {
            _doses[arm][target].Add(result);
        }

        for (var a = 0; a < _tables.Length; a++)
        {
            _tables[a].Add(part.Tables[a]);
        }
    }

    private void WriteRow(Utf8Rows rows, ExposureCalculator calculator, int index, int arm, SimulatedSubject subject)
    {
        var row = calculator.Rows[index];
        var m = row.Measures;
        rows.Number(subject.Replicate + 1);
        rows.Text(subject.Subject.Id);
        if (_arms.AreSeveral)
        {
            rows.Number(arm + 1);
        }

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
