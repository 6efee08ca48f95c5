using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Language.Poppk.Syntax;

/// <summary>A section of a model text.</summary>
/// <param name="Keyword">The word that introduces it.</param>
public abstract record SectionSyntax(NameSyntax Keyword) : SyntaxNode(Keyword.Span);

/// <summary><c>model NAME</c>: what the model is called, where its data are, how it is to be estimated.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Name">The model's name, or null when it is missing.</param>
/// <param name="Items">Title, data clauses and method in the order of the text.</param>
public sealed record HeaderSyntax(NameSyntax Keyword, NameSyntax? Name, ImmutableArray<HeaderItemSyntax> Items) : SectionSyntax(Keyword);

/// <summary><c>parameters</c>: the fixed effects.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Parameters">The fixed effects.</param>
public sealed record ParametersSyntax(NameSyntax Keyword, ImmutableArray<ParameterSyntax> Parameters) : SectionSyntax(Keyword);

/// <summary><c>variability by GROUPING</c>: the random effects that share a grouping.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Grouping">The data column behind <c>by</c>, or null when it is missing.</param>
/// <param name="Within">The data column behind <c>within</c>, or null.</param>
/// <param name="Blocks">The random effects.</param>
public sealed record VariabilitySyntax(
    NameSyntax Keyword,
    NameSyntax? Grouping,
    NameSyntax? Within,
    ImmutableArray<RandomEffectSyntax> Blocks) : SectionSyntax(Keyword);

/// <summary><c>mixture NAME</c>: the classes subjects belong to.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Name">The name that stands for the class, or null when it is missing.</param>
/// <param name="Classes">The classes.</param>
public sealed record MixtureSyntax(NameSyntax Keyword, NameSyntax? Name, ImmutableArray<MixtureClassSyntax> Classes) : SectionSyntax(Keyword);

/// <summary><c>priors</c>: what is known of parameters and covariance matrices beforehand.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Priors">The priors.</param>
public sealed record PriorsSyntax(NameSyntax Keyword, ImmutableArray<PriorSyntax> Priors) : SectionSyntax(Keyword);

/// <summary><c>covariates</c>: the data columns the expressions use.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Covariates">The columns.</param>
public sealed record CovariatesSyntax(NameSyntax Keyword, ImmutableArray<CovariateSyntax> Covariates) : SectionSyntax(Keyword);

/// <summary><c>individual</c>: the individual parameters.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Definitions">The individual parameters.</param>
public sealed record IndividualSyntax(NameSyntax Keyword, ImmutableArray<DefinitionSyntax> Definitions) : SectionSyntax(Keyword);

/// <summary><c>structure</c>: how amounts follow from doses.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Statements">A closed form, equations, or nothing.</param>
public sealed record StructureSyntax(NameSyntax Keyword, ImmutableArray<StatementSyntax> Statements) : SectionSyntax(Keyword);

/// <summary><c>observations</c>: what was measured and how it is distributed.</summary>
/// <param name="Keyword">The word that introduces it.</param>
/// <param name="Statements">Definitions and distributions.</param>
public sealed record ObservationsSyntax(NameSyntax Keyword, ImmutableArray<StatementSyntax> Statements) : SectionSyntax(Keyword);
