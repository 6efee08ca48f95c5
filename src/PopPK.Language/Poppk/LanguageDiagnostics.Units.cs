using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>Messages about units that do not agree; all are warnings, because a unit changes no number.</summary>
internal static partial class LanguageDiagnostics
{
    private const string UnitAdvice = "correct the unit that is wrong, or the expression; a unit that is not given is not checked";

    public static Diagnostic UnitsOfSum(TextLocation at, string left, string right, bool isOfKind) => Warning(
        "PK1910", $"a quantity in {left} is put together with one in {right}", at, Scale(isOfKind));

    public static Diagnostic UnitOfArgument(TextLocation at, string function, string unit) => Warning(
        "PK1911", $"{function} is given a quantity in {unit}, not a number without a unit", at, UnitAdvice);

    public static Diagnostic UnitOfDefinition(TextLocation at, string name, string stated, string found, bool isOfKind) => Warning(
        "PK1912", $"'{name}' is stated in {stated}, but its expression is in {found}", at, Scale(isOfKind));

    public static Diagnostic UnitOfRole(TextLocation at, string quantity, string unit, string expected) => Warning(
        "PK1913", $"{quantity} is in {unit}, not {expected}", at, UnitAdvice);

    public static Diagnostic UnitsOfRates(TextLocation at, string first, string firstUnit, string second, string secondUnit) => Warning(
        "PK1914", $"{first} is in {firstUnit}, but {second} in {secondUnit}", at, Scale(true));

    private static string Scale(bool isOfKind) => isOfKind
        ? "units of one kind, but of different size: use one unit throughout, or write the factor between them"
        : UnitAdvice;
}
