using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Evaluation.Tests;

/// <summary>Predictive checks of models at their initial values, simulated.</summary>
internal static class Simulated
{
    /// <summary>Prediction distribution errors.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="settings">How.</param>
    /// <param name="replicates">Number of replicates.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Number of threads.</param>
    public static NpdeResult Npde(Cohort cohort, NpdeSettings settings, int replicates, long seed, int threads = 2)
    {
        var accumulator = new NpdeAccumulator(cohort, Point(cohort), replicates, settings, new DiagnosticBag());
        Assert.True(Of(cohort, replicates, seed, threads).Clusters(accumulator.Add));
        return accumulator.Finish();
    }

    /// <summary>A visual predictive check.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="settings">What is shown.</param>
    /// <param name="replicates">Number of replicates.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Number of threads.</param>
    public static VpcResult Vpc(Cohort cohort, VpcSettings settings, int replicates, long seed, int threads = 2)
    {
        var diagnostics = new DiagnosticBag();
        var design = VpcDesign.TryCreate(cohort, Point(cohort), settings, diagnostics);
        Assert.True(design is not null, string.Join('\n', diagnostics));
        return Of(cohort, replicates, seed, threads).Check(design)!;
    }

    /// <summary>The simulation of a cohort.</summary>
    /// <param name="cohort">Model and data.</param>
    /// <param name="replicates">Number of replicates.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="threads">Number of threads.</param>
    public static PredictiveSimulation Of(Cohort cohort, int replicates, long seed, int threads = 2)
    {
        var design = SimulationCohort.TryBuild(cohort.Model.Model, cohort.Dataset, new DiagnosticBag())!;
        var options = new SimulationOptions { Replicates = replicates, Seed = seed, Threads = threads };
        return new PredictiveSimulation(cohort, design, ParameterSource.Of(Point(cohort)), options);
    }

    /// <summary>The initial values.</summary>
    /// <param name="cohort">Model and data.</param>
    public static PopulationPoint Point(Cohort cohort)
    {
        var layout = new ParameterLayout(cohort.Model);
        return layout.PointAt(layout.InitialFree())!;
    }
}
