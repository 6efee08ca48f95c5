using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Data.Tests;

/// <summary>Dates and clock times as hours since each subject's first record.</summary>
public class DayTimeTests
{
    [Fact]
    public void Clock_times_become_hours_since_the_first_record()
    {
        // Also the example of NONMEM's manual: clock times and decimal hours may be mixed.
        var data = DataText.Read("ID,TIME,DV\n1,8:00,1\n1,14:45,1\n1,14.75,1\n1,20:00:36,1\n1,24:00,1\n2,-0:30,1\n2,00:00,1\n2,1:00,1\n");

        Assert.True(data.TimesAreTranslated);
        Assert.Equal([0, 6.75, 6.75, 12.01, 16], Times(data, 0));
        Assert.Equal([0, 0.5, 1.5], Times(data, 1));
    }

    [Fact]
    public void Dates_and_clock_times_become_hours_since_the_first_record()
    {
        var data = DataText.Read("ID,DATE,TIME,DV\n1,10-1-86,9:15,1\n1,10-1-86,14:40,1\n1,10-2-86,8:30,1\n2,10-12,8,1\n2,10-14,10,1\n3,-1,8,1\n3,2,8.5,1\n");

        Assert.Equal([0, 65 / 12.0, 23.25], Times(data, 0));
        Assert.Equal([0, 50], Times(data, 1));
        Assert.Equal([0, 72.5], Times(data, 2));
    }

    [Fact]
    public void Plain_numbers_stay_as_they_are()
    {
        var data = DataText.Read("ID,TIME,DV\n1,-24,1\n1,-1.5,1\n1,0,1\n");

        Assert.False(data.TimesAreTranslated);
        Assert.Equal([-24, -1.5, 0], Times(data, 0));
        Assert.Empty(DataText.TryRead("ID,TIME,DV\n1,-24,1\n1,-1.5,1\n1,0,1\n").Diagnostics);
    }

    [Fact]
    public void One_clock_time_makes_all_times_relative()
    {
        var data = DataText.Read("ID,TIME,DV\n1,5,1\n1,7,1\n2,8:00,1\n");

        Assert.Equal([0, 2], Times(data, 0));
    }

    [Theory]
    [InlineData("DATE", "2/28/2024", "3/1/2024")]
    [InlineData("DATE", "02-28-24", "3-1-24")]
    [InlineData("DAT1", "28.2.2024", "1.3.2024")]
    [InlineData("DATE", "2/28", "3/1")]
    [InlineData("DAT1", "28-2", "1-3")]
    [InlineData("DAT2", "2-28", "3-1")]
    [InlineData("DAT3", "28/02", "1/3")]
    [InlineData("DAT2", "2024/02/28", "24/3/1")]
    [InlineData("DAT3", "2024/28/02", "24/1/3")]
    [InlineData("DATE", "2024-02-28", "2024-03-01")]
    [InlineData("DAT1", "2024-02-28", "2024-03-01")]
    [InlineData("DAT2", "2024-02-28", "2024-03-01")]
    [InlineData("date", "45350", "45352")]
    public void The_name_of_the_date_column_tells_the_order(string column, string first, string second) =>
        Assert.Equal([0, 47], Times(DataText.Read($"ID,{column},TIME,DV\n1,{first},10:00,1\n1,{second},9:00,1\n"), 0));

    [Theory]
    [InlineData("12/31/50", "1/1/2051")]
    [InlineData("12/31/1950", "1/1/51")]
    [InlineData("12/31/99", "1/1/00")]
    [InlineData("12/31/4", "1/1/05")]
    public void Years_of_two_digits_are_1951_to_2050(string first, string second) =>
        Assert.Equal([0, 24], Times(DataText.Read($"ID,DATE,TIME,DV\n1,{first},10:00,1\n1,{second},10:00,1\n"), 0));

    [Fact]
    public void Every_way_of_writing_gives_the_same_hours()
    {
        var ways = new (string Header, Func<DateTime, string> Cells)[]
        {
            ("DATE,TIME", t => Format(t, "M/d/yyyy,H:mm:ss")),
            ("TIME,DATE", t => Format(t, "HH:mm:ss,MM-dd-yy")),
            ("DAT1,TIME", t => Format(t, "dd.MM.yyyy,HH:mm:ss")),
            ("DAT2,TIME", t => Format(t, "yyyy-MM-dd,HH:mm:ss")),
            ("DAT3,TIME", t => Format(t, "yyyy/d/M,HH:mm:ss")),
            ("TIME", t => Format(t, "yyyy-MM-ddTHH:mm:ss")),
            ("TIME", t => Format(t, "yyyy-MM-dd HH:mm:ss")),
        };
        // 1951 to 2050, so that the years of two digits say the same.
        var origin = new DateTime(1951, 1, 1);
        var moments = Gen.Choose(0, 36_500 * 24 * 60).Zip(Gen.Choose(0, 59)).Select(p => origin.AddMinutes(p.Item1).AddSeconds(p.Item2)).Two();
        Prop.ForAll(moments.ToArbitrary(), pair =>
        {
            var (first, second) = pair.Item1 <= pair.Item2 ? pair : (pair.Item2, pair.Item1);
            return ways.All(way =>
            {
                var data = DataText.Read($"ID,{way.Header},DV\n1,{way.Cells(first)},1\n1,{way.Cells(second)},1\n");
                return Times(data, 0).SequenceEqual([0, (second - first).TotalSeconds / 3600]);
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void Decimal_hours_agree_with_clock_times()
    {
        var clock = Times(DataText.Read("ID,DATE,TIME,DV\n1,1,8:20,1\n1,1,9:05,1\n1,3,7:10,1\n"), 0);
        var numbers = Times(DataText.Read("ID,DATE,TIME,DV\n1,1,8.3333333333333333,1\n1,1,9.0833333333333333,1\n1,3,7.1666666666666667,1\n"), 0);

        Assert.All(clock.Zip(numbers), p => Assert.Equal(p.First, p.Second, Tolerance.Algebra));
        Assert.Equal(46 + (50 / 60.0), clock[2], Tolerance.Algebra);
    }

    [Fact]
    public void A_reset_does_not_start_the_hours_anew()
    {
        var data = DataText.Read("ID,DATE,TIME,AMT,EVID,DV\n1,1,8:00,100,1,.\n1,2,8:00,0,0,5\n1,1,9:00,100,4,.\n1,1,10:00,0,0,5\n");

        Assert.Equal([0, 24, 1, 2], Times(data, 0));
    }

    [Fact]
    public void An_interval_may_be_a_clock_time()
    {
        var data = DataText.Read("ID,TIME,AMT,II,ADDL,DV\n1,8:00,100,36:30,2,.\n1,9:00,100,12,2,.\n1,10:00,.,.,.,5\n");

        Assert.Equal([36.5, 12, 0], data.Subjects[0].Records.Select(r => r.Interval));
        Assert.Equal(36.5, data.Subjects[0].Records[0].Values[data.IndexOf("II")]);
    }

    [Fact]
    public void Values_have_the_hours_and_cells_what_was_written()
    {
        var data = DataText.Read("ID,DATE,TIME,DV\n1,3/5/2024,8:30,1\n1,3/6/2024,9:00,1\n");
        var record = data.Subjects[0].Records[1];

        Assert.Equal((24.5, "9:00"), (record.Values[data.IndexOf("TIME")], record.Cells[data.IndexOf("TIME")]));
        Assert.True(double.IsNaN(record.Values[data.IndexOf("DATE")]));
        Assert.Equal("3/6/2024", record.Cells[data.IndexOf("DATE")]);
    }

    [Fact]
    public void A_column_may_be_renamed_to_a_date_and_a_dropped_one_is_none()
    {
        const string text = "ID,VISIT,DATE,TIME,DV\n1,28/2/2024,unknown,8:30,1\n1,29/2/2024,unknown,9:30,1\n";
        var options = new DatasetReadingOptions { Dropped = ["DATE"] };

        Assert.Equal([0, 1], Times(DataText.Read(text, options), 0));
        Assert.Equal([0, 25], Times(DataText.Read(text, options with { Renamed = options.Renamed.Add("DAT1", "VISIT") }), 0));
    }

    [Fact]
    public void A_note_tells_once_what_was_done()
    {
        var note = Assert.Single(DataText.TryRead("ID,DATE,TIME,DV\n1,3/5/2024,8:30,1\n1,3/6/2024,9:00,1\n2,3/5/2024,8:30,1\n2,3/6/2024,9:00,1\n").Diagnostics);

        Assert.Equal(("PK2121", DiagnosticSeverity.Note), (note.Code, note.Severity));
        Assert.Equal(new CellLocation("data.csv", 3, "TIME", "3/6/2024 9:00, which is 24.5 h"), note.Location);
    }

    private static string Format(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static double[] Times(Dataset data, int subject) => [.. data.Subjects[subject].Records.Select(r => r.Time)];
}
