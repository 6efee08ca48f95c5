using System.Collections.Immutable;
using PopPK.Data.Diagnostics;
using PopPK.Text;

namespace PopPK.Data.Reading;

/// <summary>Turns the rows of a file into records, one at a time. One owner.</summary>
/// <param name="layout">Where everything stands in a row.</param>
/// <param name="options">How the file is to be read.</param>
/// <param name="tally">Receives what is wrong.</param>
internal sealed class RowReader(ColumnLayout layout, DatasetReadingOptions options, DiagnosticTally tally)
{
    private const int LargestCode = 1_000_000_000;
    private const double LargestMeasurement = 1e100;

    // State of the row at hand.
    private readonly CellNumber[] _numbers = new CellNumber[layout.Columns.Length];
    private readonly MomentReader _moments = new(layout, tally.File);
    private string[] _cells = [];
    private int _line;
    private bool _isSound;

    /// <summary>True when the row filter keeps a row; a row on which it cannot be decided is kept, with an error.</summary>
    /// <param name="row">The row.</param>
    public bool Keeps(CsvRow row)
    {
        if (options.RowFilter is null)
        {
            return true;
        }

        var values = ImmutableArray.CreateBuilder<double>(layout.FilterColumns.Length);
        for (var i = 0; i < layout.FilterColumns.Length; i++)
        {
            var cell = row.Cells[layout.FilterColumns[i]];
            var number = NumberText.Parse(cell);
            var location = new CellLocation(tally.File, row.Line, options.FilterColumns[i], cell);
            if (number.Content == CellContent.Missing)
            {
                tally.Count(nameof(DataDiagnostics.MissingFilterValue) + options.FilterColumns[i], location, DataDiagnostics.MissingFilterValue);
            }
            else if (number.Content != CellContent.Number)
            {
                tally.Add(DataDiagnostics.BadFilterValue(location));
                return true;
            }

            values.Add(number.Value);
        }

        return options.RowFilter(new RowView(options.FilterColumns, values.ToImmutable()));
    }

    /// <summary>True for a row of units or explanations instead of a record: texts in TIME and in DV or AMT, and nowhere a number.</summary>
    /// <param name="row">The row.</param>
    public bool IsUnits(CsvRow row)
    {
        bool IsText(StandardColumn column) => layout.Has(column)
            && row.Cells[layout.Columns[layout.PositionOf(column)].Source] is var cell
            && NumberText.Parse(cell).Content == CellContent.Text && !ClockText.IsClockLike(cell);

        return IsText(StandardColumn.TIME) && (IsText(StandardColumn.DV) || IsText(StandardColumn.AMT))
            && !Array.Exists(row.Cells, c => NumberText.Parse(c).Content == CellContent.Number);
    }

    /// <summary>Reads a row that the filter keeps.</summary>
    /// <param name="row">The row, as long as the header.</param>
    /// <returns>
    /// The record and its subject; where a cell was bad, an error was added and the rest of the row is read all the same.
    /// Null when the row does not say whose it is.
    /// </returns>
    public IdentifiedRecord? Read(CsvRow row)
    {
        _cells = [.. layout.Columns.Select(c => row.Cells[c.Source])];
        _line = row.Line;
        _isSound = true;
        for (var i = 0; i < _numbers.Length; i++)
        {
            _numbers[i] = NumberText.Parse(_cells[i]);
        }

        var (compartmentNumber, compartmentName) = ReadCompartment();
        var amount = ReadNumber(StandardColumn.AMT);
        var rate = ReadNumber(StandardColumn.RATE);
        var kind = layout.Has(StandardColumn.EVID)
            ? (RecordKind)ReadCode(StandardColumn.EVID, 0, (int)RecordKind.ResetAndDose)
            : amount != 0 || rate != 0 ? RecordKind.Dose : RecordKind.Observation;
        var isPrediction = ReadCode(StandardColumn.MDV, 0, 1) == 1;
        var dependentValue = ReadDependentValue(kind, isPrediction);
        var moment = ReadMoment();
        ReadClockInterval();
        var record = new DataRecord
        {
            Row = row.Line,
            Time = moment.Hours,
            Kind = kind,
            DependentValue = dependentValue,
            IsObservation = kind == RecordKind.Observation && !isPrediction && !double.IsNaN(dependentValue),
            Amount = amount,
            Rate = rate,
            Interval = ReadNumber(StandardColumn.II),
            AdditionalDoses = ReadCode(StandardColumn.ADDL, -LargestCode, LargestCode),
            SteadyState = ReadCode(StandardColumn.SS, 0, 2),
            CompartmentNumber = compartmentNumber,
            CompartmentName = compartmentName,
            Values = [.. _numbers.Select(n => n.Value)],
            Cells = [.. _cells],
        };
        var id = ReadId();
        if (_isSound)
        {
            RecordRules.Check(record, layout, tally);
        }

        return id is null ? null : new IdentifiedRecord(id, record, moment);
    }

    private string? ReadId()
    {
        var cell = _cells[layout.PositionOf(StandardColumn.ID)];
        if (cell.Length > 0 && cell != ".")
        {
            return cell;
        }

        Reject(DataDiagnostics.MissingCell(Location(StandardColumn.ID), StandardColumn.ID));
        return null;
    }

    private Moment ReadMoment()
    {
        var moment = _moments.Read(_cells, _line, Reject);
        return IsTooLarge(moment.Hours, StandardColumn.TIME) ? Moment.Unknown : moment;
    }

    /// <summary>II may be a clock time; it counts as its hours from here on.</summary>
    private void ReadClockInterval()
    {
        var position = layout.PositionOf(StandardColumn.II);
        if (position < 0 || !ClockText.IsClockLike(_cells[position]))
        {
            return;
        }

        var clock = ClockText.Parse(_cells[position], isInterval: true);
        if (clock.Problem != ClockProblem.None)
        {
            Reject(DataDiagnostics.BadClock(Location(StandardColumn.II), clock.Problem));
        }

        // After an error any number will do, for nothing is computed with it.
        _numbers[position] = new CellNumber(CellContent.Number, clock.Problem == ClockProblem.None ? clock.Seconds / 3600 : 0);
    }

    /// <summary>Numbers whose squares overflow are nobody's measurements.</summary>
    private bool IsTooLarge(double value, StandardColumn column)
    {
        if (!(Math.Abs(value) > LargestMeasurement))
        {
            return false;
        }

        Reject(DataDiagnostics.TooLarge(Location(column)));
        return true;
    }

    private double ReadDependentValue(RecordKind kind, bool isPrediction)
    {
        if (kind != RecordKind.Observation || isPrediction)
        {
            // DV is not data here, whatever it says.
            return _numbers[layout.PositionOf(StandardColumn.DV)].Value;
        }

        // Where AMT or EVID was bad the row may well be a dose, which needs no DV.
        var value = ReadNumber(StandardColumn.DV, double.NaN);
        if (!IsTooLarge(value, StandardColumn.DV) && _isSound && double.IsNaN(value))
        {
            tally.Count(nameof(DataDiagnostics.MissingObservations), Location(StandardColumn.DV), DataDiagnostics.MissingObservations);
        }

        return value;
    }

    private (int? Number, string? Name) ReadCompartment()
    {
        var position = layout.PositionOf(StandardColumn.CMT);
        if (position < 0)
        {
            return (null, null);
        }

        if (_numbers[position].Content == CellContent.Text)
        {
            return (null, _cells[position]);
        }

        var number = ReadCode(StandardColumn.CMT, -LargestCode, LargestCode);
        return (number == 0 ? null : number, null);
    }

    /// <summary>A number of a standard column; <paramref name="missing"/> when the column or the cell is missing or the cell is bad.</summary>
    private double ReadNumber(StandardColumn column, double missing = 0)
    {
        var position = layout.PositionOf(column);
        if (position < 0)
        {
            return missing;
        }

        var number = _numbers[position];
        switch (number.Content)
        {
            case CellContent.Number:
                return number.Value;
            case CellContent.Missing:
                if (_cells[position] == NumberText.NotAvailable)
                {
                    tally.Count(nameof(DataDiagnostics.NotAvailable), Location(column), DataDiagnostics.NotAvailable);
                }

                return missing;
            default:
                Reject(DataDiagnostics.BadNumber(Location(column), number.Content, column));
                return missing;
        }
    }

    /// <summary>A whole number within limits; 0 when missing or bad.</summary>
    private int ReadCode(StandardColumn column, int smallest, int largest)
    {
        var value = ReadNumber(column);
        if (!double.IsInteger(value))
        {
            Reject(DataDiagnostics.NotWhole(Location(column)));
            return 0;
        }

        if (value < smallest || value > largest)
        {
            Reject(DataDiagnostics.BadCode(Location(column), column));
            return 0;
        }

        return (int)value;
    }

    private void Reject(Diagnostic diagnostic)
    {
        _isSound = false;
        tally.Add(diagnostic);
    }

    private CellLocation Location(StandardColumn column) =>
        new(tally.File, _line, layout.FileNameOf(column), _cells[layout.PositionOf(column)]);
}

/// <summary>A record and the subject it belongs to.</summary>
/// <param name="Id">The value of ID, as written.</param>
/// <param name="Record">The record; its time is not translated yet where the file has dates or clock times.</param>
/// <param name="Moment">When it is, as its cells say it.</param>
internal readonly record struct IdentifiedRecord(string Id, DataRecord Record, Moment Moment);
