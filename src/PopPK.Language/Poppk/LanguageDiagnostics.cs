using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>
/// Every message about a model text, with its code, in one place. A message says what was found, the advice what
/// was expected and what to do. PK10xx characters, PK11xx statements, PK12xx declarations, PK13xx names and
/// expressions, PK14xx structure, PK15xx observations, PK16xx features that are not there yet, PK17xx mixtures and priors,
/// PK19xx warnings.
/// </summary>
internal static partial class LanguageDiagnostics
{
    public static Diagnostic UnknownCharacter(TextLocation at, char character) => Error(
        "PK1001", $"the character '{Shown(character)}' has no meaning here", at, character switch
        {
            '\'' => "texts are written between double quotes",
            '!' => "write 'not'; for unequal write '!='",
            '&' => "write 'and'",
            '|' => "write 'or'",
            '%' => "write the fraction as a number: 30 % is 0.3",
            _ => "remove it; comments begin with '#'",
        });

    public static Diagnostic LookAlike(TextLocation at, char character, string plain) => Error(
        "PK1002", $"the character '{Shown(character)}' looks like '{plain}' but is another one", at,
        $"type a plain {plain}; such characters come from word processors, web pages and PDF files");

    public static Diagnostic ForeignLetters(TextLocation at, string name, string plain) => Error(
        "PK1003", $"the name '{name}' has letters outside a-z and A-Z", at,
        name != plain && Lexing.LookAlikes.IsPlain(plain) ? $"type '{plain}' in Latin letters" : "spell it with the letters a-z and A-Z, digits, '_' and '.'");

    public static Diagnostic ForeignSpelling(TextLocation at, string found, string own) => Error(
        "PK1004", $"'{found}' is the spelling of another language", at, own == "#" ? "comments begin with '#'" : $"write '{own}'");

    public static Diagnostic UnterminatedString(TextLocation at) => Error(
        "PK1005", "this text has no closing '\"' on its line", at, "close it with '\"'; a quote inside the text is written twice");

    public static Diagnostic MalformedNumber(TextLocation at, string text, bool isTooLarge) => Error(
        "PK1006", isTooLarge ? $"the number {text} is too large" : $"'{text}' is neither a number nor a name", at,
        isTooLarge ? "numbers go up to about 1.8e308" : "a number looks like 70, 0.5 or 1e-3; a name begins with a letter; between the two put an operator, such as '*'");

    public static Diagnostic Expected(TextLocation at, string expected, string found, string advice) => Error(
        "PK1101", $"expected {expected}, found {found}", at, advice);

    public static Diagnostic UnclosedBracket(TextLocation at, string bracket) => Error(
        "PK1102", $"this '{bracket}' is not closed", at, $"add '{(bracket == "(" ? ")" : bracket == "[" ? "]" : "}")}' where it ends");

    public static Diagnostic UnknownSection(TextLocation at, string name, string? suggestion) => Error(
        "PK1103", $"'{name}' is not a section", at,
        suggestion is null ? $"sections are {List(Vocabulary.Sections)}; the statements of a section are indented" : DidYouMean(suggestion));

    public static Diagnostic StatementOutsideSection(TextLocation at) => Error(
        "PK1104", "this statement does not belong to any section", at, $"put it below one of {List(Vocabulary.Sections)}");

    public static Diagnostic StatementIf(TextLocation at) => Error(
        "PK1105", "'if' cannot begin a statement", at, "'if' chooses a value; write: name = if (condition) value else value");

    public static Diagnostic ChainedComparison(TextLocation at) => Error(
        "PK1106", "comparisons cannot be chained", at, "write both and join them: a < b and b < c");

    public static Diagnostic TooDeep(TextLocation at) => Error(
        "PK1107", "this expression is nested too deeply", at, "give its parts names of their own and use these");

    public static Diagnostic ControlStream(TextLocation at) => Error(
        "PK1108", "this file begins like a NONMEM control stream", at,
        "give the control stream as the model file itself, or write the model in this language, beginning with: model NAME");

    public static Diagnostic DecimalComma(TextLocation at, string text) => Error(
        "PK1109", $"the number {text} is written with a comma", at, $"numbers have a decimal point: {text.Replace(',', '.')}");

    public static Diagnostic RepeatedSection(TextLocation at, string name, int line) => Error(
        "PK1110", $"the section '{name}' is already in line {line}", at, "move these statements there");

    public static Diagnostic MissingSection(TextLocation at, string name, string advice) => Error(
        "PK1111", $"the section '{name}' is missing", at, advice);

    public static Diagnostic NoEndpoint(TextLocation at) => Error(
        "PK1112", "no statement says how the observations are distributed", at, "add one below: DV ~ normal(mean, sd), or proportional, additive, combined");

    public static Diagnostic DuplicateName(TextLocation at, string name, string kind, int line) => Error(
        "PK1201", $"'{name}' is already the name of a {kind} (line {line})", at, "give one of them another name; a name means the same in the whole model");

    public static Diagnostic CompartmentNameTaken(TextLocation at, string form, string name, string kind, int line) => Error(
        "PK1205", $"'{form}' has a compartment '{name}', but that is the name of a {kind} (line {line})", at, $"give the {kind} another name");

    public static Diagnostic ReservedName(TextLocation at, string name) => Error(
        "PK1202", $"'{name}' is a word of the language", at, Vocabulary.Time.Contains(name) ? "it stands for the time; choose another name" : "choose another name");

    public static Diagnostic StandardColumnDeclared(TextLocation at, string name) => Error(
        "PK1203", $"'{name}' is a column with a meaning of its own in the data", at,
        name.Equals("TIME", StringComparison.OrdinalIgnoreCase)
            ? "use TIME without declaring it, in equations and observations"
            : $"choose another name; reserved are {List(Vocabulary.StandardColumns)}");

    public static Diagnostic FunctionNameDeclared(TextLocation at, string name) => Error(
        "PK1204", $"'{name}' is the name of a function", at, "choose another name");

    public static Diagnostic EmptyBounds(TextLocation at, string name, double lower, double upper) => Error(
        "PK1210", $"the lower bound {lower} of '{name}' is not below its upper bound {upper}", at, "write the smaller number first: in (lower, upper)");

    public static Diagnostic InitialOutsideBounds(TextLocation at, string name, double initial, double lower, double upper) => Error(
        "PK1211", $"the initial estimate {initial} of '{name}' is outside its bounds {lower} to {upper}", at, "change the initial estimate or the bounds");

    public static Diagnostic InitialOnOpenBound(TextLocation at, string name, double initial) => Error(
        "PK1212", $"the initial estimate {initial} of '{name}' is exactly on a bound that is excluded", at,
        "start inside the bounds; a 'fixed' value may stand on a bound that is included with '[' or ']'");

    public static Diagnostic EstimateStartsOnBound(TextLocation at, string name, double initial, double lower, double upper) => Error(
        "PK1214", $"the initial estimate {initial} of '{name}' is exactly on a bound", at,
        $"start an estimated parameter strictly between {lower} and {upper}, or mark it 'fixed'");

    public static Diagnostic InfiniteInitial(TextLocation at, string name) => Error(
        "PK1213", $"the initial estimate of '{name}' is infinite", at, "start from a number; 'inf' is for bounds");

    public static Diagnostic NonPositiveVariance(TextLocation at, string name, double value, string kind, bool isPrior) => Error(
        "PK1220", $"the {kind} {value} of '{name}' is {(value > 0 ? "too large" : "not positive")}", at, isPrior ? "give a positive number" : "give it a positive number; to leave the random effect out of the model remove it, or write '~ 0 fixed' for it alone");

    public static Diagnostic OneVarianceForSeveral(TextLocation at, int count, string noun, string form) => Error(
        "PK1221", $"one number for {count} {noun}", at, $"write the lower triangle of their covariance matrix, {form}, or one line for each of them");

    public static Diagnostic WrongTriangle(TextLocation at, string names, ImmutableArray<int> rowLengths, string form) => Error(
        "PK1222", $"this is not the lower triangle of the covariance matrix of {names}: it has {Count(rowLengths.Length, "row")} with {List(rowLengths.Select(n => n.ToString()))} numbers", at,
        $"write {form}: one number more in every row, rows separated by ';'");

    public static Diagnostic ImpossibleCorrelation(TextLocation at, string first, string second, double correlation) => Error(
        "PK1223", $"the covariance of '{first}' and '{second}' means a correlation of {correlation:0.###}", at,
        "a correlation lies between -1 and 1 exclusive: make the covariance smaller than the root of the product of the variances");

    public static Diagnostic NotPositiveDefinite(TextLocation at, string names, string failing) => Error(
        "PK1224", $"the covariance matrix of {names} is not positive definite (it fails at '{failing}')", at,
        "the correlations contradict each other; make the covariances smaller");

    public static Diagnostic SameOfUnknown(TextLocation at, string name, string? suggestion) => Error(
        "PK1225", $"'{name}' is not a random effect declared above", at,
        suggestion is null ? "behind 'same' stand the effects of an earlier block: kappa2 ~ same kappa1" : DidYouMean(suggestion));

    public static Diagnostic SameOfNoBlock(TextLocation at, string block) => Error(
        "PK1226", "these random effects are not one block", at, $"name all effects of a block in its order; this one is {block}");

    public static Diagnostic SameOfOtherSize(TextLocation at, int own, int other) => Error(
        "PK1227", $"{Count(own, "random effect")} cannot share the covariance matrix of {other}", at, "blocks with the same matrix are of the same size");

    public static Diagnostic DuplicateCategory(TextLocation at, string what, string covariate) => Error(
        "PK1230", $"{what} of '{covariate}' is given twice", at, "every value has one label and every label one value");

    public static Diagnostic LinearCategories(TextLocation at, string covariate) => Error(
        "PK1231", $"the categories of '{covariate}' have no values between them", at,
        "write locf or nocb instead of linear: a category holds until the next record, or from the one before");

    public static Diagnostic RepeatedClause(TextLocation at, string name, int line) => Error(
        "PK1240", $"a second '{name}'; the first is in line {line}", at, name == "where" ? "join the conditions with 'and'" : "keep one of them");

    public static Diagnostic ClauseWithoutData(TextLocation at) => Error(
        "PK1241", "this clause says how to read the data, but there is no 'data'", at, "add: data \"file.csv\"");

    public static Diagnostic EmptyDataPath(TextLocation at) => Error(
        "PK1242", "the path of the data file is empty", at, "write: data \"file.csv\", relative to this model file");

    public static Diagnostic RenamedTwice(TextLocation at, string name, string column) => Error(
        "PK1243", $"'{name}' is already read from the column '{column}'", at, "keep one of them");

    public static Diagnostic UnknownMethod(TextLocation at, string name, string? suggestion) => Error(
        "PK1244", $"'{name}' is not an estimation method", at, suggestion is null ? $"methods are {List(Vocabulary.Methods)}" : DidYouMean(suggestion));

    public static Diagnostic MethodWithoutNodes(TextLocation at, string method) => Error(
        "PK1245", $"the method '{method}' has no nodes", at, $"write it alone: method {method}; nodes are those of quadrature: agq(5)");

    public static Diagnostic NodesOutsideRange(TextLocation at, double value) => Error(
        "PK1246", $"{value} is not a number of nodes", at, $"write a whole number from 1 to {Vocabulary.MostNodes}; few are enough: agq(5)");

    public static Diagnostic UnknownName(TextLocation at, string name, string? suggestion) => Error(
        "PK1301", $"'{name}' is not defined", at,
        suggestion is null ? "define it above, or declare it under 'parameters', 'variability' or, for a data column, 'covariates'" : DidYouMean(suggestion));

    public static Diagnostic UndeclaredCovariate(TextLocation at, string name) => Error(
        "PK1302", $"'{name}' is not defined", at, $"if it is a column of the data, add a line '{name}' to the section 'covariates'");

    public static Diagnostic UsedBeforeDefinition(TextLocation at, string name, int line) => Error(
        "PK1303", $"'{name}' is used before it is defined (line {line})", at, $"move the definition of '{name}' above this line");

    public static Diagnostic AmountNotAllowed(TextLocation at, string name, string place) => Error(
        "PK1304", $"'{name}' is the amount in a compartment and cannot be used in {place}", at, "use it in equations (d/dt) and in 'observations'");

    public static Diagnostic TimeNotAllowed(TextLocation at, string place) => Error(
        "PK1305", $"the time cannot be used in {place}", at, "use it in equations (d/dt) and in 'observations'");

    public static Diagnostic StandardColumnUsed(TextLocation at, string name) => Error(
        "PK1306", $"the data column '{name}' cannot be used in expressions", at,
        "it has a meaning of its own; for a covariate with these values add a column under another name to the data");

    public static Diagnostic ChangesInTime(TextLocation at, string name, string part, string place) => Error(
        "PK1307", $"'{name}' is made of '{part}', which changes in time, and cannot be used in {place}", at,
        "use parameters, random effects, covariates and definitions of the section 'individual'");

    public static Diagnostic UnknownFunction(TextLocation at, string name, string? suggestion) => Error(
        "PK1310", $"'{name}' is not a function", at, suggestion is null ? $"functions are {List(FunctionTable.Names)}" : DidYouMean(suggestion));

    public static Diagnostic CallOfName(TextLocation at, string name) => Error(
        "PK1311", $"'{name}' is not a function", at, $"to multiply, write: {name}*(...)");

    public static Diagnostic WrongArgumentCount(TextLocation at, string name, int found, int minimal, int maximal) => Error(
        "PK1312", $"'{name}' has {Count(found, "argument")}", at,
        $"it takes {(maximal == minimal ? "" : "at least ")}{Count(minimal, "argument")}{(name.StartsWith("log", StringComparison.Ordinal) && found == 2 ? "; for another base divide: log(x)/log(base)" : "")}");

    public static Diagnostic NamedFunctionArgument(TextLocation at, string function, string name) => Error(
        "PK1313", $"'{function}' has no argument named '{name}'", at, "write the value alone; to compare, write '=='");

    public static Diagnostic ConditionAsNumber(TextLocation at) => Error(
        "PK1320", "a condition stands where a number is needed", at, "choose numbers with it: if (condition) 1 else 0");

    public static Diagnostic NumberAsCondition(TextLocation at) => Error(
        "PK1321", "a number stands where a condition is needed", at, "compare it with something, for example: SEX == 1");

    public static Diagnostic DivisionByZero(TextLocation at) => Error(
        "PK1322", "this divisor is zero", at, "correct it; the quotient would be infinite");

    public static Diagnostic NotFinite(TextLocation at) => Error(
        "PK1323", "the value of this expression is not a finite number", at, "correct its numbers; values go up to about 1.8e308");

    public static Diagnostic UnknownLabel(TextLocation at, string label, string covariate, ImmutableSortedDictionary<double, string> categories) => Error(
        "PK1324", $"'{label}' is not a category of '{covariate}'", at,
        Suggestion.Advice(label, categories.Values) ?? $"its categories are {Categories(categories)}");

    public static Diagnostic ValueOutsideCategories(TextLocation at, double value, string covariate, ImmutableSortedDictionary<double, string> categories) => Error(
        "PK1325", $"'{covariate}' is never {value}", at, $"its categories are {Categories(categories)}");

    public static Diagnostic TooLarge(TextLocation at) => Error(
        "PK1326", "this expression is too large when the definitions in it are written out", at,
        "nested 'min' and 'max' and definitions under 'structure' grow with every use; define parts under 'individual'");

    public static Diagnostic UnknownClosedForm(TextLocation at, string name, string? suggestion) => Error(
        "PK1401", $"'{name}' is not a closed form", at,
        suggestion is null ? $"closed forms are {List(ClosedFormRoles.All.Select(f => f.Name))}; anything else is written as equations: d/dt central = ..." : DidYouMean(suggestion));

    public static Diagnostic ArgumentWithoutRole(TextLocation at, string form, IEnumerable<string> roles) => Error(
        "PK1402", $"this argument of '{form}' does not say what it is", at, $"name its role: role = expression; roles are {List(roles)}");

    public static Diagnostic UnknownRole(TextLocation at, string name, string form, IEnumerable<string> roles, bool isDefined) => Error(
        "PK1403", $"'{name}' is not a role in '{form}'", at,
        isDefined ? $"name its role: role = {name}; roles are {List(roles)}" : Suggestion.Advice(name, roles) ?? $"roles are {List(roles)}");

    public static Diagnostic RoleGivenTwice(TextLocation at, string role, string form) => Error(
        "PK1404", $"the role '{role}' is given twice in '{form}'", at, "keep one of them; v, v1 and vc mean the same, as do v2 and vp, k and k10");

    public static Diagnostic MixedRoles(TextLocation at, ClosedFormRoles form, IEnumerable<string> given) => Error(
        "PK1405", $"the arguments {List(given)} of '{form.Name}' do not go together", at, $"give one of {Parameterisations(form)}");

    public static Diagnostic MissingRoles(TextLocation at, ClosedFormRoles form, ImmutableArray<string> missing) => Error(
        "PK1406", $"'{form.Name}' lacks {List(missing)}", at,
        $"add it as an argument, under its own name or as {missing[0]} = expression; possible are {Parameterisations(form)}");

    public static Diagnostic SecondStructure(TextLocation at, int line) => Error(
        "PK1407", $"a second structure; the first is in line {line}", at, "keep one: a closed form, or equations, or none");

    public static Diagnostic DefinitionsWithoutStructure(TextLocation at) => Error(
        "PK1408", "the section 'structure' has definitions but neither a closed form nor equations", at,
        "add them: one_compartment(cl, v, ka) or d/dt central = ...; without compartments, define under 'individual' or 'observations'");

    public static Diagnostic UnknownProperty(TextLocation at, string name) => Error(
        "PK1409", $"'{name}' is not a property of compartments", at,
        ForeignPropertyNames.IsScale(name)
            ? "observations are scaled where they are written: cp = central/v*1000"
            : (ForeignPropertyNames.Find(name) ?? Suggestion.Nearest(name, Vocabulary.CompartmentProperties.Words)) is { } suggestion
                ? DidYouMean(suggestion)
                : $"properties are {List(Vocabulary.CompartmentProperties.Words)}");

    public static Diagnostic NotAProperty(TextLocation at, string name) => Error(
        "PK1410", $"'{name}' is a property of one compartment", at, "write: lag(depot) = expression, or central(0) = expression");

    public static Diagnostic UnknownCompartment(TextLocation at, string name, ImmutableArray<string> compartments, bool lacksDepot) => Error(
        "PK1411", $"'{name}' is not a compartment", at,
        lacksDepot
            ? "with the role ka, the absorption rate constant, the closed form has a depot"
            : Suggestion.Advice(name, compartments) ?? (compartments.Length == 1 ? $"the only compartment is {compartments[0]}" : $"compartments are {List(compartments)}"));

    public static Diagnostic PropertyGivenTwice(TextLocation at, string property, string compartment, int line) => Error(
        "PK1412", $"'{property}' of '{compartment}' is already given in line {line}", at, "keep one of them");

    public static Diagnostic PropertyWithoutCompartments(TextLocation at, string property) => Error(
        "PK1413", $"'{property}' belongs to a compartment, but the model has none", at, "add a closed form or equations, or remove the statement");

    public static Diagnostic PropertyOutsideRange(TextLocation at, string property, string compartment, double value, bool mayBeZero) => Error(
        "PK1414", $"'{property}' of '{compartment}' is {value}", at, mayBeZero ? "it cannot be negative" : "it must be positive");

    public static Diagnostic UnknownSolverOption(TextLocation at, string name, ImmutableArray<string> words) => Error(
        "PK1415", $"'{name}' says nothing about the solver", at, Suggestion.Advice(name, words) ?? $"its words are {List(words)}");

    public static Diagnostic SolverOptionTwice(TextLocation at, string option, int line) => Error(
        "PK1416", $"the solver's '{option}' is already given in line {line}", at, "keep one of them");

    public static Diagnostic ToleranceOutsideRange(TextLocation at, string name, double value, string range) => Error(
        "PK1417", $"the tolerance '{name}' cannot be {value}", at, $"it is {range}");

    public static Diagnostic SolverWithoutEquations(TextLocation at) => Error(
        "PK1418", "the model has no equations a solver could integrate", at, "add equations, d/dt central = ..., or remove the statement");

    public static Diagnostic InfiniteRateConstants(TextLocation at, string form) => Error(
        "PK1419", $"with these numbers the rate constants of '{form}' are not finite", at,
        "correct them: no volume is 0, and k21 and k31 of the exponents differ");

    public static Diagnostic Unused(TextLocation at, string name, NameKind kind) => Warning(
        "PK1901", $"the {SymbolTable.Describe(kind)} '{name}' is not used", at, kind switch
        {
            NameKind.Parameter => ForeignPropertyNames.Advice(name) ?? "use it or remove it: nothing can be learnt about it from the data",
            NameKind.RandomEffect => "use it or remove it: nothing can be learnt about its variance from the data",
            NameKind.Mixture => "use it where the classes differ: if (POP == slow) ... else ...; otherwise nothing can be learnt about them",
            NameKind.Covariate => "remove it if the model does not need this column",
            _ => ForeignPropertyNames.Advice(name) ?? "remove it, unless it is there to be reported",
        });

    public static Diagnostic UnusedCompartment(TextLocation at, string name) => Warning(
        "PK1902", $"nothing that is observed depends on the compartment '{name}'", at, "use its amount in an equation or observation, or remove it");

    public static Diagnostic UnusedStructure(DiagnosticLocation? at) => new(
        "PK1903", DiagnosticSeverity.Warning, "nothing that is observed depends on the compartments", at,
        "use an amount in 'observations', for example cp = central/v, or remove the structure");

    public static Diagnostic SolverOfClosedForm(TextLocation at) => Warning(
        "PK1904", "a closed form needs no solver", at, "remove the statement; nothing is integrated");

    private static Diagnostic Error(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Error, message, at, advice);

    private static Diagnostic Warning(string code, string message, TextLocation at, string advice) =>
        new(code, DiagnosticSeverity.Warning, message, at, advice);

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string DidYouMean(string suggestion) => $"did you mean '{suggestion}'?";

    private static string List(IEnumerable<string> words) => string.Join(", ", words);

    private static string Parameterisations(ClosedFormRoles form) =>
        $"{List(form.Parameterisations.Select(p => p.ToString()))}, each with or without {ClosedFormRoles.Absorption}";

    private static string Categories(ImmutableSortedDictionary<double, string> categories) =>
        string.Join(", ", categories.Select(c => $"{c.Key}: {c.Value}"));

    private static string Shown(char character) =>
        char.IsControl(character) || char.IsSurrogate(character) ? $"U+{(int)character:X4}" : character.ToString();
}
