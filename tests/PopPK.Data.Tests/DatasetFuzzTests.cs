using FsCheck;
using FsCheck.Fluent;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

public class DatasetFuzzTests
{
    private const string Sound = """
        # a comment
        ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,MDV,DV,WT,SEX,"NOTE"
        1,0,100,0,12,3,0,1,1,1,.,70.5,0,"fasted, 8 h"
        1,1.5,.,.,.,.,.,central,0,0,9.25,70.5,0,
        1,3,.,.,.,.,.,2,0,0,4e0,.,0,x
        2,0,100,25,0,0,0,2,1,1,.,50,1,

        2,2,0,0,0,0,0,2,0,0,7.5,50,1,""
        2,4,0,0,0,0,0,2,3,1,0,50,1,NA
        2,4,50,0,0,0,0,1,4,1,0,50,1,
        2,6,0,0,0,0,0,2,0,0,7.5,50,1,

        """;

    private static readonly string[] Splinters =
        [",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", " ", ".", "-", "-1", "-2", "0", "1", "2", "3", "4", "99", "1e308", "1e-308", "1e999", "1d5", "999999999999",
            "NA", "NaN", "inf", "#", "ID", "TIME", "DV", "x", "é", "\uFEFF", "\uD800", "\u00A0", "1,5", "10:30", "<5", "EVID", "0.1", "900000000"];

    private static readonly DatasetReadingOptions Options = new()
    {
        RequiredColumns =
        [
            new RequiredColumn("WT"),
            new RequiredColumn("SEX") { AdmissibleValues = System.Collections.Immutable.ImmutableSortedDictionary<double, string>.Empty.Add(0, "female").Add(1, "male") },
        ],
        FilterColumns = ["TIME"],
        RowFilter = row => row["TIME"] < 100,
    };

    private static readonly CompartmentMap Compartments = new(["depot", "central"]);

    [Fact]
    public void The_text_is_sound_before_it_is_mutated()
    {
        var reading = DataText.TryRead(Sound, Options);

        Assert.DoesNotContain(reading.Diagnostics, d => d.IsError);
        Assert.Equal(4, reading.Dataset!.ObservationCount);
    }

    [Fact]
    public void Mutated_texts_never_throw_and_give_data_or_an_error()
    {
        var mutation =
            from position in Gen.Choose(0, Sound.Length)
            from length in Gen.Frequency((4, Gen.Constant(0)), (4, Gen.Choose(1, 3)), (1, Gen.Choose(0, 40)))
            from splinter in Gen.Elements(Splinters)
            select (position, length, splinter);
        // Mostly one or two mutations: after more hardly any text is accepted, and only accepted ones get as far as the timeline.
        var texts = Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(6))).SelectMany(n => mutation.ListOf(n)).Select(mutations => mutations.Aggregate(Sound, (text, m) =>
        {
            var start = Math.Min(m.position, text.Length);
            return text.Remove(start, Math.Min(m.length, text.Length - start)).Insert(start, m.splinter);
        }));
        var accepted = 0;
        const int number = 3000;
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            accepted += DataText.TryRead(text, Options).Dataset is null ? 0 : 1;
            return Holds(text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(number).WithReplay(20240602, 11));

        // A fuzz test that always or never gets past the header would show nothing.
        Assert.InRange(accepted, number / 20, number * 19 / 20);
    }

    private static bool Holds(string text)
    {
        var reading = DataText.TryRead(text, Options);
        var rendered = string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d)));
        if (reading.Dataset is not { } dataset)
        {
            return reading.Diagnostics.Any(d => d.IsError) && rendered.Length > 0;
        }

        var timelines = TimelineBuilder.Build(dataset, Compartments);
        return !reading.Diagnostics.Any(d => d.IsError)
            && timelines.Timelines.IsEmpty == timelines.Diagnostics.Any(d => d.IsError)
            && dataset.ObservationCount > 0
            && dataset.Subjects.SelectMany(s => s.Records).All(r => IsSound(r, dataset));
    }

    private static bool IsSound(DataRecord record, Dataset dataset) =>
        double.IsFinite(record.Time) && double.IsFinite(record.Amount) && double.IsFinite(record.Rate) && record.Amount >= 0
        && (!record.IsObservation || double.IsFinite(record.DependentValue))
        && record.Values.Length == dataset.Columns.Length && record.Cells.Length == dataset.Columns.Length
        && double.IsFinite(record.Values[dataset.IndexOf("WT")]) && record.Values[dataset.IndexOf("SEX")] is 0 or 1;
}
