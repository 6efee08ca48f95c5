using System.Diagnostics;
using PopPK.TestKit;

namespace PopPK.Reporting.Tests;

/// <summary>Runs of the program in a temporary folder, each made once and shared by the tests that look at its report.</summary>
public sealed class Reports : IDisposable
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly Lock _gate = new();

    public string Root { get; } = Directory.CreateTempSubdirectory("poppk-report-").FullName;

    /// <summary>The folder of a fit or evaluation of one of the repository's models.</summary>
    public string Of(string model, string command = "fit")
    {
        lock (_gate)
        {
            var key = $"{command}-{Path.GetFileNameWithoutExtension(model)}";
            if (!_folders.TryGetValue(key, out var folder))
            {
                folder = Path.Combine(Root, key);
                Run(command, RepositoryFiles.Path(model.Split('/')), "--out", folder, "--quiet");
                _folders.Add(key, folder);
            }

            return folder;
        }
    }

    /// <summary>Runs the program.</summary>
    public void Run(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "poppk.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode > 1)
        {
            throw new InvalidOperationException($"poppk {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}");
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
