using PopPK.Data.Reading;
using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <content>PK21xx: rows and cells by themselves.</content>
internal static partial class DataDiagnostics
{
    public static Diagnostic WrongNumberOfCells(string file, int line, int found, int expected) => new(
        "PK2101", DiagnosticSeverity.Error, $"the row has {Count(found, "cell")}, but there are {expected} columns", Row(file, line),
        found > expected
            ? "look for a decimal comma or a text with a comma that is not in quotes"
            : "write every cell; a missing one is empty or a point between its delimiters");

    public static Diagnostic OpenQuote(string file, int line, int lastLine) => new(
        "PK2102", DiagnosticSeverity.Error,
        lastLine > line ? $"a quoted cell runs from here to row {lastLine}" : "a quoted cell does not end", Row(file, line),
        "close the quote in this row; a cell must not contain a line break");

    public static Diagnostic MisplacedQuote(string file, int line) => new(
        "PK2103", DiagnosticSeverity.Error, "a quote stands in the middle of a cell", Row(file, line),
        "put the whole cell in quotes and double the quotes inside, or remove them");

    public static Diagnostic HeaderAgain(string file, int line) => new(
        "PK2104", DiagnosticSeverity.Error, "the names of the columns stand here again", Row(file, line),
        "remove this row; were two files joined?");

    public static Diagnostic BadNumber(CellLocation cell, CellContent content, StandardColumn column) => new(
        "PK2105", DiagnosticSeverity.Error, $"this cell of {column} is not a number", cell, AdviceOnNumber(content, column));

    public static Diagnostic BadCovariate(CellLocation cell, CellContent content, RequiredColumn column) => new(
        "PK2106", DiagnosticSeverity.Error, $"this cell of {column.Name} is not a number, but the model uses it as one{DeclaredAt(column)}", cell,
        column.AdmissibleValues.IsEmpty ? AdviceOnNumber(content, null) : $"expected {ListOf(column)}");

    public static Diagnostic MissingCell(CellLocation cell, StandardColumn column) => new(
        "PK2107", DiagnosticSeverity.Error, $"the cell of {cell.Column} is empty", cell,
        column == StandardColumn.DATE
            ? $"where a file has dates, every record has one; drop {cell.Column} if TIME says all there is to say"
            : "every record has a subject and a time");

    public static Diagnostic NotWhole(CellLocation cell) => new(
        "PK2108", DiagnosticSeverity.Error, $"{cell.Column} must be a whole number", cell, "expected 0, 1, 2, ...");

    public static Diagnostic BadCode(CellLocation cell, StandardColumn column) => new(
        "PK2109", DiagnosticSeverity.Error, $"this value of {column} means nothing", cell, column switch
        {
            StandardColumn.EVID => "expected 0 observation, 1 dose, 2 other, 3 reset or 4 reset and dose",
            StandardColumn.MDV => "expected 0 (DV counts) or 1 (DV does not count)",
            StandardColumn.SS => $"expected 0 none, 1 steady state or 2 steady state added; if {cell.Column} is another thing in this file, drop the column",
            _ => "the number is too large",
        });

    public static Diagnostic NotAdmissible(CellLocation cell, RequiredColumn column) => new(
        "PK2110", DiagnosticSeverity.Error, $"the model does not know this value of {column.Name}{DeclaredAt(column)}", cell, $"expected {ListOf(column)}");

    public static Diagnostic NoValue(CellLocation cell, RequiredColumn column, int rows, bool allowMissing) => new(
        "PK2111", allowMissing ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
        $"the subject whose {Count(rows, "row")} {(rows == 1 ? "is this" : "begin here")} has no value of {column.Name}, which the model needs{DeclaredAt(column)}",
        cell, "write the value in at least one of the subject's rows, or leave the subject out");

    public static Diagnostic Filled(int count, CellLocation first) => new(
        "PK2112", DiagnosticSeverity.Note,
        $"{Count(count, "missing cell")} of {first.Column} {(count == 1 ? "takes" : "take")} the subject's previous value, or else the next one{FirstHere(count)}", first);

    public static Diagnostic NotAvailable(int count, CellLocation first) => new(
        "PK2113", DiagnosticSeverity.Note, $"{Count(count, "cell")} with {NumberText.NotAvailable} {Were(count)} read as missing{FirstHere(count)}", first);

    public static Diagnostic BadFilterValue(CellLocation cell) => new(
        "PK2114", DiagnosticSeverity.Error, $"the row filter needs a number in {cell.Column}", cell,
        NumberText.Parse(cell.Value ?? "").Content == CellContent.DateOrClock
            ? "filters compare numbers only, and look at the cells before dates and clock times are turned into hours"
            : "filters compare numbers only");

    public static Diagnostic MissingFilterValue(int count, CellLocation first) => new(
        "PK2115", DiagnosticSeverity.Warning, $"the row filter found {Count(count, "missing cell")} in {first.Column}{FirstHere(count)}", first,
        "a comparison with a missing value is false, unless it is 'not equal'");

    public static Diagnostic UnitsRow(string file, int line) => new(
        "PK2125", DiagnosticSeverity.Error, "the first row below the names of the columns has no numbers", Row(file, line),
        "remove this row, or begin it with '#'; does it have the columns' units?");

    public static Diagnostic TooLarge(CellLocation cell) => new(
        "PK2116", DiagnosticSeverity.Error, $"this number of {cell.Column} is too large to compute with", cell,
        "numbers up to 1e100 are read; if it stands for a missing value, write '.'");

    private static string AdviceOnNumber(CellContent content, StandardColumn? column) => content switch
    {
        CellContent.NumberWithComma => "write a decimal point and no thousands separators",
        CellContent.NotFinite => "infinity and NaN are not data; leave the cell empty if the value is missing",
        CellContent.DateOrClock => "a clock time can stand in TIME and II, a date in DATE, DAT1, DAT2 or DAT3; expected a number here",
        CellContent.Bounded => "a value below or above a limit is not a measurement; write the limit and mark the row in a column that the model calls censored by, or '.' to leave it out",
        _ when column == StandardColumn.TIME => "expected a number such as 12.5 without a unit, a clock time such as 14:30, or 2024-03-05T14:30",
        _ => "expected a number such as 12.5 or 1e-3 without a unit; '.' or nothing when it is missing",
    };

    private static string ListOf(RequiredColumn column) => string.Join(", ", column.AdmissibleValues.Select(v =>
        v.Value.Length > 0 ? $"{v.Key} ({v.Value})" : $"{v.Key}"));

    private static string DeclaredAt(RequiredColumn column)
    {
        if (column.Declaration is not TextLocation text)
        {
            return "";
        }

        var position = text.Source.PositionOf(text.Span.Start);
        return $" ({text.Path}:{position.Line}:{position.Column})";
    }
}
