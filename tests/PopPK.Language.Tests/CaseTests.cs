using System.Text.RegularExpressions;
using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Writing;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests;

/// <summary>
/// The corpus: every file of <c>Cases/good</c> is read without errors and printed as its <c>.model.txt</c> says
/// (warnings included); every file of <c>Cases/bad</c> gives exactly the messages of its <c>.diagnostics.txt</c>.
/// To write the expected files anew, set <see cref="WriteExpectedFiles"/> to true, run the tests once, set it back,
/// and read the difference before it is committed.
/// </summary>
public sealed partial class CaseTests
{
    private static bool WriteExpectedFiles => false;

    public static TheoryData<string> Good => FilesOf("good");

    public static TheoryData<string> Bad => FilesOf("bad");

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_model_is_read_as_expected(string file)
    {
        var reading = Read("good", file);
        Assert.True(reading.Model is not null, ModelText.Rendered(reading));
        var warnings = reading.Diagnostics.IsEmpty ? "" : "\n" + ModelText.Rendered(reading);
        Compare("good", Path.ChangeExtension(file, ".model.txt"), ModelPrinter.Print(reading.Model) + warnings);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_model_is_explained_as_expected(string file)
    {
        var reading = Read("bad", file);
        Assert.Null(reading.Model);
        Assert.All(reading.Diagnostics, d => Assert.True(d is { Location: not null, Advice: not null }, d.Message));
        Compare("bad", Path.ChangeExtension(file, ".diagnostics.txt"), ModelText.Rendered(reading));
    }

    [Fact]
    public void The_expected_files_are_compared_and_not_written()
    {
        Assert.False(WriteExpectedFiles);
        Assert.True(Good.Count >= 25);
        Assert.True(Bad.Count >= 50);
    }

    [Fact]
    public void Every_message_has_a_case()
    {
        var sources = Directory.GetFiles(RepositoryFiles.Path("src", "PopPK.Language", "Poppk"), "LanguageDiagnostics*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(source => CodePattern().Matches(source).Select(m => m.Value)).ToArray();
        Assert.Equal(codes.Distinct(), codes);
        var shown = Directory.GetFiles(PathOf("good", ""), "*.txt").Concat(Directory.GetFiles(PathOf("bad", ""), "*.txt"))
            .SelectMany(file => CodePattern().Matches(File.ReadAllText(file)).Select(m => m.Value));
        Assert.Empty(codes.Except(shown));
    }

    [GeneratedRegex(@"\bPK\d{4}\b")]
    private static partial Regex CodePattern();

    private static ModelReading Read(string folder, string file) =>
        ModelReader.Read(new SourceText(file, File.ReadAllText(PathOf(folder, file))));

    private static void Compare(string folder, string file, string actual)
    {
        var path = PathOf(folder, file);
        if (WriteExpectedFiles)
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string PathOf(string folder, string file) =>
        RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Cases", folder, file);

    private static TheoryData<string> FilesOf(string folder) =>
        [.. Directory.GetFiles(PathOf(folder, ""), "*.poppk").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
