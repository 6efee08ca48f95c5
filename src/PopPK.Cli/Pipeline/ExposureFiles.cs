using PopPK.Prediction;
using PopPK.Reporting.Csv;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;

namespace PopPK.Cli.Pipeline;

/// <summary>The files of exposure in the folder of a simulation, and what came of its targets. Mutable, one owner.</summary>
internal sealed class ExposureFiles : IDisposable
{
    private readonly ExposurePlan _plan;
    private readonly string _folder;
    private readonly FileStream _rows;

    /// <summary>Begins the table of the measures.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="folder">The folder.</param>
    public ExposureFiles(ExposurePlan plan, SimulateRequest request, string folder)
    {
        (_plan, _folder) = (plan, folder);
        _rows = new FileStream(Path.Combine(folder, "exposure.csv"), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        Writer = new ExposureCsvWriter(plan, new ExposureTally(plan, request.Percentiles), _rows);
    }

    /// <summary>Hears of the subjects.</summary>
    public ExposureCsvWriter Writer { get; }

    /// <summary>What came of the targets; after <see cref="Complete"/>.</summary>
    public IReadOnlyList<TargetResult> Targets { get; private set; } = [];

    /// <summary>Writes what is known when all is simulated.</summary>
    /// <param name="parameters">The population parameters, of which the first replicate's are those of the typical subject.</param>
    public void Complete(ParameterSource parameters)
    {
        Writer.Tally.Complete();
        using (var summary = File.Create(Path.Combine(_folder, "exposure_summary.csv")))
        {
            ExposureSummaryCsvWriter.Write(_plan, Writer.Tally, summary);
        }

        if (_plan.Request.Targets.IsEmpty)
        {
            return;
        }

        var calculator = _plan.CreateCalculator();
        double[] theta = [.. parameters.At(0).Theta];
        var eta = new double[_plan.Cohort.Model.Slots.Length];
        Targets =
        [
            .. _plan.Request.Targets.Select((target, t) => new TargetResult(
                target,
                Writer.Tally.Attainments[t],
                SubjectDoseSearch.Find(calculator, t, 0, 0, theta, eta, new DoseSearchOptions()),
                PopulationDoseSearch.Best(Writer.DosesOf(t)),
                PopulationDoseSearch.Smallest(Writer.DosesOf(t), TargetResult.EnoughProbability))),
        ];
        using var table = File.Create(Path.Combine(_folder, "targets.csv"));
        TargetsCsvWriter.Write(Targets, table);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
