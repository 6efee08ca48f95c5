using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <summary>PK24xx: files without a header.</summary>
internal static partial class DataDiagnostics
{
    public static Diagnostic BadFortranFormat(DiagnosticLocation location) => new(
        "PK2401", DiagnosticSeverity.Error, "the Fortran format of the data cannot be understood", location,
        "formats are made of F, E, G, I and A fields, X, T and /, for example (F4.0,2F8.2,1X,F6.0); or leave it out and separate the items");

    public static Diagnostic BlankRows(int number, CellLocation first) => new(
        "PK2402", DiagnosticSeverity.Warning, $"{Count(number, "blank line")} {Were(number)} passed over{FirstHere(number)}", first,
        "NONMEM stops at blank lines, or takes them for records of zeros; remove them");

    public static Diagnostic UnnamedItems(int number, CellLocation first) => new(
        "PK2403", DiagnosticSeverity.Note, $"{Count(number, "row")} had more items than there are names, and these were not read{FirstHere(number)}", first,
        "look whether a name is missing, or whether a delimiter stands where it should not");

    public static Diagnostic NotAvailableItem(CellLocation cell) => new(
        "PK2404", DiagnosticSeverity.Error, "this is no number", cell, "a missing item is written as a point, or the column is dropped: NAME=DROP");

    public static Diagnostic SubjectTwice(int number, CellLocation first) => new(
        "PK2405", DiagnosticSeverity.Warning, $"the ID of {Count(number, "subject")} stood in earlier rows already, with others between{FirstHere(number)}", first,
        "as in NONMEM they are different subjects; sort the rows by ID if they are not");

    public static Diagnostic OtherNameInComment(CellLocation cell, string name, int place, int other) => new(
        "PK2406", DiagnosticSeverity.Warning, $"the line of names at the top of the file has {name} in place {other}, but item {place} is read as {name}", cell,
        "the names come from the model, not from the file; look whether they are in the order of the file");
}
