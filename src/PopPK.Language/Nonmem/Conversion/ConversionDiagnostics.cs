using PopPK.Text;

namespace PopPK.Language.Nonmem.Conversion;

/// <summary>Every message about converting control streams, with its code, in one place: PK639x.</summary>
internal static class ConversionDiagnostics
{
    public static Diagnostic Carried(DiagnosticLocation at, string names) => new(
        "PK6390", DiagnosticSeverity.Error, $"values that are carried from record to record cannot be said in the PopPK language: {names}", at,
        "compute them as columns of the data file");

    public static Diagnostic RecordItem(DiagnosticLocation at, string name) => new(
        "PK6391", DiagnosticSeverity.Error, $"{name} of a record cannot be used as a covariate in the PopPK language", at,
        name == "TIME" ? "$PK takes the time of the record that ends an interval; the language knows the time itself only" : $"copy {name} into a column of another name");

    public static Diagnostic TwoInterpolations(DiagnosticLocation at, string name) => new(
        "PK6392", DiagnosticSeverity.Error, $"{name} is used both as it is at each record and as it is at the first one", at,
        "copy the column, and use the copy for one of the two");

    public static Diagnostic DefaultDose(DiagnosticLocation at, string name) => new(
        "PK6393", DiagnosticSeverity.Error, $"doses without a compartment go to {name}, which is not the first one", at, "name the compartment in the column CMT of each dose");

    public static Diagnostic DataCondition(DiagnosticLocation at, string value) => new(
        "PK6394", DiagnosticSeverity.Error, $"the text '{value}' cannot be compared in the PopPK language", at, "leave the rows out of the data file");

    public static Diagnostic DataOptions(DiagnosticLocation at, string what) => new(
        "PK6395", DiagnosticSeverity.Warning, $"{what} of $DATA has no counterpart", at, "prepare the data file accordingly");

    public static Diagnostic NoHeader(DiagnosticLocation at, string line) => new(
        "PK6396", DiagnosticSeverity.Warning, "the data file needs a first line that names its columns", at, $"write: {line}");

    public static Diagnostic LeftOut(DiagnosticLocation at, string names) => new(
        "PK6397", DiagnosticSeverity.Note, $"left out, because no observation depends on it: {names}", at, "these are variables for tables");

    public static Diagnostic BlockOfResiduals(DiagnosticLocation at) => new(
        "PK6398", DiagnosticSeverity.Warning, "the covariances of $SIGMA BLOCK become parameters of their own", at, "nothing keeps their matrix positive definite while they are estimated");

    public static Diagnostic NotReadable(DiagnosticLocation at, Diagnostic problem) => new(
        "PK6399", DiagnosticSeverity.Error, $"the model cannot be said in the PopPK language: {problem.Message}", at, problem.Advice ?? "use the control stream itself");
}
