using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>
/// An individual quantity phi: a number that is the same for all records of a subject. Everything that varies within a
/// subject depends on fixed effects, random effects and covariates only through phi.
/// </summary>
/// <param name="Symbol">Stands for it in the functions of the solver and the observations.</param>
/// <param name="Value">Its value in terms of fixed effects, random effects and covariates.</param>
/// <param name="Role">What it depends on.</param>
public sealed record PhiDefinition(Symbol Symbol, Expr Value, PhiRole Role);
