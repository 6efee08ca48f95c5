using System.Text.Json;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>Reads the repository's data sets and the reference ones and compares their sizes with what is published.</summary>
public class ReferenceDataTests
{
    // Dose rows read as doses although a run reads them otherwise, or columns that are other things in these files.
    private static readonly Dictionary<string, string[]> DroppedByCase = new()
    {
        ["nmw_theo_FO"] = ["AMT"],
        ["nmw_theo_FOCEI"] = ["AMT"],
        ["nmw_theo_LAPLI"] = ["AMT"],
        ["psn_mox1"] = ["EVID"],
    };

    [Theory]
    [InlineData("theophylline", 12, 144, 132)]
    [InlineData("phenobarbital", 59, 744, 155)]
    [InlineData("indomethacin", 6, 72, 66)]
    [InlineData("remifentanil", 65, 2620, 1992)]
    public void Data_sets_are_read_without_a_word(string name, int subjects, int records, int observations)
    {
        var reading = DatasetReader.Read(RepositoryFiles.Path("datasets", name + ".csv"));

        Assert.Equal("", string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        Assert.Equal((subjects, records, observations), SizeOf(reading.Dataset!));
        var timelines = TimelineBuilder.Build(reading.Dataset!, new CompartmentMap(["central"]));
        Assert.Empty(timelines.Diagnostics);
        Assert.All(timelines.Timelines.Zip(reading.Dataset!.Subjects), p => Assert.Equal(
            p.Second.Records.Length, p.First.Events.Count(e => e.Kind == TimelineEventKind.Record)));
    }

    [Fact]
    public void Every_data_set_has_a_card_and_a_line_in_the_index()
    {
        var folder = RepositoryFiles.Path("datasets");
        var index = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (var file in Directory.GetFiles(folder, "*.csv"))
        {
            var card = File.ReadAllText(Path.ChangeExtension(file, ".md"));
            var data = DatasetReader.Read(file).Dataset!;

            Assert.Contains(Path.GetFileNameWithoutExtension(file) + ".md", index, StringComparison.Ordinal);
            Assert.Contains($"{data.Subjects.Length} subjects, {data.Subjects.Sum(s => s.Records.Length)} records", card, StringComparison.Ordinal);
            Assert.Contains($"{data.ObservationCount} observations", card, StringComparison.Ordinal);
            Assert.All(data.Columns, c => Assert.Contains($"| {c} |", card, StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public void Reference_data_have_the_published_numbers_of_records_subjects_and_observations()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("nonmem-cases.json")));
        var compared = 0;
        foreach (var run in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var id = run.GetProperty("id").GetString()!;
            var data = run.GetProperty("data");
            var file = data.GetProperty("file").GetString()!;
            var reading = DatasetReader.Read(RepositoryFiles.Reference(file.Split('/')), OptionsOf(id, data));

            Assert.True(reading.Dataset is not null, id + "\n" + string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
            var expected = (data.GetProperty("individuals").GetInt32(), data.GetProperty("records").GetInt32(), data.GetProperty("observations").GetInt32());
            Assert.Equal((id, expected), (id, SizeOf(reading.Dataset)));
            compared++;
        }

        Assert.Equal(26, compared);
    }

    [SkippableFact]
    public void Runs_of_the_first_scope_have_timelines()
    {
        var filter = new DatasetReadingOptions { FilterColumns = ["SD"], RowFilter = row => row["SD"] == 1, Dropped = ["SS", "II"] };
        foreach (var (file, compartments) in new[] { ("bolus_1cpt", 1), ("oral_1cpt", 2), ("bolus_2cpt", 2), ("infusion_1cpt", 1) })
        {
            var reading = DatasetReader.Read(RepositoryFiles.Reference("data", file + ".csv"), filter);
            var timelines = TimelineBuilder.Build(reading.Dataset!, new CompartmentMap([.. Enumerable.Range(1, compartments).Select(i => "a" + i)]));

            Assert.Equal(120, timelines.Timelines.Length);
            Assert.Empty(timelines.Diagnostics);
        }
    }

    private static (int Subjects, int Records, int Observations) SizeOf(Dataset data) =>
        (data.Subjects.Length, data.Subjects.Sum(s => s.Records.Length), data.ObservationCount);

    private static DatasetReadingOptions OptionsOf(string id, JsonElement data)
    {
        var options = new DatasetReadingOptions { Dropped = [.. DroppedByCase.GetValueOrDefault(id, [])] };
        var reading = string.Join(' ', data.GetProperty("reading").EnumerateArray().Select(r => r.GetString()));
        if (reading.Contains("SS and II of this file are NOT used", StringComparison.Ordinal))
        {
            options = options with { Dropped = options.Dropped.Union(["SS", "II"]) };
        }

        return data.GetProperty("rowFilter").GetString() is { } filter
            ? filter.StartsWith("SD=1 ", StringComparison.Ordinal)
                ? options with { FilterColumns = ["SD"], RowFilter = row => row["SD"] == 1 }
                : throw new InvalidDataException($"The row filter '{filter}' of {id} is not known to this test.")
            : options;
    }
}
