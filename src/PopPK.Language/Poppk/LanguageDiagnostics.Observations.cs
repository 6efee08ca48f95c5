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

    public static Diagnostic DistributionNotSupported(TextLocation at, string name) => Error(
        "PK1602", $"the distribution '{name}' is not supported yet", at, $"supported are {List(DistributionForm.Names)}");
}
