using System.Collections.Immutable;
using PopPK.Modeling;

namespace PopPK.Language.Poppk;

/// <summary>The words of the language that have a meaning of their own.</summary>
internal static class Vocabulary
{
    /// <summary>Words that introduce sections, in the order they are usually written.</summary>
    public static ImmutableArray<string> Sections { get; } =
        ["model", "parameters", "variability", "priors", "mixture", "covariates", "individual", "structure", "observations"];

    /// <summary>Words that introduce the clauses of the model section.</summary>
    public static ImmutableArray<string> HeaderClauses { get; } = ["data", "where", "drop", "rename", "method"];

    /// <summary>Words of expressions; they cannot name anything else.</summary>
    public static ImmutableArray<string> ExpressionWords { get; } = ["if", "else", "and", "or", "not"];

    /// <summary>Names of the time.</summary>
    public static ImmutableArray<string> Time { get; } = ["TIME", "t"];

    /// <summary>Columns of a data file that have a meaning of their own.</summary>
    public static ImmutableArray<string> StandardColumns { get; } =
        ["ID", "TIME", "DV", "AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS"];

    /// <summary>Those of them that may be covariates too, such as CMT in a condition of an endpoint.</summary>
    public static ImmutableArray<string> ColumnsAsCovariates { get; } = ["AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS"];

    /// <summary>Estimation methods a model may ask for.</summary>
    public static ImmutableArray<string> Methods { get; } =
        ["focei", "foce", "fo", "fo-interaction", "laplace", "laplace-nointer", "agq", "saem", "imp"];

    /// <summary>The method that may be followed by its number of nodes.</summary>
    public const string Quadrature = "agq";

    /// <summary>The largest number of nodes per random effect.</summary>
    public const int MostNodes = 100;

    /// <summary>Properties of compartments.</summary>
    public static WordTable<CompartmentPropertyKind> CompartmentProperties { get; } = new(
        ("lag", CompartmentPropertyKind.Lag),
        ("bioavailability", CompartmentPropertyKind.Bioavailability),
        ("rate", CompartmentPropertyKind.Rate),
        ("duration", CompartmentPropertyKind.Duration),
        ("initial", CompartmentPropertyKind.InitialAmount));

    /// <summary>Words that say which value of a covariate holds between two records; the first is the default.</summary>
    public static WordTable<CovariateInterpolation> Interpolations { get; } = new(
        ("nocb", CovariateInterpolation.NextCarriedBackward),
        ("locf", CovariateInterpolation.LastCarriedForward),
        ("linear", CovariateInterpolation.Linear),
        ("constant", CovariateInterpolation.Constant));

    /// <summary>Methods of integration; the first is the default.</summary>
    public static WordTable<OdeMethod> SolverMethods { get; } = new(
        ("automatic", OdeMethod.Automatic),
        ("nonstiff", OdeMethod.NonStiff),
        ("stiff", OdeMethod.Stiff));

    /// <summary>Tolerances of the integration: of a step relative to the amounts, of a step near zero, of the steady state.</summary>
    public static ImmutableArray<string> SolverTolerances { get; } = ["rtol", "atol", "sstol"];

    /// <summary>Words that introduce what is said about censoring.</summary>
    public static ImmutableArray<string> CensoringClauses { get; } = ["by", "below", "above", "interval", "using"];

    /// <summary>Words a line may begin with that goes on with a distribution.</summary>
    public static ImmutableArray<string> CensoringWords { get; } = ["censored", .. CensoringClauses];

    /// <summary>What censored observations contribute; Beal's names.</summary>
    public static WordTable<CensoringMethod> CensoringMethods { get; } = new(
        ("m1", CensoringMethod.Discard),
        ("m3", CensoringMethod.Probability),
        ("m4", CensoringMethod.ProbabilityGivenPositive));

    /// <summary>Distributions of priors.</summary>
    public static ImmutableArray<string> Priors { get; } = ["normal", "inverse_wishart"];

    /// <summary>Distributions the language will have; none can be used yet.</summary>
    public static ImmutableArray<string> PlannedDistributions { get; } =
        ["poisson", "negative_binomial", "bernoulli", "binomial", "categorical", "event"];

    /// <summary>True when a name cannot be declared because the language uses it itself.</summary>
    /// <param name="name">The name.</param>
    public static bool IsReserved(string name) =>
        ExpressionWords.Contains(name) || Time.Contains(name) || name is "in" or "fixed" or "inf";
}
