using PopPK.Text;

namespace PopPK.Language.Nonmem.Records;

/// <summary>
/// Every message about the records of a control stream: PK61xx what cannot be read, PK65xx what cannot be honoured or is only listed.
/// </summary>
internal static class RecordDiagnostics
{
    public static Diagnostic BeforeFirstRecord(TextLocation at) => Error(
        "PK6100", "this line stands before the first record", at, "a control stream begins with $PROBLEM; comments begin with ';'");

    public static Diagnostic UnknownRecord(TextLocation at, string name, string? suggestion) => Error(
        "PK6101", $"there is no record '${name}'", at,
        suggestion is null ? "records are $PROBLEM, $INPUT, $DATA, $SUBROUTINES, $PK, $ERROR, $THETA, $OMEGA, $SIGMA, $ESTIMATION ..." : $"did you mean '${suggestion}'?");

    public static Diagnostic SecondProblem(TextLocation at) => Error(
        "PK6102", "this is a second problem", at, "only one problem can be run; put each into a file of its own");

    public static Diagnostic RepeatedRecord(TextLocation at, string name, int line) => Error(
        "PK6103", $"there is already a {name} in line {line}", at, "join the two or remove one");

    public static Diagnostic MissingRecord(TextLocation at, string name, string advice) => Error(
        "PK6104", $"the record {name} is missing", at, advice);

    public static Diagnostic IncludeWithoutFile(TextLocation at) => Error(
        "PK6105", "$INCLUDE names no file", at, "write: $INCLUDE file");

    public static Diagnostic IncludeMissing(TextLocation at, string file) => Error(
        "PK6106", $"the included file '{file}' cannot be read", at, "it is looked for beside the control stream; check its name");

    public static Diagnostic IncludeTooDeep(TextLocation at, int deepest) => Error(
        "PK6107", "this file is included too deeply", at, $"files include each other at most {deepest} deep, and not in a circle");

    public static Diagnostic EmptyRecord(TextLocation at, string name, string advice) => Error(
        "PK6108", $"{name} is empty", at, advice);

    public static Diagnostic ExpectedDataItem(TextLocation at, string found) => Error(
        "PK6110", $"expected the name of a data item, found {Found(found)}", at, "names have letters, digits and '_'; write NAME, NAME=NAME or NAME=DROP");

    public static Diagnostic RepeatedDataItem(TextLocation at, string name, int line) => Error(
        "PK6111", $"'{name}' is already the name of another data item (line {line})", at, "give one of the two another name, or drop it: NAME=DROP");

    public static Diagnostic ExpectedTheta(TextLocation at, string found) => Error(
        "PK6120", $"expected the value of a theta, found {Found(found)}", at, "values are written 5, 5 FIX, (0, 5), (0, 5, 10) or (5 FIX)");

    public static Diagnostic BadThetaGroup(TextLocation at, int count) => Error(
        "PK6121", count == 0 ? "these parentheses have no value" : $"these parentheses have {count} places that do not fit together", at,
        "write (initial), (lower, initial) or (lower, initial, upper)");

    public static Diagnostic InfiniteInitial(TextLocation at) => Error(
        "PK6122", "this initial estimate is infinite", at, "start from a number; INF is for bounds");

    public static Diagnostic BadRepetition(TextLocation at, string found, int most) => Error(
        "PK6123", $"{Found(found)} is no repetition", at, $"write x and a number from 1 to {most} behind the parenthesis: (0.1)x3");

    public static Diagnostic FixWithoutValue(TextLocation at, string record) => Error(
        "PK6124", $"this option of {record} stands before any value", at, "write it behind its value, or with it in parentheses: (0.1 FIX)");

    public static Diagnostic Unclosed(TextLocation at) => Error(
        "PK6125", "this parenthesis is not closed", at, "add ')'");

    public static Diagnostic ExpectedVariance(TextLocation at, string record, string found) => Error(
        "PK6130", $"expected a value of {record}, found {Found(found)}", at,
        "write numbers, with FIX, SD, CORRELATION or CHOLESKY where they belong, behind BLOCK(n), DIAGONAL(n) or nothing");

    public static Diagnostic BadCount(TextLocation at, string record, int most) => Error(
        "PK6131", $"this is no size of a block of {record}", at, $"write a number from 1 to {most} in the parentheses");

    public static Diagnostic BlockWithoutSize(TextLocation at, string record) => Error(
        "PK6132", $"BLOCK of this {record} has no size", at, "write BLOCK(n); only BLOCK SAME may leave it out");

    public static Diagnostic BlockCount(TextLocation at, string record, int size, int expected, int found) => Error(
        "PK6133", $"{record} BLOCK({size}) has {found} values", at, $"it needs {expected}: the lower triangle row by row");

    public static Diagnostic DiagonalCount(TextLocation at, string record, int size, int found) => Error(
        "PK6134", $"{record} DIAGONAL({size}) has {found} values", at, "make the two agree");

    public static Diagnostic NoVariances(TextLocation at, string record) => Error(
        "PK6135", $"this {record} has no values", at, "give initial estimates; they are not searched for");

    public static Diagnostic SameWithoutBlock(TextLocation at, string record) => Error(
        "PK6136", $"SAME of this {record} has no block before it", at, "write the block it repeats before it");

    public static Diagnostic SameOfOtherSize(TextLocation at, string record, int size, int previous) => Error(
        "PK6137", $"{record} BLOCK({size}) SAME follows a block of size {previous}", at, $"write BLOCK({previous}) SAME, or BLOCK SAME");

    public static Diagnostic DataWithoutFile(TextLocation at) => Error(
        "PK6140", "$DATA names no file", at, "the file's name comes first: $DATA file.csv IGNORE=@");

    public static Diagnostic DataOfEarlierProblem(TextLocation at) => Error(
        "PK6141", "'*' means the data of an earlier problem", at, "name the data file");

    public static Diagnostic AcceptAndIgnore(TextLocation at) => Error(
        "PK6142", "ACCEPT=(list) and IGNORE=(list) cannot be used together", at, "turn one into the other by opposite conditions");

    public static Diagnostic NotOneCharacter(TextLocation at, string option) => Error(
        "PK6143", $"{option} needs one character{(option == "NULL" ? "" : " or a list")}", at,
        option == "NULL" ? "write NULL=0" : $"write {(option == "ACCEPT" ? "" : "IGNORE=@ or ")}{option}=(NAME.EQ.value)");

    public static Diagnostic BadCondition(TextLocation at, string found) => Error(
        "PK6144", $"{Found(found)} is no condition", at, "write NAME.EQ.value; operators are .EQ. .NE. .LT. .LE. .GT. .GE. .EQN. .NEN. and = == /= < <= > >=");

    public static Diagnostic ConditionWithoutNumber(TextLocation at, string found) => Error(
        "PK6145", $"{Found(found)} is no number to compare with", at, "texts can only be compared with = and /=");

    public static Diagnostic UnknownConditionItem(TextLocation at, string name, string? suggestion) => Error(
        "PK6146", $"'{name}' is not in $INPUT", at, suggestion is null ? "conditions are about the items of $INPUT, dropped ones too" : $"did you mean '{suggestion}'?");

    public static Diagnostic BadTranslation(TextLocation at, string found) => Error(
        "PK6147", $"{Found(found)} is no translation", at, "write TRANSLATE=(TIME/24) or TRANSLATE=(II/24), or both");

    public static Diagnostic UnknownOption(TextLocation at, string record, string found, string? suggestion) => Error(
        "PK6150", $"{record} has no option {Found(found)}", at, suggestion is null ? "check its spelling; names may be cut off behind the third letter" : $"did you mean '{suggestion}'?");

    public static Diagnostic OptionWithoutValue(TextLocation at, string record, string option) => Error(
        "PK6151", $"the option {option} of {record} has no value", at, $"write {option}=value");

    public static Diagnostic BadOptionNumber(TextLocation at, string option, string found) => Error(
        "PK6152", $"{option} needs a number, found {Found(found)}", at, $"write {option}=n");

    public static Diagnostic UnknownMethod(TextLocation at, string found) => Error(
        "PK6153", $"there is no METHOD {Found(found)}", at, "methods are 0 (FO), 1 or COND (FOCE), ITS, IMP, IMPMAP, SAEM, DIRECT, BAYES, NUTS");

    public static Diagnostic BadMatrix(TextLocation at, string found) => Error(
        "PK6154", $"there is no MATRIX {Found(found)}", at, "write MATRIX=R or MATRIX=S, or leave it out for the sandwich");

    public static Diagnostic BadSeed(TextLocation at) => Error(
        "PK6155", "this random source has no seed", at, "write a whole number: (12345)");

    public static Diagnostic ExpectedTableItem(TextLocation at, string found) => Error(
        "PK6160", $"expected something to show in the table, found {Found(found)}", at, "name data items, variables of the code, ETA(n), or options of $TABLE");

    public static Diagnostic BadReplacement(TextLocation at) => Error(
        "PK6161", "this is no replacement", at, "write REPLACE THETA(CL)=THETA(1)");

    public static Diagnostic BadLevel(TextLocation at) => Error(
        "PK6162", "this is no level", at, "write ITEM=(n[m], ...): ETA(n) belongs to ITEM, and ETA(m) of the subjects is nested in it");

    public static Diagnostic RefusedRecord(TextLocation at, string record, string advice) => Error(
        "PK6500", $"{record} cannot be honoured", at, advice);

    public static Diagnostic RefusedOption(TextLocation at, string record, string option, string advice) => Error(
        "PK6501", $"the option {option} of {record} cannot be honoured", at, advice);

    public static Diagnostic StepNotDone(TextLocation at, string record, string advice) => Warning(
        "PK6502", $"the step of {record} is not done", at, advice);

    public static Diagnostic BehindTitle(TextLocation at) => new(
        "PK6511", DiagnosticSeverity.Note, "this line of $PROBLEM is not used", at, "the title is the record's first line; begin comments with ';'");

    public static Diagnostic ReservedNamesIncluded(TextLocation at) => new(
        "PK6512", DiagnosticSeverity.Note, "this file of reserved names is not needed", at, "its variables that steer how NONMEM computes have no effect");

    public static Diagnostic Steering(TextLocation at, string list) => new(
        "PK6510", DiagnosticSeverity.Note, $"accepted without effect: {list}", at,
        "these options steer how NONMEM searches, prints and names its files; the model does not depend on them");

    private static Diagnostic Error(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Error, message, at, advice);

    private static Diagnostic Warning(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Warning, message, at, advice);

    private static string Found(string text) => text.Length == 0 ? "the end of the record" : $"'{text}'";
}
