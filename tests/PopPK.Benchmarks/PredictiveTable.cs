using System.Diagnostics;
using System.Globalization;
using PopPK.Estimation.Tests;
using PopPK.Evaluation.Predictive;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Simulation;
using PopPK.TestKit;
using PopPK.Text;

namespace PopPK.Benchmarks;

/// <summary>
/// Checks by simulation as a user runs them, from bound data to the result, the first time in a process: seconds, and the most memory the managed heap
/// held, for two numbers of replicates. <c>dotnet run -c Release --project tests/PopPK.Benchmarks -- vpc</c>.
/// </summary>
internal static class PredictiveTable
{
    private const int Replicates = 1000;

    /// <summary>Prints the table.</summary>
    public static void Print()
    {
        Console.WriteLine($"{"data",-20} {"check",-6} {"replicates",10} {"threads",7} {"s",8} {"heap MB",8} {"allocated MB",12}");
        foreach (var (title, cohort) in ((string, Cohort)[])[("theophylline", CohortOf.File("models", "theophylline.poppk")), ("bolus 2-cpt, all", Bolus())])
        {
            foreach (var (replicates, threads) in ((int, int)[])[(Replicates, 2), (Replicates / 10, 2), (Replicates, 1)])
            {
                Measure(title, "vpc", replicates, threads, () => Vpc(cohort, new VpcSettings(), replicates, threads));
                Measure(title, "pvc", replicates, threads, () => Vpc(cohort, new VpcSettings { Correction = PredictionCorrection.PredictionAndVariability }, replicates, threads));
                Measure(title, "npde", replicates, threads, () => Npde(cohort, replicates, threads));
            }
        }
    }

    private static void Measure(string title, string check, int replicates, int threads, Action run)
    {
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        run();
        var seconds = clock.Elapsed.TotalSeconds;
        var allocated = GC.GetTotalAllocatedBytes() - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{title,-20} {check,-6} {replicates,10} {threads,7} {seconds,8:F3} {GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes / 1e6,8:F1} {allocated / 1e6,12:F1}"));
    }

    private static void Vpc(Cohort cohort, VpcSettings settings, int replicates, int threads) =>
        Of(cohort, replicates, threads).Check(VpcDesign.TryCreate(cohort, Point(cohort), settings, new DiagnosticBag())!);

    private static void Npde(Cohort cohort, int replicates, int threads)
    {
        var accumulator = new NpdeAccumulator(cohort, Point(cohort), replicates, new NpdeSettings(), new DiagnosticBag());
        Of(cohort, replicates, threads).Clusters(accumulator.Add);
        accumulator.Finish();
    }

    private static PredictiveSimulation Of(Cohort cohort, int replicates, int threads)
    {
        var design = SimulationCohort.TryBuild(cohort.Model.Model, cohort.Dataset, new DiagnosticBag())!;
        return new PredictiveSimulation(cohort, design, ParameterSource.Of(Point(cohort)), new SimulationOptions { Replicates = replicates, Threads = threads });
    }

    private static PopulationPoint Point(Cohort cohort)
    {
        var layout = new ParameterLayout(cohort.Model);
        return layout.PointAt(layout.InitialFree())!;
    }

    private static Cohort Bolus()
    {
        var run = NonmemModels.Read("n2t_runN032");
        return CohortOf.TextAndFile(run.AtInitialEstimates().Replace("where SD == 1 ", "", StringComparison.Ordinal), run.DataPath);
    }
}
