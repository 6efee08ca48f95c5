using System.Collections.Immutable;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>Files without a header, as NONMEM reads them.</summary>
public class HeaderlessTests
{
    private static HeaderlessFormat Format(string names) => new()
    {
        Columns = [.. names.Split(' ').Select(n => n.StartsWith('-') ? new HeaderlessColumn(n[1..]) { IsDropped = true } : new HeaderlessColumn(n))],
    };

    private static DatasetReading TryRead(string text, HeaderlessFormat format, params string[] required) => DatasetReader.Read(
        new StringReader(text), "data.csv", new DatasetReadingOptions { Headerless = format, RequiredColumns = [.. required.Select(r => new RequiredColumn(r))] });

    private static Dataset Read(string text, HeaderlessFormat format, params string[] required)
    {
        var reading = TryRead(text, format, required);
        return reading.Dataset ?? throw new InvalidOperationException(string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
    }

    private static double[] Column(Dataset dataset, string name) =>
        [.. dataset.Subjects.SelectMany(s => s.Records).Select(r => r.Values[dataset.IndexOf(name)])];

    [Theory]
    [InlineData("1,0,100,0\n1,1,0,5.5\n")]
    [InlineData("1 0 100 0\n1 1 0 5.5\n")]
    [InlineData("1\t0\t100\t0\n1\t1\t0\t5.5\n")]
    [InlineData("  1 , 0 , 100 ,0\r\n 1, 1  , 0 5.5  \r\n")]
    [InlineData("1,0,1D2\n1,1,,5.5,\n")]
    [InlineData("1\t0\t1.0E+02\t\n1\t1\t\t55.E-1\n")]
    [InlineData("1 0 100 .\n1 1 . 5.5 77 text\n")]
    public void Items_are_separated_by_blanks_commas_or_tabs(string text)
    {
        var dataset = Read(text, Format("ID TIME AMT DV"));
        Assert.Equal([0, 1], Column(dataset, "TIME"));
        Assert.Equal([100, 0], Column(dataset, "AMT"));
        Assert.Equal([0, 5.5], Column(dataset, "DV"));
        Assert.Equal([1, 0], Column(dataset, "EVID"));
        Assert.Equal([1, 0], Column(dataset, "MDV"));
        Assert.Equal(1, dataset.ObservationCount);
    }

    [Fact]
    public void A_missing_item_is_0_and_not_the_value_before() =>
        Assert.Equal([70, 0, 0, 65], Column(Read("1,0,1,0,70\n1,1,0,5,.\n1,2,0,5\n1,3,,5,65\n", Format("ID TIME AMT DV WT"), "WT"), "WT"));

    [Fact]
    public void Null_gives_another_digit() =>
        Assert.Equal([70, 9], Column(Read("1,0,1,0,70\n1,1,0,5,.\n", Format("ID TIME AMT DV WT") with { Missing = "9" }, "WT"), "WT"));

    [Fact]
    public void A_missing_observation_is_an_observation_of_0()
    {
        var dataset = Read("1,0,1,.\n1,1,0,.\n1,2,0,3\n", Format("ID TIME AMT DV"));
        Assert.Equal(2, dataset.ObservationCount);
        Assert.Equal(0, dataset.Subjects[0].Records[1].DependentValue);
    }

    [Theory]
    [InlineData('#', "#ID,TIME,AMT,DV\n1,0,1,.\n1,1,.,5\n# note\n", 2)]
    [InlineData('C', "C ID,TIME,AMT,DV\n1,0,1,.\n1,1,.,5\n", 2)]
    [InlineData('@', "ID,TIME,AMT,DV\n  @note\n# note\n1,0,1,.\n  a,1\n1,1,.,5\n", 2)]
    [InlineData('@', "\tID\tTIME\n1\t0\t1\t.\n1\t1\t.\t5\n", 2)]
    [InlineData('1', "1,0,1,.\n 1,0,1,.\n 1,1,.,5\n", 2)]
    public void Lines_are_comments_by_their_first_character(char character, string text, int records) =>
        Assert.Equal(records, Read(text, Format("ID TIME AMT DV") with { CommentCharacter = character }).Subjects[0].Records.Length);

    [Theory]
    [InlineData("SEX", RowComparison.SameText, "1", false, new double[] { 2, 3, 4 })]
    [InlineData("SEX", RowComparison.SameText, "1.0", false, new double[] { 1, 3, 4 })]
    [InlineData("SEX", RowComparison.Equal, "1", false, new double[] { 3, 4 })]
    [InlineData("SEX", RowComparison.NotEqual, "1", false, new double[] { 1, 2 })]
    [InlineData("SEX", RowComparison.OtherText, "F", false, new double[] { 3 })]
    [InlineData("SEX", RowComparison.SameText, ".", false, new double[] { 1, 2, 3 })]
    [InlineData("TIME", RowComparison.Greater, "2", false, new double[] { 1, 2 })]
    [InlineData("TIME", RowComparison.GreaterOrEqual, "2", false, new double[] { 1 })]
    [InlineData("TIME", RowComparison.Less, "2", true, new double[] { 1 })]
    [InlineData("TIME", RowComparison.LessOrEqual, "2", true, new double[] { 1, 2 })]
    public void Conditions_drop_or_keep_rows(string column, RowComparison comparison, string value, bool keeps, double[] times)
    {
        var sex = column == "SEX" && comparison is RowComparison.Equal or RowComparison.NotEqual ? "0" : "F";
        var format = Format("ID TIME AMT DV -SEX") with { Conditions = [new RowCondition(column, comparison, value)], KeepsMatching = keeps };
        Assert.Equal(times, Column(Read($"1,1,.,5,1\n1,2,.,5,1.0\n1,3,.,5,{sex}\n1,4,.,5,.\n", format), "TIME"));
    }

    [Fact]
    public void Conditions_know_synonyms_and_one_is_enough()
    {
        var format = Format("ID TIME AMT DV") with
        {
            Columns = [new("ID"), new("TIME") { Synonym = "TAFD" }, new("AMT"), new("DV")],
            Conditions = [new RowCondition("TAFD", RowComparison.Less, "2"), new RowCondition("dv", RowComparison.Equal, "7")],
        };
        Assert.Equal([2], Column(Read("1,1,.,5\n1,2,.,5\n1,3,.,7\n", format), "TIME"));
    }

    [Fact]
    public void Records_limit_the_rows_before_the_conditions_drop_some()
    {
        var format = Format("ID TIME AMT DV") with { MostRows = 3, Conditions = [new RowCondition("TIME", RowComparison.Equal, "2")] };
        Assert.Equal([1, 3], Column(Read("1,1,.,5\n1,2,.,5\n1,3,.,7\n1,4,.,5\n", format), "TIME"));
        Assert.Equal([1, 2], Column(Read("1,1,.,5\n1,2,.,5\n2,3,.,7\n1,4,.,5\n", Format("ID TIME AMT DV") with { RowsOf = "ID" }), "TIME"));
    }

    [Theory]
    [InlineData("2-1", 0.2)]
    [InlineData("2.5+1", 25)]
    [InlineData("-2.-1", -0.2)]
    [InlineData("1D-1", 0.1)]
    [InlineData("1E-1", 0.1)]
    [InlineData("-", 0)]
    [InlineData("+", 0)]
    [InlineData("-5", -5)]
    public void Numbers_have_fortrans_short_forms(string item, double value) =>
        Assert.Equal([value], Column(Read($"1,1,.,{item}\n", Format("ID TIME AMT DV")), "DV"));

    [Fact]
    public void Numbers_that_mean_missing_are_0() =>
        Assert.Equal([0, 0, 3], Column(Read("1,1,.,-99\n1,2,.,-99.0\n1,3,.,3\n", Format("ID TIME AMT DV") with { MissingValues = [-99] }), "DV"));

    [Fact]
    public void Clock_times_count_from_the_first_record_and_go_on_beyond_midnight() =>
        Assert.Equal([0, 0.25, 24.5], Column(Read("1,9:00,1,.\n1,9:15,.,3\n1,33:30,.,4\n", Format("ID TIME AMT DV")), "TIME"));

    [Fact]
    public void A_dropped_date_tells_the_day() =>
        Assert.Equal([0, 24.5], Column(Read("1,10/1/86,9:00,1,.\n1,10/2/86,9:30,.,3\n", Format("ID -DATE TIME AMT DV")), "TIME"));

    [Theory]
    [InlineData(50, 24)]
    [InlineData(-1, 24 * 36525)]
    public void The_last_year_of_the_new_century_can_be_moved(int last, double hours) => Assert.Equal(
        last == 50 ? [0, hours] : [0, 24.0 * (new DateOnly(1999, 12, 31).DayNumber - new DateOnly(1900, 1, 1).DayNumber)],
        last == 50
            ? Column(Read("1,99-12-31,9:00,1,.\n1,00-01-01,9:00,.,3\n", Format("ID -DAT2 TIME AMT DV") with { LastYearOf2000 = last }), "TIME")
            : Column(Read("1,00-01-01,9:00,1,.\n1,99-12-31,9:00,.,3\n", Format("ID -DAT2 TIME AMT DV") with { LastYearOf2000 = last }), "TIME"));

    [Fact]
    public void Times_and_intervals_can_be_divided()
    {
        var dataset = Read("1,0,1,.,12,3\n1,48,.,3,0,0\n", Format("ID TIME AMT DV II ADDL") with { TimeDivisor = 24, IntervalDivisor = 12 });
        Assert.Equal([0, 2], Column(dataset, "TIME"));
        Assert.Equal([1, 0], Column(dataset, "II"));
        Assert.Equal(1, dataset.Subjects[0].Records[0].Interval);
        Assert.Equal(2, dataset.Subjects[0].Records[1].Time);
    }

    [Fact]
    public void Mdv_above_99_leaves_a_record_out() =>
        Assert.Equal(1, Read("1,1,.,5,100\n1,2,.,5,0\n1,3,.,7,101\n", Format("ID TIME AMT DV MDV")).ObservationCount);

    [Fact]
    public void Without_events_doses_are_data_like_others_and_the_time_may_be_missing()
    {
        var dataset = Read("1,100,5\n1,100,6\n2,50,7\n", Format("ID AMT DV") with { HasEvents = false }, "AMT");
        Assert.Equal(3, dataset.ObservationCount);
        Assert.Equal([100, 100, 50], Column(dataset, "AMT"));
        Assert.Equal(-1, dataset.IndexOf("EVID"));
    }

    [Fact]
    public void Without_events_the_time_is_a_number_like_others()
    {
        const string text = "1,5,5\n1,3,6\n1,9,7\n";
        Assert.Equal([5, 3, 9], Column(Read(text, Format("ID TIME DV") with { HasEvents = false }), "TIME"));
        Assert.Contains(TryRead(text, Format("ID TIME DV")).Diagnostics, d => d.Code == "PK2213");
    }

    [Fact]
    public void Names_of_other_programs_mean_nothing() =>
        Assert.DoesNotContain(TryRead("1,0,100,0,1,2\n1,1,0,5,0,2\n", Format("ID TIME AMT DV CENS LIMIT")).Diagnostics, d => d.Code == "PK2030");

    [Theory]
    [InlineData("ID,AMT,TIME,DV", "ID TIME AMT DV", true)]
    [InlineData("#id amt time dv", "ID TIME AMT DV", true)]
    [InlineData("\"ID\",\"X\",\"TIME\",\"AMT\",\"DV\"", "ID TIME AMT DV", true)]
    [InlineData("ID,TIME,AMT,DV", "ID TIME AMT DV", false)]
    [InlineData("ID,WT,AGE,CONC", "ID TIME AMT DV", false)]
    [InlineData("ID,AMT,TIME,DV", "ID -TIME -AMT DV", false)]
    [InlineData("# the time of ID 7 was wrong", "ID TIME AMT DV", false)]
    public void Names_in_another_place_of_the_first_line_are_a_warning(string header, string names, bool isWarned)
    {
        var format = Format(names) with { CommentCharacter = '@' };
        var reading = TryRead((header[0] == '"' ? "#" + header : header) + "\n1,0,1,.\n1,1,.,5\n", format with { HasEvents = !names.Contains('-') });
        Assert.Equal(isWarned, reading.Diagnostics.Any(d => d.Code == "PK2406"));
    }

    [Fact]
    public void An_id_that_comes_again_is_another_subject()
    {
        var reading = TryRead("1,0,1,.\n1,1,.,5\n2,0,1,.\n2,1,.,5\n1,0,1,.\n1,1,.,5\n", Format("ID TIME AMT DV"));
        Assert.Equal(3, reading.Dataset!.Subjects.Length);
        Assert.Contains(reading.Diagnostics, d => d.Code == "PK2405");
    }

    [Theory]
    [InlineData("F2.0,F4.1,F5.0,F5.2", " 1 0.0 100.     \n 1 1.0      5.50\n")]
    [InlineData("F2.0,F4.1,F5.0,F5.2", " 1  00 100.     \n 1  10       550\n")]
    [InlineData("I2,T3,F4.1,1X,F4.0,F5.2", " 1 0.0 100.     \n 1 1.0      5.50\n")]
    [InlineData("F2.0/F4.0,2(F5.0)", " 1\n 0.0 100.     \n 1\n 1.0       5.5\n")]
    [InlineData("3(F2.0,1X),F5.0", " 1 00 99 \n 1 01 00  5.5\n")]
    public void A_fortran_format_says_where_items_stand(string fortran, string text)
    {
        var dataset = Read(text, Format("ID TIME AMT DV") with { Fortran = fortran });
        Assert.Equal([0, 1], Column(dataset, "TIME"));
        Assert.Equal([0, 5.5], Column(dataset, "DV"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("F")]
    [InlineData("Q5")]
    [InlineData("2(F5.0")]
    [InlineData("F5.0)")]
    [InlineData("99999(99999F5.0)")]
    public void A_format_that_cannot_be_understood_is_refused(string fortran) =>
        Assert.Contains(TryRead("1\n", Format("ID TIME AMT DV") with { Fortran = fortran }).Diagnostics, d => d.Code == "PK2401");
}
