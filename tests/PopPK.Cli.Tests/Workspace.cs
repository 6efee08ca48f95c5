using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>A temporary folder with the repository's models and data sets, in which commands run in process.</summary>
public sealed class Workspace : IDisposable
{
    public Workspace()
    {
        foreach (var folder in (string[])["models", "datasets"])
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Root, folder));
            foreach (var file in Directory.EnumerateFiles(RepositoryFiles.Path(folder)))
            {
                File.Copy(file, System.IO.Path.Combine(Root, folder, System.IO.Path.GetFileName(file)));
            }
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("poppk-test-").FullName;

    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public string Read(params string[] parts) => File.ReadAllText(Path(parts));

    public void Write(string path, string content) => File.WriteAllText(Path(path), content);

    /// <summary>Writes a changed copy of a file; fails when the text to be replaced is not there.</summary>
    public void WriteChanged(string from, string to, string old, string replacement)
    {
        var content = Read(from);
        Assert.Contains(old, content, StringComparison.Ordinal);
        Write(to, content.Replace(old, replacement, StringComparison.Ordinal));
    }

    public string[] Entries(params string[] folder) =>
        [.. Directory.EnumerateFileSystemEntries(Path(folder)).Select(e => System.IO.Path.GetFileName(e)!).Order(StringComparer.Ordinal)];

    internal CliRun Run(params string[] arguments) => RunWith(null, CancellationToken.None, arguments);

    internal CliRun RunWith(TextWriter? output, CancellationToken cancellation, params string[] arguments)
    {
        using var standardOut = new StringWriter();
        using var standardError = new StringWriter();
        var code = CliApplication.Run(arguments, new CliEnvironment(output ?? standardOut, standardError, Root), cancellation);
        return new CliRun(code, standardOut.ToString(), standardError.ToString());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
