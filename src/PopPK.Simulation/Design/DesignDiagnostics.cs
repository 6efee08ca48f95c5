using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>What can be wrong with a regimen once there are people: PK706x and PK707x.</summary>
internal static class DesignDiagnostics
{
    public static Diagnostic NoSource() => Error(
        "PK7060", "people are to be taken from the model's own data, but there are none", null, "name a file: from \"people.csv\", or say where covariates come from");

    public static Diagnostic MissingColumn(DiagnosticLocation? at, string column, string file, IEnumerable<string> columns) => Error(
        "PK7061", $"the data {file}, from which people are taken, have no column '{column}'", at,
        Suggestion.Advice(column, columns) ?? $"the columns are {string.Join(", ", columns)}; or say where it comes from: {column} ~ lognormal(median, sd)");

    public static Diagnostic MissingValue(string file, int row, string column, string id, int others) => Error(
        "PK7062", $"subject {id}, from whom people are taken, has no {column} in its first record{Others(others, "subject")}",
        new CellLocation(file, row, column, null), "complete the data, or leave these subjects out of the file");

    public static Diagnostic TooFewPeople(DiagnosticLocation? at, string arm, int wanted, int available) => Error(
        "PK7063", $"'{arm}' has {wanted} people, but there are {available} in the data", at, "say how many people take part: population 500; then they are drawn from the data");

    public static Diagnostic BadParameter(DiagnosticLocation? at, string covariate, string what, double value, int person, int others) => Error(
        "PK7064", $"{what} of {covariate} is {value:G6} for person {person}{Others(others, "person", "people")}", at, "look at the covariates it is made of");

    public static Diagnostic NothingLeft(DiagnosticLocation? at, string covariate, double lower, double upper, int person, int others) => Error(
        "PK7065", $"{covariate} is never between {lower:G6} and {upper:G6} for person {person}{Others(others, "person", "people")}", at, "make the range larger, or look at the distribution");

    public static Diagnostic BadValue(DiagnosticLocation? at, string covariate, double value, int person, int others) => Error(
        "PK7066", $"{covariate} is {value:G6} for person {person}{Others(others, "person", "people")}, which the model does not know", at, "look at the categories of the model, and at what the value is made of");

    public static Diagnostic BadDose(DiagnosticLocation? at, string what, double value, int person, int others) => Error(
        "PK7067", $"the {what} is {value:G6} for person {person}{Others(others, "person", "people")}", at,
        what == "dose" ? "doses are 0 or more; limit them: max(0, ...)" : "it must be above 0");

    public static Diagnostic EndpointNotReached(DiagnosticLocation? at, string endpoint) => Error(
        "PK7068", $"no values of data columns were found that make a record an observation of {endpoint}", at,
        "the conditions of endpoints compare columns with numbers and exclude each other: DV[DVID == 1] ~ ...");

    public static Diagnostic TitrationOfCarried(DiagnosticLocation? at) => Error(
        "PK7069", "doses cannot be titrated in a model that carries values from record to record", at, "its columns follow from the doses that were planned");

    public static Diagnostic TooManyRecords(string arm, int limit) => Error(
        "PK7070", $"'{arm}' would have more than {limit} records per person", null, "sample at fewer times, and write doses with an interval");

    public static Diagnostic NameTaken(string column) => Error(
        "PK7071", $"two columns of the simulated data are called '{column}'", null, "upper and lower case are one name in data; rename one of the covariates");

    public static Diagnostic TitratedFromNothing(DiagnosticLocation? at, string arm) => Error(
        "PK7072", $"these doses are 0 for everybody in '{arm}', whose doses are titrated", at, "begin with a dose above 0: a titration changes doses that are there");

    public static Diagnostic TooManyDoses(DiagnosticLocation? at, int limit) => Error(
        "PK7073", $"these are more than {limit} doses", at, "look at the interval, in the unit of time of the model, and at how long the series goes on");

    public static Diagnostic TooManyPeople(double count, int limit) => Error(
        "PK7074", $"the trial would have {count:G4} records, and more than {limit} are not held in memory at a time", null,
        "simulate fewer people in several --replicates, which need no more memory than one, or sample at fewer times");

    private static Diagnostic Error(string code, string message, DiagnosticLocation? at, string advice) => new(code, DiagnosticSeverity.Error, message, at, advice);

    private static string Others(int count, string one, string? many = null) => count switch
    {
        0 => "",
        1 => $" and one other {one}",
        _ => $" and {count} other {many ?? one + "s"}",
    };
}
