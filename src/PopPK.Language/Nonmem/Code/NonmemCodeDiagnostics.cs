using PopPK.Text;

namespace PopPK.Language.Nonmem.Code;

/// <summary>
/// Every message about abbreviated code, with its code, in one place: PK620x characters, PK621x statements, PK622x names and
/// functions, PK623x values that are carried on, PK624x what is understood but not done.
/// </summary>
internal static class NonmemCodeDiagnostics
{
    public static Diagnostic UnknownCharacter(TextLocation at, string text) => Error(
        "PK6200", $"'{text}' has no meaning in abbreviated code", at, "remove it, or put ';' before it to make it a comment");

    public static Diagnostic MalformedNumber(TextLocation at, string text) => Error(
        "PK6201", $"'{text}' is neither a number nor a name", at, "a number looks like 70, 0.5, 1E-3 or 1D0; a name begins with a letter");

    public static Diagnostic Expected(TextLocation at, string expected, string found) => Error(
        "PK6210", $"expected {expected}, found {found}", at, "a statement stands on one line; '&' at its end continues it on the next");

    public static Diagnostic ExpectedStatement(TextLocation at, string found) => Error(
        "PK6211", $"'{found}' cannot begin a statement", at, "statements are: name = expression, IF, DO WHILE, CALL and EXIT");

    public static Diagnostic NotAStatement(TextLocation at, string word) => Error(
        "PK6211", $"'{word}' begins no statement", at, "statements are: name = expression, IF, DO WHILE, CALL and EXIT");

    public static Diagnostic AssignmentInCondition(TextLocation at) => Error(
        "PK6212", "'=' assigns and does not compare", at, "write == or .EQ. in conditions");

    public static Diagnostic NestedShortIf(TextLocation at, string word) => Error(
        "PK6213", $"{word} cannot be the statement of a short IF", at, "write IF (...) THEN, the statements, and ENDIF");

    public static Diagnostic NotClosed(TextLocation at, string what, string end) => Error(
        "PK6214", $"this {what} is not closed", at, $"add {end} where it ends");

    public static Diagnostic StrayEnd(TextLocation at, string word) => Error(
        "PK6215", $"there is nothing open that {word} could belong to", at, "remove it, or add the IF ... THEN or DO WHILE it belongs to");

    public static Diagnostic TooDeep(TextLocation at) => Error(
        "PK6216", "this is nested too deeply", at, "split it: give parts names of their own");

    public static Diagnostic TooLong(TextLocation at) => Error(
        "PK6216", "this statement is too long", at, "split it: give parts names of their own");

    public static Diagnostic CountedLoop(TextLocation at) => Error(
        "PK6217", "a DO loop with a counter is not understood", at, "write DO WHILE (I.LE.n) with I=I+1 in it, or write the statements out");

    public static Diagnostic Verbatim(TextLocation at) => Error(
        "PK6240", "verbatim code is Fortran for another compiler and cannot be run", at,
        "say the same in abbreviated code, without the quote in front, or remove the line");

    public static Diagnostic UnknownName(TextLocation at, string name, string? suggestion) => Error(
        "PK6220", $"'{name}' is not defined", at,
        suggestion is null ? "define it in an earlier statement, or name the data column in $INPUT" : $"did you mean '{suggestion}'?");

    public static Diagnostic UnknownFunction(TextLocation at, string name, string? suggestion) => Error(
        "PK6221", $"there is no function or array '{name}'", at,
        suggestion is null
            ? "functions are LOG LOG10 EXP SQRT SIN COS TAN ASIN ACOS ATAN ABS INT MOD MIN MAX PHI GAMLN"
            : $"did you mean '{suggestion}'?");

    public static Diagnostic UserFunction(TextLocation at, string name) => Error(
        "PK6222", $"{name} is a function that users write in Fortran; it cannot be run", at, "write the formula out");

    public static Diagnostic ArgumentCount(TextLocation at, string name, string expected, int found) => Error(
        "PK6223", $"{name} takes {expected}, found {found}", at, "check commas and parentheses");

    public static Diagnostic IndexNotConstant(TextLocation at, string name) => Error(
        "PK6224", $"the index of {name} must be a whole number that is known before the run", at, "write a number, or a variable of a DO WHILE loop that has one");

    public static Diagnostic NoSuchElement(TextLocation at, string element, string what) => Error(
        "PK6225", $"there is no {element}", at, what);

    public static Diagnostic NotHere(TextLocation at, string name, string block, string advice) => Error(
        "PK6226", $"{name} cannot be used in ${block}", at, advice);

    public static Diagnostic ReadOnly(TextLocation at, string name, string what) => Error(
        "PK6227", $"{name} cannot be assigned: {what}", at, "choose another name for the variable");

    public static Diagnostic ConditionExpected(TextLocation at) => Error(
        "PK6228", "this is a number where a condition is expected", at, "compare it: IF (X.EQ.1)");

    public static Diagnostic ValueExpected(TextLocation at) => Error(
        "PK6228", "this is a condition where a number is expected", at, "conditions stand in IF and DO WHILE only");

    public static Diagnostic Carried(TextLocation at, string name) => Error(
        "PK6230", $"'{name}' keeps the value it had at the record before, and that value depends on random effects or parameters", at,
        "give it a value on every path; what is supported are first-record values, IF (NEWIND.NE.2) X=..., and values made of data items");

    public static Diagnostic CarriedForTables(TextLocation at, string name) => Warning(
        "PK6234", $"'{name}' keeps the value it had at the record before, and that value depends on random effects or parameters", at,
        "the model does not need it, but it and what is made of it are not computed for tables");

    public static Diagnostic MayBeUndefined(TextLocation at, string name) => Warning(
        "PK6231", $"'{name}' has a value only where the condition holds; elsewhere it is 0", at, "give it a value in an ELSE or before the IF");

    public static Diagnostic LoopNotConstant(TextLocation at) => Error(
        "PK6232", "whether this loop goes on depends on values that are known only in the run", at,
        "loops are written out before the run: the condition may use numbers and counters only");

    public static Diagnostic LoopTooLong(TextLocation at, int limit) => Error(
        "PK6233", $"this loop is still going after {limit} statements", at, "check that its condition ends it");

    public static Diagnostic CallRefused(TextLocation at, string name) => Error(
        "PK6241", $"CALL {name}: routines cannot be called", at, "write the formula out; calls for simulation belong into IF (ICALL.EQ.4) THEN ... ENDIF");

    public static Diagnostic Foreign(TextLocation at, string word) => Error(
        "PK6242", $"{word} is not run", at, "remove it; $TABLE shows values of variables");

    public static Diagnostic PhraseUnknown(TextLocation at, string words) => Error(
        "PK6243", $"'({words})' says nothing that is understood", at, "remove it, or write (ONLY OBSERVATIONS) or (ONCE PER INDIVIDUAL RECORD)");

    public static Diagnostic ExitIgnored(TextLocation at) => new(
        "PK6244", DiagnosticSeverity.Note, "EXIT is not needed: a point where the model cannot be evaluated is given up anyway", at,
        "bounds of $THETA keep parameters where they belong");

    public static Diagnostic OtherTask(TextLocation at, string what) => new(
        "PK6245", DiagnosticSeverity.Note, $"what stands here is for {what} and is passed over", at, "nothing need be done");

    public static Diagnostic Unsupported(TextLocation at, string name, string advice) => Error(
        "PK6246", $"{name} is not supported", at, advice);

    private static Diagnostic Error(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Error, message, at, advice);

    private static Diagnostic Warning(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Warning, message, at, advice);
}
