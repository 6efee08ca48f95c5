using PopPK.Text;

namespace PopPK.Language.Poppk;

/// <summary>PK17xx: what is wrong with mixtures and priors.</summary>
internal static partial class LanguageDiagnostics
{
    public static Diagnostic ProbabilityNeedsParameters(TextLocation at, string name, string kind) => Error(
        "PK1705", $"the {kind} '{name}' cannot be part of the probability of a class", at,
        "a subject belongs to a class before anything of it is known: use numbers, parameters and constant covariates");
}
