using System.Text.RegularExpressions;
using PopPK.Language.Nonmem;
using PopPK.Language.Poppk.Writing;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Nonmem;

/// <summary>
/// The corpus of control streams, a folder a case with the stream <c>model.mod</c> and the files it includes. <c>good</c>: no errors; the
/// records are printed as <c>records.txt</c> says, the model as <c>model.txt</c>, and warnings and notes as <c>diagnostics.txt</c>;
/// records or model must be there. <c>bad</c>: no model, and exactly the messages of <c>diagnostics.txt</c>.
/// To write the expected files anew, set <see cref="WriteExpectedFiles"/> to true, run the tests once, set it back, and read the difference
/// before it is committed. Of a good case only those that are there are written, and of a new one the records.
/// </summary>
public sealed partial class ControlStreamCaseTests
{
    private static bool WriteExpectedFiles => false;

    public static TheoryData<string> Good => CasesOf("good");

    public static TheoryData<string> Bad => CasesOf("bad");

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_control_stream_is_read_as_expected(string name)
    {
        var reading = Read("good", name);
        Assert.False(reading.HasErrors, Rendered(reading));
        var folder = PathOf("good", name);
        var hasModel = File.Exists(Path.Combine(folder, "model.txt"));
        if (hasModel)
        {
            Assert.NotNull(reading.Model);
            Compare(Path.Combine(folder, "model.txt"), ModelPrinter.Print(reading.Model));
        }

        if (!hasModel || File.Exists(Path.Combine(folder, "records.txt")))
        {
            Compare(Path.Combine(folder, "records.txt"), ControlStreamPrinter.Print(reading.Stream));
        }

        var diagnostics = Path.Combine(folder, "diagnostics.txt");
        if (!reading.Diagnostics.IsEmpty || File.Exists(diagnostics))
        {
            Compare(diagnostics, Rendered(reading));
        }
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_control_stream_is_explained_as_expected(string name)
    {
        var reading = Read("bad", name);
        Assert.True(reading.HasErrors, "there is no error");
        Assert.Null(reading.Model);
        Assert.All(reading.Diagnostics, d => Assert.True(d is { Location: not null, Advice: not null }, d.Message));
        Compare(Path.Combine(PathOf("bad", name), "diagnostics.txt"), Rendered(reading));
    }

    [Fact]
    public void The_expected_files_are_compared_and_not_written() => Assert.False(WriteExpectedFiles);

    [Fact]
    public void Every_message_about_records_has_a_case()
    {
        var source = File.ReadAllText(RepositoryFiles.Path("src", "PopPK.Language", "Nonmem", "Records", "RecordDiagnostics.cs"));
        var codes = CodePattern().Matches(source).Select(m => m.Value).ToArray();
        Assert.Equal(codes.Distinct(), codes);
        var shown = Directory.GetFiles(PathOf("", ""), "diagnostics.txt", SearchOption.AllDirectories)
            .SelectMany(file => CodePattern().Matches(File.ReadAllText(file)).Select(m => m.Value));
        Assert.Empty(codes.Except(shown));
    }

    [Theory]
    [InlineData("Code", "NonmemCodeDiagnostics.cs")]
    [InlineData("Binding", "BindingDiagnostics.cs")]
    public void Every_message_about_code_and_binding_has_a_case(string folder, string file)
    {
        var source = File.ReadAllText(RepositoryFiles.Path("src", "PopPK.Language", "Nonmem", folder, file));
        var shown = Directory.GetFiles(PathOf("", ""), "diagnostics.txt", SearchOption.AllDirectories)
            .SelectMany(path => CodePattern().Matches(File.ReadAllText(path)).Select(m => m.Value));
        Assert.Empty(CodePattern().Matches(source).Select(m => m.Value).Except(shown));
    }

    [GeneratedRegex(@"\bPK\d{4}\b")]
    private static partial Regex CodePattern();

    private static ControlStreamReading Read(string kind, string name)
    {
        var folder = PathOf(kind, name);
        SourceText? Include(string file) => File.Exists(Path.Combine(folder, file)) ? new SourceText(file, File.ReadAllText(Path.Combine(folder, file))) : null;
        return ControlStreamReader.Read(new SourceText("model.mod", File.ReadAllText(Path.Combine(folder, "model.mod"))), Include);
    }

    private static string Rendered(ControlStreamReading reading) => string.Join('\n', reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d)));

    private static void Compare(string path, string actual)
    {
        if (WriteExpectedFiles)
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string PathOf(string kind, string name) =>
        RepositoryFiles.Path("tests", "PopPK.Language.Tests", "Nonmem", "Cases", kind, name);

    private static TheoryData<string> CasesOf(string kind) =>
        [.. Directory.GetDirectories(PathOf(kind, "")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
