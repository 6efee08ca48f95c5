using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <content>PK22xx: what the cells of a record, the records of a subject and the subjects have to do with each other.</content>
internal static partial class DataDiagnostics
{
    public static Diagnostic NegativeAmount(CellLocation cell, bool isRateNegative) => new(
        "PK2201", DiagnosticSeverity.Error, "the amount of a dose is negative", cell,
        isRateNegative ? "expected a number above 0, and so in RATE (where -1 and -2 are a modelled rate and duration)" : "expected a number above 0");

    public static Diagnostic BadRate(CellLocation cell) => new(
        "PK2202", DiagnosticSeverity.Error, "the rate of a dose is negative", cell,
        "expected 0 for a bolus, a number above 0 for an infusion, -1 or -2 for a modelled rate or duration");

    public static Diagnostic DoseWithoutAmount(CellLocation cell, RecordKind kind, bool isModelled, bool isSteadyState) => new(
        "PK2203", DiagnosticSeverity.Error, "a dose has no amount", cell,
        isModelled ? "write the amount; with RATE -1 or -2 the model says how fast it is given, but not how much"
            : isSteadyState ? "write the amount; without one, only SS 1 with neither II nor ADDL has a meaning (the steady state of the system's own inputs)"
            : kind == RecordKind.ResetAndDose ? "write the amount; a reset without a dose is EVID 3"
            : "write the amount; a placebo or a dose that was not given is EVID 2, or no row at all");

    public static Diagnostic EndlessInfusion(CellLocation cell) => new(
        "PK2204", DiagnosticSeverity.Error, "an infusion has a rate but no amount, so it would not end", cell,
        "write the amount: rate times duration");

    public static Diagnostic AdditionalDosesWithoutInterval(CellLocation cell) => new(
        "PK2205", DiagnosticSeverity.Error, "additional doses have no interval", cell, "write the time between the doses in II");

    public static Diagnostic NegativeRepetition(CellLocation cell) => new(
        "PK2206", DiagnosticSeverity.Error, $"{cell.Column} is negative", cell, "expected 0 or more");

    public static Diagnostic UnusedInterval(int count, CellLocation first) => new(
        "PK2207", DiagnosticSeverity.Warning,
        $"{Count(count, "dose")} {(count == 1 ? "has" : "have")} an interval but no additional doses, so it is not used{FirstHere(count)}", first,
        "write the number of doses that follow in ADDL, or 0 in II");

    public static Diagnostic SteadyStateWithoutInterval(CellLocation cell) => new(
        "PK2208", DiagnosticSeverity.Error, "a dose at steady state has no interval", cell, "write the time between the doses in II");

    public static Diagnostic AmountWithoutDose(CellLocation cell, RecordKind kind) => new(
        "PK2209", DiagnosticSeverity.Error, $"a row with EVID {(int)kind} has an amount", cell,
        kind == RecordKind.Reset ? "write EVID 4 for a reset and a dose, or 0 in AMT" : "write EVID 1 for a dose, or 0 in AMT");

    public static Diagnostic UnusedDosing(int count, CellLocation first) => new(
        "PK2210", DiagnosticSeverity.Warning,
        $"{first.Column} is not 0 in {Count(count, "row")} without a dose and is not used there{FirstHere(count)}", first,
        $"write 0 there; if {first.Column} is another thing in this file, drop the column");

    public static Diagnostic MeasurementOnDose(int count, CellLocation first, bool kindIsGiven) => new(
        "PK2211", kindIsGiven ? DiagnosticSeverity.Note : DiagnosticSeverity.Warning,
        $"{first.Column} of {Count(count, "dose row")} is not 0 and is not used{FirstHere(count)}", first,
        kindIsGiven ? null : "a row with an amount is a dose; write a measurement at the same time in a row of its own");

    public static Diagnostic MissingObservations(int count, CellLocation first) => new(
        "PK2212", DiagnosticSeverity.Warning,
        $"{Count(count, "observation row")} {(count == 1 ? "has" : "have")} no {first.Column} and {Were(count)} kept for prediction only{FirstHere(count)}", first,
        "write MDV 1 in such rows to say that this is meant");

    public static Diagnostic TimeGoesBack(CellLocation cell, int previousRow, bool isClockWithoutDate, bool isYearMissing)
    {
        const string advice = "sort each subject's rows by time; only a reset (EVID 3 or 4) may start the clock anew";
        return new Diagnostic(
            "PK2213", DiagnosticSeverity.Error, $"the time is before that of the row above (row {previousRow}) of the same subject", cell,
            isClockWithoutDate ? $"clock times that pass midnight need a date column ({OrdersOfDate}); otherwise {advice}"
                : isYearMissing ? $"dates that pass the new year need the year; otherwise {advice}"
                : advice);
    }

    public static Diagnostic SameDose(int count, CellLocation first) => new(
        "PK2218", DiagnosticSeverity.Warning,
        $"{Count(count, "dose row")} {(count == 1 ? "repeats" : "repeat")} another one of the same subject cell by cell{FirstHere(count)}", first,
        "both doses are given; remove the row if it stands there twice by mistake");

    public static Diagnostic ConstantInfusionAdded(CellLocation cell) => new(
        "PK2219", DiagnosticSeverity.Error, "a constant infusion (RATE without AMT) cannot be added to what is there", cell,
        "write SS 1, which is the steady state of the infusion up to this row, or an amount if the infusion ends");

    public static Diagnostic ConstantInfusionRepeated(CellLocation cell) => new(
        "PK2220", DiagnosticSeverity.Error, $"a constant infusion at steady state (RATE without AMT) has {cell.Column}", cell,
        $"write 0 in {cell.Column}, or an amount if infusions were repeated");

    public static Diagnostic NegativeCompartment(CellLocation cell, RecordKind kind) => new(
        "PK2221", DiagnosticSeverity.Error,
        kind == RecordKind.Reset ? "a reset names a compartment to be switched off" : "the dose goes to a compartment that is to be switched off", cell,
        $"a negative {cell.Column} switches a compartment off in a row with EVID 2 (or 0); "
            + (kind == RecordKind.Reset ? "a reset empties all compartments" : "write the number of the compartment that the dose goes to"));

    public static Diagnostic MeasurementOnOther(int count, CellLocation first) => new(
        "PK2222", DiagnosticSeverity.Note,
        $"{first.Column} of {Count(count, "row")} with EVID 2 or 3 is not 0 and is not used{FirstHere(count)}", first);

    public static Diagnostic SubjectAgain(CellLocation cell, int firstRow, int lastRow) => new(
        "PK2214", DiagnosticSeverity.Error,
        firstRow == lastRow
            ? $"this subject stood in row {firstRow} already, with other subjects between"
            : $"this subject stood in rows {firstRow} to {lastRow} already, with other subjects between",
        cell, "put a subject's rows together, or give different individuals different values of ID");

    public static Diagnostic SubjectWithoutObservations(CellLocation cell, int lastRow) => new(
        "PK2215", DiagnosticSeverity.Warning, $"the subject {InRows(cell.Row, lastRow)} has no observations and contributes nothing to the estimation", cell,
        "look whether its DV is missing or its MDV is 1 throughout");

    public static Diagnostic SubjectWithoutDoses(CellLocation cell, int lastRow) => new(
        "PK2216", DiagnosticSeverity.Warning, $"the subject {InRows(cell.Row, lastRow)} has no doses, although others have", cell,
        "look whether its dose rows are missing or left out by the row filter");

    public static Diagnostic NoObservations(string file) => new(
        "PK2217", DiagnosticSeverity.Error, "there is not one observation in the data", new FileLocation(file),
        "observations are rows with EVID 0 (without EVID: with no AMT), a DV and no MDV 1");

    private static string InRows(int first, int last) => first == last ? $"in row {first}" : $"in rows {first} to {last}";
}
