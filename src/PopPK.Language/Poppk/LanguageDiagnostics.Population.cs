using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>PK17xx: what is wrong with mixtures and priors.</summary>
internal static partial class LanguageDiagnostics
{
    public static Diagnostic ProbabilityNeedsParameters(TextLocation at, string name, string kind) => Error(
        "PK1705", $"the {kind} '{name}' cannot be part of the probability of a class", at,
        "a subject belongs to a class before anything of it is known: use numbers, parameters and constant covariates");

    public static Diagnostic TooFewClasses(TextLocation at, string name, int count) => Error(
        "PK1701", $"the mixture '{name}' has {(count == 0 ? "no class" : "one class")}", at,
        "write two or more, each with its probability: slow = pslow and, in the next line, fast = rest");

    public static Diagnostic SecondRest(TextLocation at, int line) => Error(
        "PK1702", $"a second class has the rest; the first is in line {line}", at, "give all classes but one a probability");

    public static Diagnostic ImpossibleProbability(TextLocation at, string name, double value) => Error(
        "PK1703", $"the probability of '{name}' is {value} at the initial estimates", at,
        "probabilities lie between 0 and 1, both excluded; bounds keep a parameter there: pslow = 0.3 in (0, 1)");

    public static Diagnostic ProbabilitiesDoNotAddUp(TextLocation at, string name, double sum) => Error(
        "PK1704", $"the probabilities of '{name}' add up to {sum:0.######} at the initial estimates", at, "they must add up to 1: write 'rest' for one of them");

    public static Diagnostic ProbabilityNeedsConstants(TextLocation at, string name) => Error(
        "PK1706", $"the covariate '{name}' may change in time and cannot be part of the probability of a class", at,
        $"a subject stays in its class; declare '{name} constant' under 'covariates' to use the value of the first record");

    public static Diagnostic UnknownPrior(TextLocation at, string name, string? suggestion) => Error(
        "PK1710", $"'{name}' is not the distribution of a prior", at,
        suggestion is null ? "'normal' is for parameters, 'inverse_wishart' for the covariance matrix of random effects" : DidYouMean(suggestion));

    public static Diagnostic PriorOfOther(TextLocation at, string name, string kind, bool isNormal) => Error(
        "PK1711", isNormal ? $"the {kind} '{name}' cannot have a normal prior" : $"the {kind} '{name}' cannot have an inverse Wishart prior", at,
        isNormal
            ? "'normal' is for parameters; for the variance of random effects write: eta_cl ~ inverse_wishart(0.3, 20)"
            : "'inverse_wishart' is for the covariance matrix of random effects; for parameters write: tvcl ~ normal(5, sd 1)");

    public static Diagnostic PriorOfFixed(TextLocation at, string what) => Error(
        "PK1712", $"{what} fixed and has no use for a prior", at, "remove 'fixed' or the prior");

    public static Diagnostic SecondPrior(TextLocation at, string name, int line) => Error(
        "PK1713", $"'{name}' already has a prior (line {line})", at, "keep one of them");

    public static Diagnostic WrongPriorMeans(TextLocation at, int means, int names) => Error(
        "PK1714", $"{Count(means, "mean")} for {Count(names, "parameter")}", at, "write one for each parameter, in their order: normal([5, 50], ...)");

    public static Diagnostic InfinitePriorMean(TextLocation at) => Error(
        "PK1715", "a prior mean is infinite", at, "write a number; a parameter without a prior is written without one");

    public static Diagnostic PriorOfNoBlock(TextLocation at, string block) => Error(
        "PK1716", "these random effects are not one block", at,
        $"a prior is of a whole covariance matrix: name all effects of a block in its order; this one is {block}");

    public static Diagnostic PriorOfSharedMatrix(TextLocation at, string block, string owner) => Error(
        "PK1717", $"{block} and {owner} share a covariance matrix", at, $"give its prior to those that are declared first: {owner} ~ inverse_wishart(...)");

    public static Diagnostic WishartDegreesOfFreedom(TextLocation at, double value, int size) => Error(
        "PK1718", double.IsFinite(value) ? $"the degrees of freedom {value} are too few for {Count(size, "random effect")}" : $"the degrees of freedom are {value}", at,
        $"write a number above {size - 1}; about as many as the subjects the prior knowledge comes from");
}
