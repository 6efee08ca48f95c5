using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <summary>
/// Everything this project says about data files, in one table: codes PK20xx files and columns, PK21xx cells, PK22xx records and subjects,
/// PK23xx doses and compartments. Messages and advice never quote a cell: the cell stands in the location, where it can be hidden.
/// </summary>
internal static partial class DataDiagnostics
{
    /// <summary>A whole row as a place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">The row's line.</param>
    public static CellLocation Row(string file, int line) => new(file, line, null, null);

    public static Diagnostic FileNotFound(string path)
    {
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } name ? name : ".";
        string advice;
        if (!Directory.Exists(folder))
        {
            advice = $"there is no folder '{folder}' either; paths count from the current folder unless they say otherwise";
        }
        else
        {
            var files = FilesIn(folder);
            advice = Suggestion.Advice(Path.GetFileName(path), files)
                ?? (files.Length == 0 ? $"folder '{folder}' has no data files" : $"the data files of folder '{folder}' are {List(files)}");
        }

        return new Diagnostic("PK2001", DiagnosticSeverity.Error, "the data file does not exist", new FileLocation(path), advice);
    }

    public static Diagnostic IsFolder(string path) => new(
        "PK2002", DiagnosticSeverity.Error, "the data file is a folder", new FileLocation(path), "name a CSV file inside it");

    public static Diagnostic Unreadable(string path, string reason) => new(
        "PK2003", DiagnosticSeverity.Error, "the data file cannot be read", new FileLocation(path),
        $"the system says: {reason.TrimEnd('.')}");

    public static Diagnostic NotText(string file) => new(
        "PK2004", DiagnosticSeverity.Error, "the data file is not a text file", new FileLocation(file),
        "a spreadsheet must be saved as CSV (UTF-8) first");

    public static Diagnostic EmptyFile(string file) => new(
        "PK2005", DiagnosticSeverity.Error, "the data file is empty", new FileLocation(file),
        "expected a row with the names of the columns (at least ID, TIME and DV) and a row for each record");

    public static Diagnostic NoColumnNames(string file, int line) => new(
        "PK2006", DiagnosticSeverity.Error, "the first row has numbers where the names of the columns should be", Row(file, line),
        "put a row with names (ID,TIME,DV,...) first; a row that begins with '#' is a comment and does not count");

    public static Diagnostic NoRows(string file) => new(
        "PK2007", DiagnosticSeverity.Error, "the data file has names of columns but no records", new FileLocation(file),
        "expected a row for each record below the names");

    public static Diagnostic FilterKeepsNothing(string file, int rows) => new(
        "PK2008", DiagnosticSeverity.Error, $"the row filter leaves none of the {Count(rows, "row")}", new FileLocation(file),
        "compare the filter with the values in its columns");

    public static Diagnostic NoDelimiter(string file, int line) => new(
        "PK2009", DiagnosticSeverity.Error, "the names of the columns are not separated by commas, semicolons or tabs", Row(file, line),
        "save the file as CSV with commas; columns separated by blanks are not read");

    public static Diagnostic OtherDelimiter(string file, int line, string delimiter) => new(
        "PK2010", DiagnosticSeverity.Note, $"the columns are separated by {delimiter}", Row(file, line));

    public static Diagnostic CommentRows(int count, CellLocation first) => new(
        "PK2011", DiagnosticSeverity.Note, $"{Count(count, "row")} beginning with '#' {Were(count)} passed over{FirstHere(count)}", first);

    public static Diagnostic MissingStandardColumn(string file, string column, IReadOnlyCollection<string> columns, bool wasDropped) => new(
        "PK2020", DiagnosticSeverity.Error, $"there is no column {column}", new FileLocation(file),
        wasDropped ? $"the model drops {column}, but every data set needs it" : $"{AdviceOnColumn(column, columns)}; one of them must be called {column}");

    public static Diagnostic MissingRequiredColumn(string file, RequiredColumn column, IReadOnlyCollection<string> columns, bool wasDropped) => new(
        "PK2021", DiagnosticSeverity.Error, $"the data have no column {column.Name}, which the model needs",
        column.Declaration ?? new FileLocation(file),
        wasDropped ? $"the model drops {column.Name}; do not drop it" : $"in {file}: {AdviceOnColumn(column.Name, columns)}");

    public static Diagnostic UnknownRenamedColumn(string file, string name, string fileName, IReadOnlyCollection<string> columns) => new(
        "PK2022", DiagnosticSeverity.Error, $"there is no column {fileName} that could be read as {name}", new FileLocation(file),
        AdviceOnColumn(fileName, columns));

    public static Diagnostic UnknownDroppedColumn(string file, string name, IReadOnlyCollection<string> columns) => new(
        "PK2023", DiagnosticSeverity.Warning, $"there is no column {name} that could be dropped", new FileLocation(file),
        AdviceOnColumn(name, columns));

    public static Diagnostic UnknownFilterColumn(string file, string name, IReadOnlyCollection<string> columns) => new(
        "PK2024", DiagnosticSeverity.Error, $"there is no column {name}, which the row filter needs", new FileLocation(file),
        AdviceOnColumn(name, columns));

    public static Diagnostic DuplicateColumn(string file, int line, string name, int first, int second) => new(
        "PK2025", DiagnosticSeverity.Error, $"columns {first} and {second} have the same name", new CellLocation(file, line, name, null),
        "rename or remove one of them; upper and lower case make no difference");

    public static Diagnostic UnnamedColumn(string file, int line, int number) => new(
        "PK2026", DiagnosticSeverity.Note, $"column {number} has no name and is not read", Row(file, line));

    public static Diagnostic NameTaken(string file, string name, string renamed) => new(
        "PK2027", DiagnosticSeverity.Error, $"{renamed} is to be read as {name}, but there is a column {name} already", new FileLocation(file),
        $"drop the file's own {name}");

    public static Diagnostic RenamedTwice(string file, string fileName, string first, string second) => new(
        "PK2028", DiagnosticSeverity.Error, $"column {fileName} is to be read both as {first} and as {second}", new FileLocation(file),
        "give it one name and use that name in both places");

    public static Diagnostic RenamedAndDropped(string file, string name, string fileName) => new(
        "PK2029", DiagnosticSeverity.Error, $"column {fileName} is to be read as {name} and also to be dropped", new FileLocation(file),
        "remove one of the two");

    public static Diagnostic NotHonouredColumn(string file, int line, string name) => new(
        "PK2030", DiagnosticSeverity.Warning, $"column {name} has a meaning in other programs that is not honoured here",
        new CellLocation(file, line, name, null),
        $"the rows are read as if it were not there; drop {name} to say that this is meant");

    private static string AdviceOnColumn(string name, IReadOnlyCollection<string> columns)
    {
        var known = columns.Where(c => c.Length > 0).ToArray();
        return Suggestion.Nearest(name, known) is { } nearest
            ? $"did you mean '{nearest}'? the columns are {List(known)}"
            : $"the columns are {List(known)}";
    }

    private static string[] FilesIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder)
                .Select(f => Path.GetFileName(f))
                .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".csv" or ".dat" or ".txt" or ".dta" or ".tab" or ".tsv")
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>"a, b, c"; a long list is cut.</summary>
    private static string List(string[] names)
    {
        const int longest = 30;
        var shown = string.Join(", ", names.Take(longest));
        return names.Length > longest ? $"{shown} and {names.Length - longest} more" : shown;
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Were(int number) => number == 1 ? "was" : "were";

    private static string FirstHere(int number) => number == 1 ? "" : "; this is the first";
}
