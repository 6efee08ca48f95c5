using System.Diagnostics;
using System.Globalization;
using PopPK.Numerics.Randomness;
using PopPK.Prediction;
using PopPK.TestKit;

namespace PopPK.Benchmarks;

/// <summary>
/// Individual predictions of 10,000 subjects in memory, each with random effects of its own, under 14 days of daily oral doses: a table of
/// smallest times for one and two threads. <c>dotnet run -c Release --project tests/PopPK.Benchmarks -- simulation [name]</c>.
/// </summary>
internal static class SimulationTable
{
    private const int Subjects = 10_000;
    private const int Days = 14;
    private const int SubjectsAtOnce = 250;
    private const int MostRepeats = 15;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1.5);

    private static readonly (string Title, string Name, string Text, bool Linear)[] Models =
    [
        ("2-cpt oral, closed form", "closed", Model("two_compartment(cl, v, q, v2, ka = ka)"), true),
        ("  with a lag", "lag", Model("two_compartment(cl, v, q, v2, ka = ka)\n  lag(depot) = 0.25"), true),
        ("  as equations, recognised", "recognised", Model(Equations("cl/v*central")), true),
        ("  as equations, integrated", "integrated", Model(Equations("cl/v*central") + Solver), false),
        ("  Michaelis-Menten", "mm", Model(Equations("cl*2/(2 + central/v)*central/v") + Solver), false),
        ("1-cpt oral, closed form", "one", Model("one_compartment(cl, v, ka = ka)"), true),
        ("3-cpt oral, closed form", "three", Model("three_compartment(cl, v, q2 = q, v2 = v2, q3 = q/10, v3 = 10*v2, ka = ka)"), true),
    ];

    private const string Solver = "\n  solver rtol = 1e-6, atol = 1e-8";

    /// <summary>Prints the table.</summary>
    /// <param name="only">Names of models; empty: all of them.</param>
    public static void Print(string[] only)
    {
        Console.WriteLine($"{"model",-28} {"records",8} {"threads",7} {"ms",9} {"CPU ms",8} {"subjects/s",11} {"ns each",8} {"MB",6} {"MB after",8}  solved as");
        foreach (var (title, name, text, linear) in Models.Where(m => only.Length == 0 || only.Contains(m.Name)))
        {
            foreach (var hourly in new[] { false, true })
            {
                var cohort = CohortOf.TextAndData(text, Data(hourly), linear);
                foreach (var threads in new[] { 1, 2 })
                {
                    Measure(title, cohort, threads);
                }
            }
        }
    }

    private static void Measure(string title, Cohort cohort, int threads)
    {
        var etas = Draw(cohort.Model.Slots.Length);
        var points = cohort.Subjects[0].Observations.Count;
        var predictions = new double[Subjects * points];
        var workspaces = Enumerable.Range(0, threads).Select(_ => cohort.CreateWorkspace()).ToArray();
        void Run() => Predict(cohort, etas, predictions, workspaces);

        Run();
        var one = Process.GetCurrentProcess().WorkingSet64;
        var best = double.PositiveInfinity;
        var all = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var repeats = 0;
        for (; repeats < MostRepeats && (repeats < 10 || all.Elapsed < Enough); repeats++)
        {
            var watch = Stopwatch.StartNew();
            Run();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }

        processor = (Process.GetCurrentProcess().TotalProcessorTime - processor) / repeats;
        var ten = Process.GetCurrentProcess().WorkingSet64;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{title,-28} {points,8} {threads,7} {best,9:F1} {processor.TotalMilliseconds,8:F1} {Subjects / best * 1000,11:F0} {best * 1e6 / predictions.Length,8:F1} {one >> 20,6} {ten >> 20,8}  {cohort.Model.Solver.Description}"));
    }

    private static void Predict(Cohort cohort, double[] etas, double[] predictions, SubjectWorkspace[] workspaces)
    {
        var next = -1;
        void Work(int worker)
        {
            for (var chunk = Interlocked.Increment(ref next); chunk * SubjectsAtOnce < Subjects; chunk = Interlocked.Increment(ref next))
            {
                PredictChunk(cohort, etas, predictions, workspaces[worker], chunk * SubjectsAtOnce, Math.Min(Subjects, (chunk + 1) * SubjectsAtOnce));
            }
        }

        var threads = workspaces.Skip(1).Select((_, i) => new Thread(() => Work(i + 1))).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        Work(0);
        foreach (var thread in threads)
        {
            thread.Join();
        }
    }

    private static void PredictChunk(Cohort cohort, double[] etas, double[] predictions, SubjectWorkspace workspace, int first, int end)
    {
        var (model, subject) = (cohort.Model, cohort.Subjects[0]);
        var (count, slots) = (end - first, model.Slots.Length);
        var (subjects, points, statuses) = (new BoundSubject[count], new PredictionPoints[count], new PredictionStatus[count]);
        Array.Fill(subjects, subject);
        Array.Fill(points, subject.Observations);
        model.PredictValues(
            subjects,
            points,
            InitialOf(cohort),
            etas.AsSpan(first * slots, count * slots),
            workspace,
            predictions.AsSpan(first * subject.Observations.Count, count * subject.Observations.Count),
            statuses);
        if (statuses.Any(s => s != PredictionStatus.Success))
        {
            throw new InvalidOperationException($"{model.Model.Name}: a subject ended with {statuses.Max()}.");
        }
    }

    private static double[] InitialOf(Cohort cohort) => [.. cohort.Model.Model.FixedEffects.Select(f => f.Initial)];

    private static double[] Draw(int slots)
    {
        var etas = new double[Subjects * slots];
        for (var i = 0; i < Subjects; i++)
        {
            var stream = new RandomStream(1, RandomPurpose.Simulation, i, 0);
            for (var k = 0; k < slots; k++)
            {
                etas[i * slots + k] = 0.3 * stream.NextNormal();
            }
        }

        return etas;
    }

    // A record of the first dose, whose additional ones follow daily; 24 samples on the last day, or one an hour from the start.
    private static string Data(bool hourly)
    {
        var times = Enumerable.Range(0, hourly ? 24 * Days + 1 : 24).Select(i => hourly ? i : 24 * (Days - 1) + i + 1);
        var rows = times.Select(t => string.Create(CultureInfo.InvariantCulture, $"1,{t},0,0,0,0,1"));
        return $"ID,TIME,EVID,AMT,II,ADDL,DV\n1,0,1,100,24,{Days - 1},.\n{string.Join('\n', rows)}\n";
    }

    private static string Equations(string elimination) => $"""
        d/dt depot      = -ka*depot
          d/dt central    = ka*depot - {elimination} - q/v*central + q/v2*peripheral
          d/dt peripheral = q/v*central - q/v2*peripheral
        """;

    private static string Model(string structure) => $"""
        model simulation
        parameters
          tvka = 1
          tvcl = 5
          tvv  = 50
          tvq  = 4
          tvv2 = 80
          prop = 0.1
          add  = 0.01
        variability by ID
          eta_ka ~ 0.09
          eta_cl ~ 0.09
          eta_v  ~ 0.09
          eta_q  ~ 0.09
          eta_v2 ~ 0.09
        individual
          ka = tvka*exp(eta_ka)
          cl = tvcl*exp(eta_cl)
          v  = tvv*exp(eta_v)
          q  = tvq*exp(eta_q)
          v2 = tvv2*exp(eta_v2)
        structure
          {structure}
        observations
          cp = central/v
          DV ~ combined(cp, add, prop)

        """;
}
