using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Reporting;
using PopPK.Simulation;
using PopPK.Text;

namespace PopPK.Cli.Pipeline;

/// <summary>Everything checks by simulation need: model and data as observed and as simulated, and the parameters. Immutable.</summary>
/// <param name="Source">The model or run.</param>
/// <param name="Cohort">Model and data.</param>
/// <param name="Design">The same for simulation.</param>
/// <param name="Parameters">The population parameters.</param>
internal sealed record PredictiveSource(ModelOrRun Source, Cohort Cohort, SimulationCohort Design, ParameterSource Parameters)
{
    /// <summary>The population parameters.</summary>
    public PopulationPoint Point => Parameters.At(0);

    /// <summary>Reads what the user named.</summary>
    /// <param name="request">What the user asked for.</param>
    /// <param name="environment">Where the command runs.</param>
    /// <param name="problems">Receives what is wrong.</param>
    /// <param name="name">Receives the model's name, where there is one.</param>
    /// <returns>What is needed, or null.</returns>
    public static PredictiveSource? Open(PredictiveRequest request, CliEnvironment environment, DiagnosticBag problems, out string name)
    {
        var source = ModelOrRun.Open(request.SourcePath, request.DataPath, needsData: true, environment, problems);
        name = source?.Model?.Name ?? "model";
        if (problems.HasErrors || source is not { Model: { } model, Session: { Dataset: { } dataset, Cohort: { } cohort } })
        {
            return null;
        }

        // What binding says of the data was said before.
        var found = new DiagnosticBag();
        var design = SimulationCohort.TryBuild(model, dataset, found);
        problems.AddRange(found.Where(d => d.IsError));
        var parameters = ParameterSources.Find(source, new ParameterLayout(cohort.Model), ParameterUncertainty.None, null, request.Seed, problems);
        return design is null || parameters is null || problems.HasErrors ? null : new PredictiveSource(source, cohort, design, parameters);
    }

    /// <summary>The simulation of the data.</summary>
    /// <param name="request">What the user asked for.</param>
    public PredictiveSimulation Simulation(PredictiveRequest request) => new(Cohort, Design, Parameters, new SimulationOptions
    {
        Seed = request.Seed,
        Replicates = request.Replicates,
        Threads = request.Threads,
    });

    /// <summary>What a check was made from.</summary>
    /// <param name="check">vpc, npde or ppc.</param>
    /// <param name="request">What the user asked for.</param>
    public PredictiveReport Describe(string check, PredictiveRequest request) => new()
    {
        Check = check,
        Source = Source.Describe(request.SourcePath),
        Definition = Cohort.Model.Model,
        Replicates = request.Replicates,
        Seed = request.Seed,
    };
}
