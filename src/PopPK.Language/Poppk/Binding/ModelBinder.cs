using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Poppk.Units;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>
/// Turns the syntax of a model into the model itself: looks up names, folds constants, checks values, and reports
/// everything that is wrong at once. Sections are bound in the order of their dependence, whatever their order in the text.
/// </summary>
public static class ModelBinder
{
    /// <summary>Binds a model.</summary>
    /// <param name="source">The text, for places in messages.</param>
    /// <param name="syntax">Its syntax.</param>
    /// <param name="diagnostics">Takes what is wrong; may hold what the parser has reported.</param>
    /// <returns>The model, or null when <paramref name="diagnostics"/> has errors.</returns>
    public static PopulationModel? Bind(SourceText source, ModelSyntax syntax, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var context = new BindingContext(source, diagnostics);
        SectionCheck.Run(context, syntax, diagnostics.HasErrors);
        var model = BindSections(context, syntax.Sections);
        if (diagnostics.HasErrors)
        {
            return null;
        }

        var structure = syntax.Sections.OfType<StructureSyntax>().FirstOrDefault();
        UsageCheck.Run(context, model, structure is null ? null : context.At(structure.Keyword));
        UnitCheck.Run(context, syntax);
        return model;
    }

    private static PopulationModel BindSections(BindingContext context, ImmutableArray<SectionSyntax> sections)
    {
        var headers = sections.OfType<HeaderSyntax>().ToImmutableArray();
        var items = headers.SelectMany(h => h.Items).ToImmutableArray();
        var header = new HeaderBinder(context);
        var declarations = new DeclarationBinder(context);
        var variability = new VariabilityBinder(context);
        var mixtures = new MixtureBinder(context);
        var structure = new StructureBinder(context);
        var definitions = sections.OfType<IndividualSyntax>().SelectMany(s => s.Definitions).ToImmutableArray();
        var structureStatements = sections.OfType<StructureSyntax>().SelectMany(s => s.Statements).ToImmutableArray();
        var observations = sections.OfType<ObservationsSyntax>().SelectMany(s => s.Statements).ToImmutableArray();
        var predictions = observations.OfType<DefinitionSyntax>().ToImmutableArray();

        var mixture = sections.OfType<MixtureSyntax>().FirstOrDefault();
        var priors = sections.OfType<PriorsSyntax>().SelectMany(s => s.Priors).ToImmutableArray();

        BoundStructure bound;

        // The initialisers run in this order: every section declares its names before the next one uses them.
        var model = new PopulationModel
        {
            Name = headers.FirstOrDefault()?.Name?.Text ?? "model",
            Title = header.Single<TitleSyntax>(items, "title")?.Title.Value,
            Data = header.BindData(items),
            Method = header.BindMethod(items),
            Time = context.Names.Time,
            Observed = context.Names.Observed,
            FixedEffects = [.. sections.OfType<ParametersSyntax>().SelectMany(s => s.Parameters).Select(declarations.BindParameter)],
            RandomEffects = [.. sections.OfType<VariabilitySyntax>().SelectMany(variability.Bind)],
            Covariates = [.. sections.OfType<CovariatesSyntax>().SelectMany(s => s.Covariates).Select(declarations.BindCovariate)],
            Mixture = mixture is null ? null : mixtures.Declare(mixture),
            Individual = BindIndividual(context, definitions, () =>
            {
                structure.Foresee(structureStatements);
                Foresee(context, predictions, NameKind.Prediction);
            }),
            Structure = (bound = structure.Bind(structureStatements)).Structure,
            CompartmentProperties = bound.Properties,
            Solver = bound.Solver,
            Predictions = BindDefinitions(context, predictions, NameKind.Prediction, BindingPlace.Observation),
            Endpoints = BindEndpoints(context, observations),
        };

        // What is about parameters, random effects or endpoints is bound when all names are known.
        var priorBinder = new PriorBinder(context, model);
        return model with
        {
            Correlations = new CorrelationBinder(context, model).Bind(observations),
            Mixture = model.Mixture is null ? null : mixtures.Bind(mixture!, model.Mixture, model),
            FixedEffectPriors = priorBinder.BindNormal(priors),
            CovariancePriors = priorBinder.BindInverseWishart(priors),
        };
    }

    private static ImmutableArray<Definition> BindIndividual(BindingContext context, ImmutableArray<DefinitionSyntax> definitions, Action foreseeLater)
    {
        Foresee(context, definitions, NameKind.Individual);
        foreseeLater();
        return BindDefinitions(context, definitions, NameKind.Individual, BindingPlace.Individual);
    }

    private static void Foresee(BindingContext context, ImmutableArray<DefinitionSyntax> definitions, NameKind kind)
    {
        foreach (var definition in definitions)
        {
            context.Names.Foresee(definition.Name, kind);
        }
    }

    private static ImmutableArray<Definition> BindDefinitions(
        BindingContext context, ImmutableArray<DefinitionSyntax> definitions, NameKind kind, BindingPlace place)
    {
        var binder = ExpressionBinder.For(context, place);
        var bound = ImmutableArray.CreateBuilder<Definition>(definitions.Length);
        foreach (var definition in definitions)
        {
            var value = binder.Bind(definition.Value);
            bound.Add(new Definition(context.Names.Declare(definition.Name, kind), value)
            {
                Unit = definition.Unit?.Value,
                Location = context.At(definition.Name),
            });
        }

        return bound.MoveToImmutable();
    }

    private static ImmutableArray<Endpoint> BindEndpoints(BindingContext context, ImmutableArray<StatementSyntax> statements)
    {
        var binder = new ObservationBinder(context);
        var observations = statements.OfType<ObservationSyntax>().ToImmutableArray();
        binder.CheckOverlap(observations);
        return [.. observations.Select(binder.Bind).OfType<Endpoint>()];
    }
}
