using System.Text.RegularExpressions;
using PopPK.Language.Regimens;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Regimens;

/// <summary>
/// Regimens with mistakes: every file of <c>Cases</c> gives exactly the messages of its <c>.diagnostics.txt</c>. The first line of a file,
/// a comment, names the model. To write the expected files anew, set <see cref="WriteExpectedFiles"/> to true, run the tests once, set it
/// back, and read the difference before it is committed.
/// </summary>
public sealed partial class RegimenCaseTests
{
    private static bool WriteExpectedFiles => false;

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(PathOf(""), "*.regimen").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_explained_as_expected(string file)
    {
        var text = File.ReadAllText(PathOf(file));
        var model = RegimenText.ModelFile(text.Split('\n')[0].TrimStart('#', ' '));
        var reading = RegimenReader.Read(model, new SourceText(file, text), model.Data is not null);
        Assert.All(reading.Diagnostics, d => Assert.True(d is { Location: not null, Advice: not null }, d.Message));
        Assert.Equal(reading.Diagnostics.Any(d => d.IsError), reading.Regimen is null);
        var actual = string.Join("\n", reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d)));
        var path = PathOf(Path.ChangeExtension(file, ".diagnostics.txt"));
        if (WriteExpectedFiles)
        {
            File.WriteAllText(path, actual);
        }

        Assert.NotEmpty(actual);
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void The_expected_files_are_compared_and_not_written() => Assert.False(WriteExpectedFiles);

    [Fact]
    public void Every_message_has_a_case()
    {
        var source = File.ReadAllText(RepositoryFiles.Path("src", "PopPK.Language", "Regimens", "RegimenDiagnostics.cs"));
        var codes = CodePattern().Matches(source).Select(m => m.Value).ToArray();
        Assert.Equal(codes.Distinct(), codes);
        var shown = Directory.GetFiles(PathOf(""), "*.txt").SelectMany(file => CodePattern().Matches(File.ReadAllText(file)).Select(m => m.Value));
        Assert.Empty(codes.Except(shown));
    }

    [GeneratedRegex(@"\bPK\d{4}\b")]
    private static partial Regex CodePattern();

    private static string PathOf(string file) => RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Regimens", "Cases", file);
}
