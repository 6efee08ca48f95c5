using System.Collections.Immutable;
using PopPK.Language.Poppk;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Regimens.Binding;

/// <summary>
/// What names mean in a regimen: the covariates of the population and, where people come from data, columns of these. One owner.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="hasSource">True when people come from data, whose columns may be used.</param>
internal sealed class RegimenNames(PopulationModel model, bool hasSource)
{
    private readonly Dictionary<string, Symbol> _known = [];
    private readonly HashSet<string> _later = [];
    private readonly HashSet<string> _courses = [];
    private readonly HashSet<string> _reported = [];
    private readonly List<PopulationColumn> _columns = [];

    /// <summary>The columns of the data that are used, in the order of their first use.</summary>
    public ImmutableArray<PopulationColumn> Columns => [.. _columns];

    /// <summary>Names that expressions have used.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>Remembers a name that is declared further down.</summary>
    /// <param name="name">The name.</param>
    public void Foresee(string name) => _later.Add(name);

    /// <summary>Remembers a column whose values change in time.</summary>
    /// <param name="name">Its name.</param>
    public void AddCourse(string name) => _courses.Add(name);

    /// <summary>Declares a covariate of the population; the model's own symbol stands for one the model knows.</summary>
    /// <param name="name">Its name.</param>
    public Symbol Declare(string name)
    {
        _later.Remove(name);
        return _known[name] = SymbolOf(name);
    }

    /// <summary>True for a covariate the population has.</summary>
    /// <param name="name">Its name.</param>
    public bool IsKnown(string name) => _known.ContainsKey(name);

    /// <summary>Takes a column from the data people come from.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="location">What needs it.</param>
    public Symbol TakeColumn(string name, DiagnosticLocation? location)
    {
        var symbol = Declare(name);
        _columns.Add(new PopulationColumn(symbol, location));
        return symbol;
    }

    /// <summary>Makes the context of a text; labels of the model's covariates are known there.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public BindingContext ContextOf(SourceText source, DiagnosticBag diagnostics)
    {
        var context = new BindingContext(source, diagnostics);
        foreach (var covariate in model.Covariates.Where(c => !c.Categories.IsEmpty))
        {
            context.Names.SetCategories(covariate.Name, covariate.Categories);
        }

        return context;
    }

    /// <summary>Makes a binder of expressions of covariates.</summary>
    /// <param name="context">The text.</param>
    /// <param name="own">Names that only these expressions know.</param>
    public ExpressionBinder BinderFor(BindingContext context, params ImmutableArray<(string Name, Symbol Symbol)> own) =>
        new(context, name => Resolve(context, name, own));

    /// <summary>The value a label of a covariate stands for, or null.</summary>
    /// <param name="covariate">The covariate's name.</param>
    /// <param name="label">The label.</param>
    public double? ValueOfLabel(string covariate, string label)
    {
        var categories = model.Covariates.FirstOrDefault(c => c.Name == covariate)?.Categories ?? ImmutableSortedDictionary<double, string>.Empty;
        foreach (var (value, text) in categories)
        {
            if (text == label)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The labels of a covariate.</summary>
    /// <param name="covariate">The covariate's name.</param>
    public ImmutableArray<string> LabelsOf(string covariate) => [.. model.Covariates.Where(c => c.Name == covariate).SelectMany(c => c.Categories.Values)];

    private Expr Resolve(BindingContext context, NameSyntax name, ImmutableArray<(string Name, Symbol Symbol)> own)
    {
        Used.Add(name.Text);
        if (own.FirstOrDefault(o => o.Name == name.Text) is { Symbol: { } special })
        {
            return special;
        }

        if (_known.TryGetValue(name.Text, out var known))
        {
            return known;
        }

        var problem = Problem(context, name);
        if (problem is null)
        {
            return TakeColumn(name.Text, context.At(name));
        }

        if (_reported.Add(name.Text))
        {
            context.Report(problem);
        }

        return new Symbol(name.Text);
    }

    // Why a name has no value for a person; null when the data people come from may have it.
    private Diagnostic? Problem(BindingContext context, NameSyntax name)
    {
        var at = context.At(name);
        return _later.Contains(name.Text) ? RegimenDiagnostics.UsedBeforeDefinition(at, name.Text)
            : _courses.Contains(name.Text) ? RegimenDiagnostics.ChangesInTime(at, name.Text)
            : IsOfObservations(name.Text) ? RegimenDiagnostics.FollowsFromSamples(at, name.Text)
            : KindOf(name.Text) is { } kind ? RegimenDiagnostics.NotForRegimens(at, name.Text, kind)
            : model.Covariates.Any(c => c.Name == name.Text) && !hasSource ? RegimenDiagnostics.Lacking(at, [name.Text], "the population")
            : hasSource ? null
            : RegimenDiagnostics.UnknownName(at, name.Text, Suggestion.Nearest(name.Text, [.. _known.Keys, .. model.Covariates.Select(c => c.Name)]));
    }

    private bool IsOfObservations(string name) =>
        ColumnNeeds.Of(model).Any(n => n.Name == name && (n.Need is ColumnNeed.Endpoint or ColumnNeed.CensoringFlag or ColumnNeed.CensoringEnd));

    private string? KindOf(string name) =>
        Vocabulary.Time.Contains(name) ? "the time"
        : name == "dose" ? "the dose that a titration changes"
        : ColumnNeeds.IsStandard(name) ? "a column with a meaning of its own"
        : model.FixedEffects.Any(f => f.Name == name) ? "a parameter of the model"
        : model.RandomEffects.Any(b => b.Effects.Any(e => e.Symbol.Name == name)) ? "a random effect of the model"
        : model.Individual.Concat(model.Predictions).Any(d => d.Symbol.Name == name) ? "a definition of the model"
        : model.Structure.Compartments.Any(c => c.Name == name) ? "an amount of the model"
        : null;

    private Symbol SymbolOf(string name) => model.Covariates.FirstOrDefault(c => c.Name == name)?.Symbol ?? new Symbol(name);
}
