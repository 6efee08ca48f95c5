using System.Collections.Immutable;
using System.Globalization;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>
/// Turns dates and clock times into hours since each subject's first record, as NONMEM's day-time translation does. Made for one file;
/// one owner.
/// </summary>
internal sealed class DayTimeTranslation
{
    private const double HoursOfDay = 24;

    private readonly ColumnLayout _layout;
    private readonly DiagnosticTally _tally;
    private CellLocation? _example;

    /// <summary>Finds out whether a file has dates or clock times.</summary>
    /// <param name="layout">Where everything stands in a row.</param>
    /// <param name="records">All records of the file.</param>
    /// <param name="tally">Receives what is wrong.</param>
    public DayTimeTranslation(ColumnLayout layout, IReadOnlyList<IdentifiedRecord> records, DiagnosticTally tally)
    {
        _layout = layout;
        _tally = tally;
        HasClock = records.Any(r => r.Moment.IsClock);
        HasDates = layout.DateColumn is not null || records.Any(r => r.Moment.Date.Form != DateForm.None);
    }

    /// <summary>True when a cell of TIME is a clock time.</summary>
    public bool HasClock { get; }

    /// <summary>True when there is a date column, or TIME itself has dates.</summary>
    public bool HasDates { get; }

    /// <summary>True when times are turned into hours since each subject's first record; false when they stay as they are.</summary>
    public bool IsNeeded => HasClock || HasDates;

    /// <summary>Translates the times of one subject.</summary>
    /// <param name="own">The subject's records in the order of the file; at least one.</param>
    /// <returns>The records, in the end with TIME in hours since the first, also where a reset starts the system anew.</returns>
    public ImmutableArray<DataRecord> Translate(IReadOnlyList<IdentifiedRecord> own)
    {
        if (!IsNeeded)
        {
            return [.. own.Select(r => r.Record)];
        }

        // A record without a readable moment has its own error already.
        var first = own.FirstOrDefault(r => !double.IsNaN(r.Moment.Hours), own[0]);
        CheckForms(own, first);
        CheckLeapYear(own);
        var result = ImmutableArray.CreateBuilder<DataRecord>(own.Count);
        foreach (var (_, record, moment) in own)
        {
            var hours = moment.Date.Form == first.Moment.Date.Form ? moment.HoursSince(first.Moment) : double.NaN;
            if (_layout.DateColumn is not null && !moment.IsClock && moment.Hours > HoursOfDay)
            {
                _tally.Count(nameof(DataDiagnostics.DaysTwice), At(record, StandardColumn.TIME), (n, at) => DataDiagnostics.DaysTwice(n, at, DateName));
            }

            if (_example is null && hours > 0)
            {
                _example = At(record, StandardColumn.TIME) with { Value = string.Create(CultureInfo.InvariantCulture, $"{Written(record)}, which is {hours:G6} h") };
            }

            result.Add(record with { Time = hours, Values = record.Values.SetItem(_layout.PositionOf(StandardColumn.TIME), hours) });
        }

        return result.MoveToImmutable();
    }

    /// <summary>Says what was done, and what it leaves open, when all subjects are translated; nothing was done with bad data.</summary>
    /// <param name="records">All records of the file.</param>
    public void Report(IReadOnlyList<IdentifiedRecord> records)
    {
        if (_tally.HasErrors)
        {
            return;
        }

        if (IsNeeded)
        {
            var example = _example ?? At(records[0].Record, StandardColumn.TIME);
            _tally.Add(DataDiagnostics.TimesTranslated(example, _layout.DateColumn is null ? null : DateName));
        }
        else if (records.FirstOrDefault(HasClockInterval) is { Record: { } record })
        {
            _tally.Add(DataDiagnostics.ClockIntervalOnly(At(record, StandardColumn.II)));
        }

        if (HasClock && !HasDates && _layout.DroppedDate is { } dropped)
        {
            _tally.Add(DataDiagnostics.DroppedDate(_tally.File, dropped));
        }
    }

    /// <summary>What a record whose time goes back has to be told.</summary>
    /// <param name="record">The record.</param>
    /// <param name="previous">The record before it.</param>
    public Diagnostic GoesBack(IdentifiedRecord record, IdentifiedRecord previous)
    {
        var isDay = _layout.DateColumn is not null && record.Moment.Date.Day < previous.Moment.Date.Day;
        return DataDiagnostics.TimeGoesBack(
            At(record.Record, isDay ? _layout.DateColumn!.Value : StandardColumn.TIME),
            previous.Record.Row,
            isClockWithoutDate: HasClock && !HasDates,
            isYearMissing: isDay && record.Moment.Date.Form == DateForm.MonthAndDay);
    }

    private string DateName => _layout.FileNameOf(_layout.DateColumn!.Value);

    private bool HasClockInterval(IdentifiedRecord record) =>
        _layout.Has(StandardColumn.II) && ClockText.IsClockLike(record.Record.Cells[_layout.PositionOf(StandardColumn.II)]);

    /// <summary>Dates of different forms have no distance; the first such record of a subject is told.</summary>
    private void CheckForms(IReadOnlyList<IdentifiedRecord> own, IdentifiedRecord first)
    {
        var form = first.Moment.Date.Form;
        if (own.FirstOrDefault(r => !double.IsNaN(r.Moment.Hours) && r.Moment.Date.Form != form) is { Record: { } record })
        {
            _tally.Add(DataDiagnostics.MixedDates(At(record, _layout.DateColumn ?? StandardColumn.TIME), first.Record.Row, form));
        }
    }

    /// <summary>From February to March the distance of dates without a year depends on the year.</summary>
    private void CheckLeapYear(IReadOnlyList<IdentifiedRecord> own)
    {
        var days = own.Where(r => r.Moment.Date.Form == DateForm.MonthAndDay).ToArray();
        if (days.Length > 1 && days[0].Moment.Date.Day < DateText.LeapDay && Array.TrueForAll(days, r => r.Moment.Date.Day != DateText.LeapDay)
            && Array.Find(days, r => r.Moment.Date.Day >= DateText.FirstDayAfterFebruary) is { Record: { } record })
        {
            _tally.Count(nameof(DataDiagnostics.LeapYearUnknown), At(record, _layout.DateColumn ?? StandardColumn.TIME), DataDiagnostics.LeapYearUnknown);
        }
    }

    private string Written(DataRecord record) => _layout.DateColumn is { } date
        ? $"{record.Cells[_layout.PositionOf(date)]} {record.Cells[_layout.PositionOf(StandardColumn.TIME)]}"
        : record.Cells[_layout.PositionOf(StandardColumn.TIME)];

    private CellLocation At(DataRecord record, StandardColumn column) =>
        new(_tally.File, record.Row, _layout.FileNameOf(column), record.Cells[_layout.PositionOf(column)]);
}
