using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>A subpopulation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Probability">The probability that a subject belongs to it, in terms of fixed effects and covariates that do not change.</param>
public sealed record MixtureClass(string Name, Expr Probability);
