using PopPK.Text;

namespace PopPK.Data.Diagnostics;

/// <content>PK23xx: doses, compartments and what the records want of them.</content>
internal static partial class DataDiagnostics
{
    public static Diagnostic NoCompartmentToSwitch(CellLocation cell, IReadOnlyList<string> compartments) => new(
        "PK2301", DiagnosticSeverity.Error, "a compartment that the model does not have is switched off", cell,
        compartments.Count == 0 ? "the model has no compartments" : $"the compartments are {Numbered(compartments)}");

    public static Diagnostic NoSuchCompartment(CellLocation cell, IReadOnlyList<string> compartments) => new(
        "PK2304", DiagnosticSeverity.Error, "the dose goes to a compartment that the model does not have", cell,
        $"the compartments are {Numbered(compartments)}");

    public static Diagnostic UnknownCompartmentName(CellLocation cell, string name, IReadOnlyList<string> compartments) => new(
        "PK2305", DiagnosticSeverity.Error, "the dose goes to a compartment that the model does not have", cell,
        Suggestion.Nearest(name, compartments) is { } nearest
            ? $"did you mean '{nearest}'? the compartments are {Numbered(compartments)}"
            : $"the compartments are {Numbered(compartments)}");

    public static Diagnostic NoCompartments(CellLocation cell) => new(
        "PK2306", DiagnosticSeverity.Error, "there is a dose, but the model has no compartments", cell,
        "drop the column AMT (and EVID) if the model does not need the doses");

    public static Diagnostic ObservedCompartmentUnknown(int count, CellLocation first, IReadOnlyList<string> compartments) => new(
        "PK2307", DiagnosticSeverity.Warning,
        $"CMT of {Count(count, "row")} without a dose names no compartment of the model and is not used{FirstHere(count)}", first,
        compartments.Count == 0
            ? "the model's endpoints, not CMT, say what is observed; the model has no compartments"
            : $"the model's endpoints, not CMT, say what is observed; the compartments are {Numbered(compartments)}");

    public static Diagnostic TooManyAdditionalDoses(CellLocation cell, int limit) => new(
        "PK2308", DiagnosticSeverity.Error, $"more than {limit} additional doses fall before the subject's last record", cell,
        "look at II and ADDL: their units or order may be wrong");

    private static string Numbered(IReadOnlyList<string> compartments) =>
        string.Join(", ", compartments.Select((name, i) => $"{i + 1} {name}"));
}
