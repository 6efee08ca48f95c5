using System.Globalization;
using PopPK.Cli.Output;
using PopPK.Reporting;
using PopPK.Reporting.Json;
using PopPK.Text;

namespace PopPK.Cli.Commands;

/// <summary>Carries out <c>compare</c>: objectives, information criteria and parameters of runs side by side, and tests of nested ones.</summary>
/// <param name="environment">Where the command runs.</param>
/// <param name="printer">Shows problems.</param>
internal sealed class CompareHandler(CliEnvironment environment, DiagnosticPrinter printer)
{
    /// <summary>Compares runs.</summary>
    /// <param name="paths">Their folders, or their <c>fit.json</c>.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> paths)
    {
        var problems = new DiagnosticBag();
        var runs = paths.Select(p => Read(p, problems)).OfType<RecordedRun>().ToArray();
        if (!problems.HasErrors)
        {
            string[] names = [.. paths.Select(p => Path.TrimEndingDirectorySeparator(p))];
            Show("Runs", RunTable(names, runs));
            Show("Parameters  (relative standard error in %)", ParameterTable(names, runs));
            ShowTests(names, runs);
            Warn(runs, names, problems);
        }

        printer.Print(problems);
        return problems.HasErrors ? ExitCode.WrongInput : ExitCode.Done;
    }

    private RecordedRun? Read(string path, DiagnosticBag problems)
    {
        var full = environment.FullPath(path);
        var file = Directory.Exists(full) ? Path.Combine(full, "fit.json") : full;
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error("PK6060", $"'{path}' holds no run that can be read", new FileLocation(path), "give folders that fit or evaluate wrote, or the fit.json in them");
            return null;
        }

        if (RecordedRun.TryRead(text) is { } run)
        {
            return run;
        }

        problems.Error("PK6061", $"'{path}' is no result of this program", new FileLocation(path), $"expected a fit.json of schema {FitJsonWriter.SchemaVersion}");
        return null;
    }

    private void Show(string heading, TextTable table)
    {
        environment.Out.WriteLine(heading);
        foreach (var line in table.WithoutEmptyColumns().Lines())
        {
            environment.Out.WriteLine("  " + line);
        }

        environment.Out.WriteLine();
    }

    private static TextTable RunTable(string[] names, RecordedRun[] runs)
    {
        TextColumn[] columns =
        [
            new("run"), new("model"), new("method"), new("objective", true), new("difference", true), new("parameters", true),
            new("AIC", true), new("BIC", true), new("mixed BIC", true), new("end"),
        ];
        return new TextTable(columns, [.. runs.Select((run, i) => (string[])
        [
            names[i],
            run.Model,
            run.Method,
            DisplayNumber.Objective(run.Ofv),
            i == 0 ? "" : DisplayNumber.Objective(run.Ofv - runs[0].Ofv),
            run.Estimated.Count().ToString(CultureInfo.InvariantCulture),
            Criterion(run.Aic),
            Criterion(run.Bic),
            Criterion(run.MixedBic),
            run.IsConverged ? "converged" : "not converged",
        ])]);
    }

    // Runs of earlier versions did not record them.
    private static string Criterion(double value) => double.IsNaN(value) ? "" : DisplayNumber.Objective(value);

    private static TextTable ParameterTable(string[] names, RecordedRun[] runs)
    {
        var parameters = runs.SelectMany(r => r.Parameters.Where(p => !p.IsFixed || p.Estimate != 0)).Select(p => p.Name).Distinct();
        return new TextTable(
            [new("parameter"), .. names.Select(n => new TextColumn(n, true))],
            [.. parameters.Select(name => (string[])[name, .. runs.Select(r => Cell(r.Parameters.FirstOrDefault(p => p.Name == name)))])]);
    }

    private static string Cell(RecordedParameter? parameter) => parameter switch
    {
        null => "",
        { IsFixed: true } => $"{DisplayNumber.Significant(parameter.Estimate)} fixed",
        { StandardError: double.NaN } => DisplayNumber.Significant(parameter.Estimate),
        _ => $"{DisplayNumber.Significant(parameter.Estimate)} ({DisplayNumber.Percent(100 * parameter.StandardError / Math.Abs(parameter.Estimate))})",
    };

    private void ShowTests(string[] names, RecordedRun[] runs)
    {
        var pairs = NestedPair.Find(runs).ToArray();
        if (pairs.Length == 0)
        {
            return;
        }

        Show("Likelihood-ratio tests  (nested by the names of their parameters)", new TextTable(
            [new("run"), new("in"), new("adds"), new("difference", true), new("p", true), new("reference")],
            [.. pairs.Select(p => (string[])
            [
                names[p.Smaller],
                names[p.Larger],
                string.Join(", ", p.Added),
                DisplayNumber.Objective(p.Test.Difference),
                DisplayNumber.Significant(p.Test.PValue, 2),
                p.Test.Reference,
            ])]));
    }

    private static void Warn(RecordedRun[] runs, string[] names, DiagnosticBag problems)
    {
        for (var i = 1; i < runs.Length; i++)
        {
            if (runs[i].DataSha256 != runs[0].DataSha256 || runs[i].Observations != runs[0].Observations)
            {
                problems.Warning("PK6062", $"{names[i]} was run on other data than {names[0]}: their objectives cannot be compared", new FileLocation(names[i]), "compare runs on the same data file and rows");
            }
            else if (runs[i].Method != runs[0].Method)
            {
                problems.Warning("PK6063", $"{names[i]} was run by {runs[i].Method}, {names[0]} by {runs[0].Method}: their objectives approximate the likelihood in different ways", new FileLocation(names[i]), "compare runs by the same method");
            }
        }

        foreach (var pair in NestedPair.Find(runs).Where(p => p.Test.Difference < -0.01))
        {
            problems.Warning(
                "PK6064",
                $"{names[pair.Larger]} contains {names[pair.Smaller]} but its objective is higher: its search ended at a worse place",
                new FileLocation(names[pair.Larger]),
                "fit it again from the smaller run's estimates");
        }
    }
}
