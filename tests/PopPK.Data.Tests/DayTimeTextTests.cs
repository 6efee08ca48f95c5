using PopPK.Data.Reading;
using Xunit;

namespace PopPK.Data.Tests;

public class DayTimeTextTests
{
    [Theory]
    [InlineData("0:00", 0)]
    [InlineData("8:05", 29100)]
    [InlineData("08:05", 29100)]
    [InlineData("+8:05", 29100)]
    [InlineData("-1:30", -5400)]
    [InlineData("23:59:59.5", 86399.5)]
    [InlineData("24:00", 86400)]
    public void Clock_times_are_read(string text, double seconds) => Assert.Equal(new ClockReading(seconds, ClockProblem.None), ClockText.Parse(text));

    [Theory]
    [InlineData("", "NoClock")]
    [InlineData(":", "NoClock")]
    [InlineData("8", "NoClock")]
    [InlineData("8:", "NoClock")]
    [InlineData(":30", "NoClock")]
    [InlineData("8:5", "NoClock")]
    [InlineData("8:005", "NoClock")]
    [InlineData("--8:05", "NoClock")]
    [InlineData("8:05:", "NoClock")]
    [InlineData("8:05:06:07", "NoClock")]
    [InlineData("8:05:06.", "NoClock")]
    [InlineData("8 : 05", "NoClock")]
    [InlineData("٨:٠٥", "NoClock")]
    [InlineData("008:05", "NoClock")]
    [InlineData("24:01", "Hour")]
    [InlineData("99:00", "Hour")]
    [InlineData("8:60", "MinuteOrSecond")]
    [InlineData("8:05:60", "MinuteOrSecond")]
    [InlineData("8:05 PM", "TwelveHours")]
    [InlineData("8 a.m.", "TwelveHours")]
    [InlineData("8:05Z", "Zone")]
    [InlineData("8:05+02:00", "Zone")]
    public void Other_clock_times_are_told_apart(string text, string problem)
    {
        var clock = ClockText.Parse(text);

        Assert.Equal(problem, clock.Problem.ToString());
        Assert.True(double.IsNaN(clock.Seconds));
    }

    [Fact]
    public void Intervals_may_be_longer_than_a_day() => Assert.Equal(168 * 3600, ClockText.Parse("168:00", isInterval: true).Seconds);

    [Theory]
    [InlineData("", "NoDate")]
    [InlineData("/", "NoDate")]
    [InlineData("1/", "NoDate")]
    [InlineData("1/2/3/4", "NoDate")]
    [InlineData("1/2/20244", "NoDate")]
    [InlineData("1.5", "NoDate")]
    [InlineData("1e300", "NoDate")]
    [InlineData("1 2 2024", "NoDate")]
    [InlineData("Mar-5-2024", "NoDate")]
    [InlineData("20240305", "WithoutSeparators")]
    [InlineData("1/2/024", "Year")]
    [InlineData("1/2/0000", "Year")]
    [InlineData("0/2/2024", "Month")]
    [InlineData("13/2/2024", "Month")]
    [InlineData("2024/13/2", "Month")]
    [InlineData("2/0/2024", "Day")]
    [InlineData("2/29/2023", "Day")]
    [InlineData("2/29/1900", "Day")]
    [InlineData("4/31", "Day")]
    public void Other_dates_are_told_apart(string text, string problem)
    {
        var date = DateText.Parse(text, StandardColumn.DATE);

        Assert.Equal((problem, DateForm.None), (date.Problem.ToString(), date.Form));
    }

    [Theory]
    [InlineData("3/5/2024", "Full")]
    [InlineData("2-29-00", "Full")]
    [InlineData("2/29", "MonthAndDay")]
    [InlineData("20249999", "DayNumber")]
    [InlineData("-3", "DayNumber")]
    [InlineData("0", "DayNumber")]
    public void Dates_are_read(string text, string form)
    {
        var date = DateText.Parse(text, StandardColumn.DATE);

        Assert.Equal((DateProblem.None, form), (date.Problem, date.Form.ToString()));
    }

    [Theory]
    [InlineData("24/2/13", "DAT1 DAT2")]
    [InlineData("13/2/2024", "DAT1")]
    [InlineData("2024-31-12", "DAT3")]
    [InlineData("2024-12-31", "DAT2")]
    [InlineData("2/30/2024", "")]
    public void Columns_under_which_a_mistaken_date_would_be_one_are_known(string text, string columns) =>
        Assert.Equal(columns, string.Join(' ', DateText.ColumnsFor(text).Where(c => c != StandardColumn.DATE)));
}
