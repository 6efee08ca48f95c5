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

    private const string SoundWithDates = """
        ID,DATE,TIME,AMT,II,ADDL,EVID,DV,WT,SEX
        1,10-1-86,9:15,100,12:00,3,1,.,70.5,0
        1,10-1-86,14:40,.,.,.,0,9.25,70.5,0
        1,10-2-86,8.5,.,.,.,0,4e0,.,0
        2,12/31,22:00,100,0,0,1,.,50,1
        2,12/31,23:30:15,0,0,0,0,7.5,50,1
        3,1,8,100,0,0,1,.,50,1
        3,2,7:30,0,0,0,0,7.5,50,1

        """;

    private const string SoundWithDateTimes = """
        ID,TIME,AMT,EVID,DV,WT,SEX
        1,2024-02-28T09:15,100,1,.,70.5,0
        1,2024-03-01 09:15:30,.,0,9.25,70.5,0
        2,1999-12-31T23:59,100,1,.,50,1
        2,2000-01-01T00:00,0,0,7.5,50,1

        """;

    private static readonly string[] Splinters =
        [",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", " ", ".", "-", "-1", "-2", "0", "1", "2", "3", "4", "99", "1e308", "1e-308", "1e999", "1d5", "999999999999",
            "NA", "NaN", "inf", "#", "ID", "TIME", "DV", "x", "é", "\uFEFF", "\uD800", "\u00A0", "1,5", "10:30", "<5", "EVID", "0.1", "900000000",
            "8:30", "24:00", "25:00", "9:61", ":", "::", "/", "-1:30", " AM", "pm", "T", "Z", "+02:00", "2024-02-30", "2024-13-01T08:30", "0000-01-01T00:00", "12/31/99",
            "13/02/2024", "1/2/024", "2/29", "20240305", "DATE", "DAT3", "9999-12-31T24:00", "1-1-1"];

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

    // Filters compare numbers only, so they cannot look at clock times.
    private static readonly DatasetReadingOptions WithoutFilter = Options with { FilterColumns = [], RowFilter = null };

    [Theory]
    [InlineData(Sound, 4)]
    [InlineData(SoundWithDates, 4)]
    [InlineData(SoundWithDateTimes, 2)]
    public void The_text_is_sound_before_it_is_mutated(string text, int observations)
    {
        var reading = DataText.TryRead(text, OptionsFor(text));

        Assert.DoesNotContain(reading.Diagnostics, d => d.IsError);
        Assert.Equal(observations, reading.Dataset!.ObservationCount);
    }

    [Theory]
    [InlineData(Sound)]
    [InlineData(SoundWithDates)]
    [InlineData(SoundWithDateTimes)]
    public void Mutated_texts_never_throw_and_give_data_or_an_error(string sound)
    {
        var options = OptionsFor(sound);
        var mutation =
            from position in Gen.Choose(0, sound.Length)
            from length in Gen.Frequency((4, Gen.Constant(0)), (4, Gen.Choose(1, 3)), (1, Gen.Choose(0, 40)))
            from splinter in Gen.Elements(Splinters)
            select (position, length, splinter);
        // Mostly one or two mutations: after more hardly any text is accepted, and only accepted ones get as far as the timeline.
        var texts = Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(6))).SelectMany(n => mutation.ListOf(n)).Select(mutations => mutations.Aggregate(sound, (text, m) =>
        {
            var start = Math.Min(m.position, text.Length);
            return text.Remove(start, Math.Min(m.length, text.Length - start)).Insert(start, m.splinter);
        }));
        var accepted = 0;
        const int number = 3000;
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            accepted += DataText.TryRead(text, options).Dataset is null ? 0 : 1;
            return Holds(text, options);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(number).WithReplay(20240602, 11));

        // A fuzz test that always or never gets past the header would show nothing.
        Assert.InRange(accepted, number / 20, number * 19 / 20);
    }

    private static DatasetReadingOptions OptionsFor(string sound) => sound == Sound ? Options : WithoutFilter;

    private static bool Holds(string text, DatasetReadingOptions options)
    {
        var reading = DataText.TryRead(text, options);
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
