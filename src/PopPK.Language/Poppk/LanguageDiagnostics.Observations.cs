using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>PK15xx and PK16xx: what is wrong with the section <c>observations</c>.</summary>
internal static partial class LanguageDiagnostics
{
    public static Diagnostic TargetNotDv(TextLocation at, string name) => Error(
        "PK1501", $"observations are in the column DV, found '{name}'", at,
        "write: DV ~ normal(mean, sd); for several kinds of observations DV[DVID == 2] ~ ...; for another column add 'rename DV = COLUMN' to the data");

    public static Diagnostic UnknownDistribution(TextLocation at, string name, string? suggestion) => Error(
        "PK1502", $"'{name}' is not a distribution", at, suggestion is null ? $"distributions are {List(DistributionForm.Names)}" : DidYouMean(suggestion));

    public static Diagnostic DistributionArgument(TextLocation at, string name, string form, bool isRepeated) => Error(
        "PK1503", isRepeated ? $"the argument '{name}' is given twice" : $"there is no argument '{name}'", at, $"write: {form}");

    public static Diagnostic DistributionArgumentCount(TextLocation at, int found, string form) => Error(
        "PK1504", $"this distribution is given {Count(found, "argument")}", at, $"write: {form}");

    public static Diagnostic EndpointsOverlap(TextLocation at) => Error(
        "PK1505", "this statement describes all observations, but there are other statements about them", at,
        "say which observations each of them describes: DV[DVID == 1] ~ ..., DV[DVID == 2] ~ ...");

    public static Diagnostic SelectorNeedsCovariates(TextLocation at, string name, string kind) => Error(
        "PK1506", $"the {kind} '{name}' cannot tell observations apart", at, "compare data columns that are declared under 'covariates': DV[DVID == 2]");

    public static Diagnostic DistributionBounds(TextLocation at, string name, double lower, double upper) => Error(
        "PK1507", $"the lower bound {lower} of '{name}' is not below its upper bound {upper}", at,
        $"observations lie between the two; write the smaller one first: {DistributionForm.Find(name)!.Form}");

    public static Diagnostic StudentDegreesOfFreedom(TextLocation at, double value) => Error(
        "PK1508", $"the degrees of freedom {value} are not positive", at,
        "give a positive number; the smaller it is, the heavier are the tails: student_t(mean, scale, df)");

    public static Diagnostic ObservedNotAllowed(TextLocation at) => Error(
        "PK1509", "the observed value DV is used outside of a likelihood", at,
        "predictions do not know it; it may stand in DV ~ loglikelihood(expression) only");

    public static Diagnostic CensoringWithoutCondition(TextLocation at) => Error(
        "PK1511", "this does not say which observations are censored", at,
        "a data column tells: censored by CENS; or limits do: censored below LLOQ, censored above ULOQ");

    public static Diagnostic UnknownCensoringMethod(TextLocation at, string name) => Error(
        "PK1512", $"'{name}' is not a way to use censored observations", at,
        "m1 leaves them out, m3 takes their probability, m4 their probability given that observations are positive");

    public static Diagnostic LimitNeedsCovariates(TextLocation at, string name, string kind) => Error(
        "PK1513", $"the {kind} '{name}' cannot tell what is censored", at,
        "use numbers and data columns declared under 'covariates': what is censored is known before anything is estimated");

    public static Diagnostic LimitsReversed(TextLocation at, double lower, double upper) => Error(
        "PK1514", $"the limit {lower} below which observations are censored is not below the limit {upper} above which they are", at,
        "write the smaller number behind 'below'");

    public static Diagnostic CensoringNeedsNormal(TextLocation at, string method, string distribution) => Error(
        "PK1515", $"'{method}' needs the probability beyond a limit, which '{distribution}' does not give", at,
        distribution == "loglikelihood"
            ? "write it into the likelihood: loglikelihood(if (CENS == 1) ... else ...); or leave censored observations out with 'using m1'"
            : "use 'normal' or one of its transforms, or leave censored observations out with 'using m1'");

    public static Diagnostic PositiveNeedsNormal(TextLocation at, string distribution) => Error(
        "PK1516", $"'m4' cannot be used with '{distribution}'", at,
        "m4 is about negative observations of an untransformed normal distribution; where there are none, or for transformed ones, use m3");

    public static Diagnostic PositiveNeedsLowerLimit(TextLocation at) => Error(
        "PK1517", "'m4' needs observations below a limit", at,
        "it takes them for lying between 0 and the limit: add 'below LLOQ' or 'by CENS', or use m3");

    public static Diagnostic IntervalNotUsed(TextLocation at, string method) => Error(
        "PK1518", $"'{method}' has no use for an interval", at,
        method == "m1" ? "it leaves censored observations out; remove 'interval', or use m3" : "its interval begins at 0; remove 'interval', or use m3");

    public static Diagnostic CorrelationOfOther(TextLocation at) => Error(
        "PK1521", "a correlation is one of two endpoints", at, "name them: correlation(cp, effect) = rho; an endpoint is called like its mean");

    public static Diagnostic UnknownEndpoint(TextLocation at, string name, ImmutableArray<string> names) => Error(
        "PK1522", $"'{name}' is not an endpoint", at, Suggestion.Advice(name, names) ?? (names.IsEmpty
            ? "an endpoint is called like its mean: define it, cp = central/v, and write DV ~ normal(cp, sd)"
            : $"endpoints are {List(names)}; they are called like their means"));

    public static Diagnostic AmbiguousEndpoint(TextLocation at, string name, ImmutableArray<int> positions) => Error(
        "PK1523", $"{positions.Length} endpoints are called '{name}'", at,
        $"give their means different names, or the places of the two statements among the distributions: '{name}' are {List(positions.Select(p => p.ToString()))}");

    public static Diagnostic CorrelationWithItself(TextLocation at, string name) => Error(
        "PK1524", $"'{name}' is correlated with itself", at, "name two different endpoints");

    public static Diagnostic CorrelationTwice(TextLocation at, string first, string second, int line) => Error(
        "PK1525", $"the correlation of '{first}' and '{second}' is already given in line {line}", at, "keep one of them");

    public static Diagnostic CorrelationNeedsNormal(TextLocation at, string name) => Error(
        "PK1526", $"the endpoint '{name}' has no normal residual that could be correlated", at,
        "correlations are between normal distributions, transformed or not; use one, or remove the statement");

    public static Diagnostic CorrelationNeedsParameters(TextLocation at, string name, string kind) => Error(
        "PK1527", $"the {kind} '{name}' cannot be part of a correlation of residuals", at, "use numbers and parameters: correlation(cp, effect) = rho");

    public static Diagnostic CorrelationOutsideRange(TextLocation at, double value, bool isNumber) => Error(
        "PK1528", isNumber ? $"the correlation {value} is not between -1 and 1" : $"the correlation starts at {value}, which is not between -1 and 1", at,
        isNumber ? "write a number between -1 and 1, both excluded" : "change the initial estimates; bounds keep a parameter there: rho = 0.3 in (-1, 1)");

    public static Diagnostic DistributionNotSupported(TextLocation at, string name) => Error(
        "PK1602", $"the distribution '{name}' is not supported yet", at, $"supported are {List(DistributionForm.Names)}");
}
