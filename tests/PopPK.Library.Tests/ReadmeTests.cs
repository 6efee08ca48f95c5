using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Library.Tests;

/// <summary>What the pages show is what compiles and runs. The samples run in a folder like the repository's, so nothing else may run beside them.</summary>
[Collection(nameof(CurrentDirectory))]
public sealed partial class ReadmeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("poppk-readme-");
    private readonly string _before = Directory.GetCurrentDirectory();

    public ReadmeTests()
    {
        foreach (var (folder, file) in new[] { ("models", "theophylline.poppk"), ("datasets", "theophylline.csv") })
        {
            _folder.CreateSubdirectory(folder);
            File.Copy(RepositoryFiles.Path(folder, file), Path.Combine(_folder.FullName, folder, file));
        }

        Directory.SetCurrentDirectory(_folder.FullName);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_packages_page_shows_what_the_repositorys_does() =>
        Assert.Equal(Samples("README.md"), Samples("src", "PopPK.Library", "README.md"));

    [Fact]
    public void The_fit_compiles_and_runs()
    {
        var output = Run(Samples("README.md")[0]);
        Assert.Contains("OFV", output, StringComparison.Ordinal);
        Assert.Equal(8, output.Split("RSE").Length - 1);
        Assert.Equal(12, output.Split("clearance").Length - 1);
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "runs", "from-csharp", "fit.json")));
    }

    [Fact]
    public void The_simulation_compiles_and_runs() =>
        Assert.Matches(@"^Cmax: median \d+\.\d, 95th percentile \d+\.\d mg/L\s*$", Run(Samples("README.md")[1]));

    [Fact]
    public void Samples_are_about_a_dozen_lines() =>
        Assert.All(Samples("README.md"), sample => Assert.InRange(sample.Trim().Split('\n').Length, 5, 14));

    private static string[] Samples(params string[] page)
    {
        var samples = CodeBlock().Matches(File.ReadAllText(RepositoryFiles.Path(page))).Select(m => m.Groups["code"].Value).ToArray();
        Assert.Equal(2, samples.Length);
        return samples;
    }

    // What 'dotnet new console' would compile: top-level statements with implicit usings, against the assemblies of this process.
    private static string Run(string sample)
    {
        const string usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "sample" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(usings, options), CSharpSyntaxTree.ParseText(sample, options)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return Capture(Assembly.Load(image.ToArray()).EntryPoint!);
    }

    private static string Capture(MethodInfo main)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            main.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(before);
        }

        return output.ToString();
    }

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
