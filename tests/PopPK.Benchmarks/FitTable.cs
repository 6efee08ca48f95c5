using System.Diagnostics;
using System.Globalization;
using PopPK.Estimation;
using PopPK.Estimation.Tests;
using PopPK.Prediction;
using PopPK.TestKit;
using PopPK.Uncertainty;

namespace PopPK.Benchmarks;

/// <summary>
/// Whole fits as a user runs them, from bound data to estimates and then the covariance step, warm: a table of smallest and median times,
/// evaluations and inner passes, for one and two threads. <c>dotnet run -c Release --project tests/PopPK.Benchmarks -- fits [name]</c>.
/// </summary>
internal static class FitTable
{
    private const int MostRepeats = 60;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    private static readonly (string Title, string Name, Func<Cohort> Cohort)[] Fits =
    [
        ("theophylline, closed form", "theophylline", () => CohortOf.File("models", "theophylline.poppk")),
        ("phenobarbital, block Omega", "phenobarbital", () => CohortOf.File("models", "phenobarbital.poppk")),
        ("bolus 2-cpt, SD = 1", "n032", () => Published("n2t_runN032")),
        ("oral 2-cpt, SD = 1", "n060", () => Published("n2t_runN060")),
        ("bolus 2-cpt, all", "n032all", () => Published("n2t_runN032", text => text.Replace("where SD == 1 ", "", StringComparison.Ordinal))),
        ("bolus 2-cpt as equations", "n032ode", () => Published("n2t_runN032", AsEquations, linear: false)),
        ("bolus Michaelis-Menten", "ode009", () => Published("n2t_runODE009")),
    ];

    /// <summary>Prints the table.</summary>
    /// <param name="only">Names of fits; empty: all of them.</param>
    public static void Print(string[] only)
    {
        Console.WriteLine($"{"fit",-26} {"threads",7} {"est ms",9} {"median",8} {"cov ms",8} {"median",8} {"OFV",12} {"evals",5} {"passes",6} {"cov",5}");
        foreach (var (title, name, read) in Fits.Where(f => only.Length == 0 || only.Contains(f.Name)))
        {
            var cohort = read();
            foreach (var threads in new[] { 2, 1 })
            {
                Measure(title, cohort, threads);
            }
        }
    }

    private static void Measure(string title, Cohort cohort, int threads)
    {
        var options = new EstimationOptions { Threads = threads };
        var (estimation, fit) = Repeat(() => Estimator.Estimate(cohort, options));
        var (covariance, step) = Repeat(() => CovarianceStep.Compute(fit, new CovarianceOptions { Threads = threads }));
        var passes = (double)fit.InnerEvaluations / fit.ObjectiveEvaluations / cohort.Subjects.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{title,-26} {threads,7} {estimation[0],9:F2} {Median(estimation),8:F2} {covariance[0],8:F2} {Median(covariance),8:F2} {fit.Ofv,12:F4} {fit.ObjectiveEvaluations,5} {passes,6:F2} {(step.Succeeded ? "ok" : "none"),5}"));
    }

    // Sorted milliseconds, and the last result.
    private static (double[] Milliseconds, T Result) Repeat<T>(Func<T> run)
    {
        // The runtime compiles what is called often once more, in the background.
        var result = run();
        var all = Stopwatch.StartNew();
        for (var i = 0; i < MostRepeats && all.Elapsed < Enough; i++)
        {
            result = run();
        }

        var times = new List<double>();
        all.Restart();
        while (times.Count < MostRepeats && (times.Count < 5 || all.Elapsed < Enough))
        {
            var one = Stopwatch.StartNew();
            result = run();
            times.Add(one.Elapsed.TotalMilliseconds);
        }

        return ([.. times.Order()], result);
    }

    private static double Median(double[] sorted) => sorted[sorted.Length / 2];

    private static string AsEquations(string text) => text.Replace("two_compartment(cl, v, q, v2)", """
        d/dt central = -(cl + q)/v*central + q/v2*peripheral
            d/dt peripheral = q/v*central - q/v2*peripheral
        """, StringComparison.Ordinal);

    private static Cohort Published(string id, Func<string, string>? change = null, bool linear = true)
    {
        var run = NonmemModels.Read(id);
        var text = run.AtInitialEstimates();
        return CohortOf.TextAndFile(change is null ? text : change(text), run.DataPath, linear);
    }
}
