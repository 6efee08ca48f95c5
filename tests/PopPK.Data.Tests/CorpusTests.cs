using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>
/// What the user reads: every file <c>Cases/NNN-topic.csv</c> is read and the rendered diagnostics are compared with
/// <c>NNN-topic.diagnostics.txt</c>. Options stand in <c>NNN-topic.options.txt</c> (see <see cref="CaseOptions"/>).
/// After a deliberate change run once with POPPK_ACCEPT=1, then read the difference as a user would.
/// </summary>
public class CorpusTests
{
    private static string Folder => RepositoryFiles.Path("tests", "PopPK.Data.Tests", "Cases");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.csv").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Diagnostics_read_as_expected(string name)
    {
        var actual = Render(name, hideValues: false);
        var path = Path.Combine(Folder, name + ".diagnostics.txt");
        if (Environment.GetEnvironmentVariable("POPPK_ACCEPT") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.True(File.Exists(path), $"There is no {path}; POPPK_ACCEPT=1 writes it.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void Every_code_is_in_the_corpus()
    {
        var rendered = string.Concat(Directory.GetFiles(Folder, "*.diagnostics.txt").Select(File.ReadAllText));
        var source = string.Concat(Directory.GetFiles(RepositoryFiles.Path("src", "PopPK.Data", "Diagnostics")).Select(File.ReadAllText));
        // Missing, unreadable and folder are about the file system, not about a text (see DatasetReaderTests).
        string[] elsewhere = ["PK2001", "PK2002", "PK2003", "PK2004"];
        var codes = Regex.Matches(source, "\"(PK2\\d{3})\"").Select(m => m.Groups[1].Value).ToArray();

        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes.Except(elsewhere), c => Assert.Contains(c, rendered, StringComparison.Ordinal));
    }

    [Fact]
    public void Hidden_values_appear_nowhere()
    {
        const string secret = "7351.25";
        foreach (var column in new[] { "ID", "TIME", "DV", "AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS", "WT", "DATE" })
        {
            foreach (var bad in new[] { secret, "-" + secret, secret + "kg", secret.Replace('.', ','), "7351-01-02", "7351-31-02", "07:35:17351", "7351:25" })
            {
                string[] header = ["ID", "TIME", "DV", "AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS", "WT", column == "DATE" ? "DATE" : "NOTE"];
                string[] dose = ["1", "0", ".", "10", "1", "1", "1", "0", "0", "0", "0", "70", "1"];
                string[] sample = ["1", "1", "5", "0", "0", "0", "1", "0", "0", "0", "0", "70", "1"];
                var position = Array.IndexOf(header, column);
                dose[position] = bad;
                sample[position] = bad;
                var text = string.Join('\t', header) + "\n" + string.Join('\t', dose) + "\n" + string.Join('\t', sample) + "\n";
                var options = new DatasetReadingOptions { RequiredColumns = [new RequiredColumn("WT")] };
                var reading = DatasetReader.Read(new StringReader(text), "data.csv", options);
                var diagnostics = reading.Dataset is { } dataset
                    ? reading.Diagnostics.AddRange(TimelineBuilder.Build(dataset, new CompartmentMap(["central"])).Diagnostics)
                    : reading.Diagnostics;

                Assert.DoesNotContain("7351", string.Concat(diagnostics.Select(d => DiagnosticRenderer.Render(d, hideValues: true))), StringComparison.Ordinal);
            }
        }
    }

    private static string Render(string name, bool hideValues)
    {
        var options = CaseOptions.Read(Path.Combine(Folder, name + ".options.txt"));
        using var text = new StringReader(File.ReadAllText(Path.Combine(Folder, name + ".csv")));
        var reading = DatasetReader.Read(text, name + ".csv", options.Reading);
        var diagnostics = reading.Diagnostics;
        if (reading.Dataset is { } dataset && options.Compartments is { } compartments)
        {
            diagnostics = diagnostics.AddRange(TimelineBuilder.Build(dataset, compartments).Diagnostics);
        }

        var result = new StringBuilder();
        foreach (var diagnostic in diagnostics)
        {
            result.Append(DiagnosticRenderer.Render(diagnostic, hideValues));
        }

        return result.Append(reading.Dataset is { } d
            ? $"{d.Subjects.Length} subjects, {d.Subjects.Sum(s => s.Records.Length)} records, {d.ObservationCount} observations\n"
            : "no data\n").ToString();
    }
}
