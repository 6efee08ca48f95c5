using System.Collections.Immutable;
using PopPK.Symbolics;

namespace PopPK.Modeling;

/// <summary>
/// What a population model is, independent of the language it was written in: fixed effects, random effects,
/// covariates, the individual parameters made of them, a structure that turns doses into amounts, and the
/// distribution of what was observed. Immutable; safe to share between threads.
/// </summary>
/// <remarks>
/// All expressions refer to the symbols declared here: <see cref="FixedEffect.Symbol"/>, <see cref="RandomEffect.Symbol"/>,
/// <see cref="Covariate.Symbol"/>, <see cref="Definition.Symbol"/>, <see cref="Compartment.Amount"/>, <see cref="Time"/>.
/// </remarks>
public sealed record PopulationModel
{
    /// <summary>The model's name; used for result folders.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Where the model's own data are, or null.</summary>
    public DataReference? Data { get; init; }

    /// <summary>Fixed effects (theta) in the order of declaration.</summary>
    public required ImmutableArray<FixedEffect> FixedEffects { get; init; }

    /// <summary>Blocks of random effects in the order of declaration; their effects, joined, are eta.</summary>
    public required ImmutableArray<RandomEffectBlock> RandomEffects { get; init; }

    /// <summary>Data columns the expressions use.</summary>
    public required ImmutableArray<Covariate> Covariates { get; init; }

    /// <summary>Columns made from the data record by record; a covariate of that name stands for one in expressions.</summary>
    public ImmutableArray<CarriedColumn> CarriedColumns { get; init; } = [];

    /// <summary>
    /// Stands for a column that is not in the data file: 0 at the first record of the data, 1 at the first record of every other subject,
    /// 2 elsewhere. Null when nothing uses it.
    /// </summary>
    public Symbol? RecordPosition { get; init; }

    /// <summary>Individual parameters; each may use fixed and random effects, covariates and earlier definitions.</summary>
    public required ImmutableArray<Definition> Individual { get; init; }

    /// <summary>How amounts follow from doses.</summary>
    public required StructuralModel Structure { get; init; }

    /// <summary>Position in the structure, from 0, of the compartment that receives doses whose records name none.</summary>
    public int DefaultDoseCompartment { get; init; }

    /// <summary>Lags, bioavailabilities, rates, durations and initial amounts; at most one of a kind per compartment.</summary>
    public ImmutableArray<CompartmentProperty> CompartmentProperties { get; init; } = [];

    /// <summary>What the model asks of the integration of its equations.</summary>
    public SolverSettings Solver { get; init; } = SolverSettings.Default;

    /// <summary>Quantities defined beside the observations; each may use everything, amounts and time too.</summary>
    public required ImmutableArray<Definition> Predictions { get; init; }

    /// <summary>Distributions of the observations; at least one.</summary>
    public required ImmutableArray<Endpoint> Endpoints { get; init; }

    /// <summary>Correlations between the residuals of endpoints.</summary>
    public ImmutableArray<ResidualCorrelation> Correlations { get; init; } = [];

    /// <summary>The subpopulations, or null when there is one population.</summary>
    public Mixture? Mixture { get; init; }

    /// <summary>Priors of fixed effects; a fixed effect stands in one at most.</summary>
    public ImmutableArray<NormalPrior> FixedEffectPriors { get; init; } = [];

    /// <summary>Priors of covariance matrices of random effects; a block has one at most.</summary>
    public ImmutableArray<InverseWishartPrior> CovariancePriors { get; init; } = [];

    /// <summary>Time since the subject's time zero, in the unit of the data.</summary>
    public required Symbol Time { get; init; }

    /// <summary>The observed value DV of a record, for likelihoods that are written out.</summary>
    public Symbol Observed { get; init; } = new("DV");

    /// <summary>The estimation methods the model asks for, one after the other: lower case, separated by commas (<c>fo,focei</c>, <c>agq(5)</c>); or null.</summary>
    public string? Method { get; init; }
}
