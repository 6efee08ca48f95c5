using PopPK.Reporting.Csv;
using PopPK.Simulation;
using PopPK.Simulation.Exposure;

namespace PopPK.Cli.Pipeline;

/// <summary>The files of exposure in the folder of a simulation, and what came of its targets. Mutable, one owner.</summary>
internal sealed class ExposureFiles : IDisposable
{
    private readonly ExposurePlan _plan;
    private readonly ExposureArms _arms;
    private readonly string _folder;
    private readonly FileStream _rows;

    /// <summary>Begins the table of the measures.</summary>
    /// <param name="plan">What is measured.</param>
    /// <param name="arms">The arms of the subjects.</param>
    /// <param name="request">What the user asked for.</param>
    /// <param name="folder">The folder.</param>
    public ExposureFiles(ExposurePlan plan, ExposureArms arms, SimulateRequest request, string folder)
    {
        (_plan, _arms, _folder) = (plan, arms, folder);
        _rows = new FileStream(Path.Combine(folder, "exposure.csv"), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        Writer = new ExposureCsvWriter(plan, arms, request.Percentiles, _rows);
    }

    /// <summary>Hears of the subjects.</summary>
    public ExposureCsvWriter Writer { get; }

    /// <summary>What came of the targets, arm by arm; after <see cref="Complete"/>.</summary>
    public IReadOnlyList<TargetResult> Targets { get; private set; } = [];

    /// <summary>Names of the files that a request asks for.</summary>
    /// <param name="request">What is measured; null: nothing.</param>
    public static IEnumerable<string> Names(ExposureRequest? request) => request is null ? []
        : request.Targets.IsEmpty ? ["exposure.csv", "exposure_summary.csv"]
        : ["exposure.csv", "exposure_summary.csv", "targets.csv"];

    /// <summary>Writes what is known when all is simulated.</summary>
    /// <param name="parameters">The population parameters, of which the first replicate's are those of the typical subject.</param>
    public void Complete(ParameterSource parameters)
    {
        Writer.Tally.Complete();
        using (var summary = File.Create(Path.Combine(_folder, "exposure_summary.csv")))
        {
            ExposureSummaryCsvWriter.Write(_plan, Writer.Tally, _arms, summary);
        }

        if (_plan.Request.Targets.IsEmpty)
        {
            return;
        }

        var calculator = _plan.CreateCalculator();
        double[] theta = [.. parameters.At(0).Theta];
        Targets = [.. _arms.Names.SelectMany((_, arm) => _plan.Request.Targets.Select((_, target) => ResultOf(arm, target, calculator, theta)))];
        using var table = File.Create(Path.Combine(_folder, "targets.csv"));
        TargetsCsvWriter.Write(Targets, _arms, table);
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private TargetResult ResultOf(int arm, int target, ExposureCalculator calculator, double[] theta)
    {
        var result = new TargetResult(_plan.Request.Targets[target], Writer.Tally.AttainmentsOf(arm)[target]) { Arm = arm };
        if (_arms.AreTitrated[arm])
        {
            return result;
        }

        var eta = new double[_plan.Cohort.Model.Slots.Length];
        var found = Writer.DosesOf(arm, target);
        var table = Writer.TableOf(arm);
        return result with
        {
            Doses = new TargetDoses(
                SubjectDoseSearch.Find(calculator, target, _arms.First[arm], 0, theta, eta, new DoseSearchOptions()),
                PopulationDoseSearch.Best(found),
                PopulationDoseSearch.Smallest(found, TargetResult.EnoughProbability)),
            Table = [.. table.Factors.Select((factor, d) => (factor, table[d, target]))],
        };
    }
}
