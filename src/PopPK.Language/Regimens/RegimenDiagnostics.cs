using PopPK.Text;

namespace PopPK.Language.Regimens;

/// <summary>
/// Every message about a regimen text, with its code, in one place; those about expressions and characters are the model language's.
/// PK700x statements, PK701x doses, PK702x names, times and endpoints, PK703x covariates, PK704x populations, arms and columns.
/// </summary>
internal static class RegimenDiagnostics
{
    public static Diagnostic UnknownSection(TextLocation at, string name, string? suggestion) => Error(
        "PK7001", $"'{name}' is not a section of a regimen", at,
        suggestion is null ? $"sections are {List(RegimenWords.Sections)}; their statements are indented" : $"did you mean '{suggestion}'?");

    public static Diagnostic StatementOutsideSection(TextLocation at) => Error(
        "PK7002", "this statement does not belong to any section", at, $"put it below one of {List(RegimenWords.Sections)}; a regimen begins with: regimen NAME");

    public static Diagnostic UnknownStatement(TextLocation at, string found, string? suggestion) => Error(
        "PK7003", $"no statement begins with '{found}'", at,
        suggestion is null ? $"statements begin with {List(RegimenWords.Statements)}, or with a column: FORM = 1 from 168" : $"did you mean '{suggestion}'?");

    public static Diagnostic ClauseTwice(TextLocation at, string word) => Error(
        "PK7004", $"'{word}' is said twice", at, "keep one of them; another series of doses is a statement of its own");

    public static Diagnostic NoSamples(TextLocation? at, string arm) => Error(
        "PK7005", $"nothing says when '{arm}' is observed", at, "add a line: sample 0 to 24 by 0.5");

    public static Diagnostic RepeatedSection(TextLocation at, string name, int line) => Error(
        "PK7006", $"the section '{name}' is already in line {line}", at, "move these statements there");

    public static Diagnostic UnknownCompartment(TextLocation at, string name, IReadOnlyCollection<string> compartments) => Error(
        "PK7010", $"the model has no compartment '{name}'", at,
        Suggestion.Advice(name, compartments) ?? (compartments.Count == 0 ? "it has no compartments at all, and takes no doses" : $"its compartments are {List(compartments)}"));

    public static Diagnostic NoSuchCompartment(TextLocation at, double number, IReadOnlyCollection<string> compartments) => Error(
        "PK7011", $"the model has no compartment {number}", at,
        compartments.Count == 0 ? "it has no compartments at all, and takes no doses" : $"its compartments are {List(compartments.Select((c, i) => $"{i + 1} ({c})"))}");

    public static Diagnostic NotModelled(TextLocation at, string what, string compartment) => Error(
        "PK7012", $"the model says no {what} of doses into '{compartment}'", at, $"give it here, or write into the model: {what}({compartment}) = expression");

    public static Diagnostic BadAmount(TextLocation at, string what, double value, bool mayBeZero) => Error(
        "PK7013", $"the {what} is {value}", at, mayBeZero ? "it cannot be negative; 0 means no dose" : "it must be above 0");

    public static Diagnostic NotPositive(TextLocation at, string what, double value, string form) => Error(
        "PK7014", $"the {what} {value} is not above 0", at, $"write: {form}");

    public static Diagnostic BadCount(TextLocation at, string what, double value) => Error(
        "PK7015", $"{value} is not a number of {what}", at, "it is a whole number from 1 on");

    public static Diagnostic SeriesWithoutInterval(TextLocation at, string word) => Error(
        "PK7016", $"'{word}' belongs to a series of doses, but nothing says how often they come", at, "add: every 24");

    public static Diagnostic EndsBeforeStart(TextLocation at, double until, double start) => Error(
        "PK7017", $"the doses end at {until}, before they begin at {start}", at, "correct one of them");

    public static Diagnostic UnknownName(TextLocation at, string name, string? suggestion) => Error(
        "PK7020", $"'{name}' is not a covariate of the model or the population", at,
        suggestion is null ? $"say what it is under 'population': {name} = value, or {name} ~ lognormal(median, sd)" : $"did you mean '{suggestion}'?");

    public static Diagnostic NotForRegimens(TextLocation at, string name, string kind) => Error(
        "PK7021", $"'{name}' is {kind} and cannot be used here", at, "doses, columns and populations are made of numbers and covariates");

    public static Diagnostic UsedBeforeDefinition(TextLocation at, string name) => Error(
        "PK7022", $"'{name}' is used before it is known", at, $"move its line above this one");

    public static Diagnostic ChangesInTime(TextLocation at, string name) => Error(
        "PK7023", $"'{name}' changes in the course of the regimen and cannot be used here", at, "write a statement for each of its values, with times of their own");

    public static Diagnostic BadRange(TextLocation at, double from, double to, double by) => Error(
        "PK7024", $"there are no times from {from} to {to} by {by}", at, "write the smaller time first, and a distance above 0: 0 to 24 by 0.5");

    public static Diagnostic TooManyTimes(TextLocation at, int limit) => Error(
        "PK7025", $"these are more than {limit} times", at, "make the distance larger; doses are better written with 'every'");

    public static Diagnostic UnknownEndpoint(TextLocation at, string name, IReadOnlyCollection<string> endpoints) => Error(
        "PK7026", $"the model does not observe '{name}'", at, Suggestion.Advice(name, endpoints) ?? $"it observes {List(endpoints.Distinct())}");

    public static Diagnostic AmbiguousEndpoint(TextLocation at, string name, IReadOnlyCollection<string> endpoints) => Error(
        "PK7027", $"'{name}' does not tell which observation is meant", at, $"the model observes {List(endpoints)}; name one: on observed {endpoints.First()}");

    public static Diagnostic BadLimits(TextLocation at, double lower, double upper) => Error(
        "PK7028", $"doses cannot lie between {lower} and {upper}", at, "limits are not negative, and the smaller one comes first");

    public static Diagnostic InfiniteNumber(TextLocation at) => Error("PK7029", "this number is infinite", at, "write a number");

    public static Diagnostic Lacking(TextLocation? at, IReadOnlyCollection<string> names, string who) => Error(
        "PK7030", $"nothing says what {List(names)} {(names.Count == 1 ? "is" : "are")} in {who}, but the model needs {(names.Count == 1 ? "it" : "them")}", at,
        $"add to the section 'population': {names.First()} = value, {names.First()} ~ lognormal(median, sd), or people from data: from \"people.csv\"");

    public static Diagnostic LackingOccasions(TextLocation? at, IReadOnlyCollection<string> names, string who) => Error(
        "PK7031", $"nothing says which occasion is when in {who}: the model needs the column{(names.Count == 1 ? "" : "s")} {List(names)}", at,
        $"add: occasion {names.First()} at 0, 168, or: occasion {names.First()} every 24");

    public static Diagnostic DeclaredTwice(TextLocation at, string name) => Error(
        "PK7032", $"'{name}' is said twice", at, "keep one of them");

    public static Diagnostic FollowsFromSamples(TextLocation at, string name) => Error(
        "PK7033", $"the values of '{name}' follow from what is sampled and given", at, "remove it; an endpoint is chosen by its name: sample cp at 0, 1, 2");

    public static Diagnostic UnknownDistribution(TextLocation at, string name, string? suggestion) => Error(
        "PK7034", $"'{name}' is not a distribution of covariates", at,
        suggestion is null ? $"distributions are {List(RegimenWords.Distributions)}" : $"did you mean '{suggestion}'?");

    public static Diagnostic WrongArguments(TextLocation at, string name, string form) => Error(
        "PK7035", $"these are not the arguments of '{name}'", at, $"write: {form}");

    public static Diagnostic BadArgument(TextLocation at, string what, double value) => Error(
        "PK7036", $"{value} is not {what}", at, "correct it");

    public static Diagnostic BadProbabilities(TextLocation at, double sum) => Error(
        "PK7037", $"the probabilities add up to {sum:G6}", at, "together they are 1");

    public static Diagnostic EmptyBounds(TextLocation at, double lower, double upper) => Error(
        "PK7038", $"nothing lies between {lower} and {upper}", at, "write the smaller number first: in (40, 150)");

    public static Diagnostic NotTruncated(TextLocation at, string name, string kind) => Error(
        "PK7039", $"{kind} cannot be limited to a range", at, $"remove 'in ...' from {name}, or draw these covariates one by one");

    public static Diagnostic NoPeople(TextLocation? at) => Error(
        "PK7040", "nothing says how many people take part", at, "add a section: population 500");

    public static Diagnostic ArmTwice(TextLocation at, string name) => Error(
        "PK7041", $"there are two arms '{name}'", at, "give one of them another name");

    public static Diagnostic WrongCovariance(TextLocation at, int count) => Error(
        "PK7042", $"this is not the covariance matrix of {count} covariates", at,
        "write its lower triangle, rows separated by ';', and a centre for each covariate; correlations lie between -1 and 1: [100; 40, 64]");

    public static Diagnostic StandardColumn(TextLocation at, string name) => Error(
        "PK7043", $"'{name}' has a meaning of its own in data", at, "doses and times are given by the statements dose and sample; choose another name");

    public static Diagnostic StepsOutOfOrder(TextLocation at, string name) => Error(
        "PK7044", $"the times of '{name}' are not in order", at, "write the values in the order of their times, each with its time: FORM = 0 from 0, 1 from 168");

    public static Diagnostic NoLaterDoses(TextLocation at, double time) => new(
        "PK7045", DiagnosticSeverity.Warning, $"no dose comes at {time} or later, so this decision changes nothing", at, "let the doses go on, or decide earlier");

    public static Diagnostic NotUsed(TextLocation at, string name) => new(
        "PK7046", DiagnosticSeverity.Warning, $"the model and the regimen do not use '{name}'", at, "it is written into the data only; look at its spelling");


    public static Diagnostic UnknownLabel(TextLocation at, string label, string covariate, IReadOnlyCollection<string> labels) => Error(
        "PK7047", $"'{label}' is not a value of '{covariate}'", at,
        Suggestion.Advice(label, labels) ?? (labels.Count > 0 ? $"its labels are {List(labels)}" : "write numbers; labels are those of the model's covariates"));

    private static Diagnostic Error(string code, string message, TextLocation? at, string advice) => new(code, DiagnosticSeverity.Error, message, at, advice);

    private static string List(IEnumerable<string> words) => string.Join(", ", words);
}
