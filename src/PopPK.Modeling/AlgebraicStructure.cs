namespace PopPK.Modeling;

/// <summary>No compartments: predictions are expressions of time, covariates and individual parameters.</summary>
public sealed record AlgebraicStructure() : StructuralModel([]);
