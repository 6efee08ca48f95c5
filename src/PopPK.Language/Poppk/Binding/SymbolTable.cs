using System.Collections.Immutable;
using PopPK.Language.Poppk.Lexing;
using PopPK.Language.Poppk.Syntax;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>
/// The names of a model. All kinds of names share one space, so that a name means the same in every section.
/// A name that is unknown or used in the wrong place is reported once and stands for itself from then on.
/// </summary>
/// <param name="source">The text.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class SymbolTable(SourceText source, DiagnosticBag diagnostics)
{
    private readonly Dictionary<string, DeclaredName> _declared = [];
    private readonly Dictionary<string, (NameSyntax Syntax, NameKind Kind)> _foreseen = [];
    private readonly Dictionary<string, ImmutableSortedDictionary<double, string>> _categories = [];
    private readonly HashSet<(string Name, string Code)> _reported = [];

    /// <summary>Stands for the time in all expressions.</summary>
    public Symbol Time { get; } = new("TIME");

    /// <summary>Stands for the observed value of a record in likelihoods.</summary>
    public Symbol Observed { get; } = new("DV");

    /// <summary>Every declared name in the order of declaration.</summary>
    public IEnumerable<DeclaredName> Declared => _declared.Values;

    /// <summary>Declares a name; reports a name that is taken or reserved.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it stands for.</param>
    /// <param name="value">What expressions get instead of the name, or null for its symbol.</param>
    /// <returns>The symbol that stands for it.</returns>
    public Symbol Declare(NameSyntax name, NameKind kind, Expr? value = null)
    {
        var symbol = new Symbol(name.Text);
        var isStandardColumn = kind == NameKind.Covariate
            ? Vocabulary.StandardColumns.Contains(name.Text, StringComparer.OrdinalIgnoreCase) && !Vocabulary.ColumnsAsCovariates.Contains(name.Text)
            : Vocabulary.StandardColumns.Contains(name.Text);
        if (isStandardColumn)
        {
            diagnostics.Add(LanguageDiagnostics.StandardColumnDeclared(At(name), name.Text));
        }
        else if (Vocabulary.IsReserved(name.Text))
        {
            diagnostics.Add(LanguageDiagnostics.ReservedName(At(name), name.Text));
        }
        else if (FunctionTable.Names.Contains(name.Text))
        {
            diagnostics.Add(LanguageDiagnostics.FunctionNameDeclared(At(name), name.Text));
        }

        if (_declared.TryGetValue(name.Text, out var earlier))
        {
            diagnostics.Add(kind == NameKind.Compartment && source.TextOf(name.Span) is var written && written != name.Text
                ? LanguageDiagnostics.CompartmentNameTaken(At(name), written, name.Text, Describe(earlier.Kind), LineOf(earlier.Syntax))
                : LanguageDiagnostics.DuplicateName(At(name), name.Text, Describe(earlier.Kind), LineOf(earlier.Syntax)));
            return symbol;
        }

        _declared.Add(name.Text, new DeclaredName(name, kind, value ?? symbol));
        _foreseen.Remove(name.Text);
        return symbol;
    }

    /// <summary>Remembers that a name is declared further down, for better messages.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it will stand for.</param>
    public void Foresee(NameSyntax name, NameKind kind)
    {
        // A declared name needs no foresight: a closed form foresees compartments it may not have.
        if (!_declared.ContainsKey(name.Text))
        {
            _foreseen.TryAdd(name.Text, (name, kind));
        }
    }

    /// <summary>Remembers the labels of a categorical covariate.</summary>
    /// <param name="covariate">The covariate's name.</param>
    /// <param name="categories">Values and labels.</param>
    public void SetCategories(string covariate, ImmutableSortedDictionary<double, string> categories) =>
        _categories.TryAdd(covariate, categories);

    /// <summary>The labels of a covariate, or null when it has none.</summary>
    /// <param name="covariate">The covariate's name.</param>
    public ImmutableSortedDictionary<double, string>? CategoriesOf(string covariate) => _categories.GetValueOrDefault(covariate);

    /// <summary>True when a name is declared.</summary>
    /// <param name="name">The name.</param>
    public bool IsDeclared(string name) => _declared.ContainsKey(name);

    /// <summary>A declared name, or null; it does not count as used.</summary>
    /// <param name="name">The name.</param>
    public DeclaredName? Find(string name) => _declared.GetValueOrDefault(name);

    /// <summary>What a name stands for in an expression; reports a name that cannot be used there.</summary>
    /// <param name="name">The name.</param>
    /// <param name="place">Where the expression stands.</param>
    public Expr Resolve(NameSyntax name, BindingPlace place)
    {
        if (_declared.TryGetValue(name.Text, out var declared))
        {
            declared.IsUsed = true;
            CheckPlace(name, declared, place);
            return declared.Value;
        }

        if (Vocabulary.Time.Contains(name.Text))
        {
            if (KindsAllowedIn(place) is not null)
            {
                ReportOnce(name, NotAllowed(name, "time", place));
            }
            else if (IsTimeless(place))
            {
                ReportOnce(name, LanguageDiagnostics.TimeNotAllowed(At(name), Describe(place)));
            }

            return Time;
        }

        if (name.Text == Observed.Name && place == BindingPlace.Likelihood)
        {
            return Observed;
        }

        // Letters that are not plain have been reported with their token.
        if (LookAlikes.IsPlain(name.Text))
        {
            ReportOnce(name, Explain(name, place));
        }

        return new Symbol(name.Text);
    }

    /// <summary>
    /// Ends the wait for names that were foreseen in the section structure: without a usable structure its names
    /// are declared without a word, so that their uses are not reported too; otherwise they are forgotten.
    /// </summary>
    /// <param name="isUsable">True when the structure could be bound.</param>
    public void SettleForeseen(bool isUsable)
    {
        foreach (var (text, (syntax, kind)) in _foreseen.Where(f => f.Value.Kind == NameKind.Compartment).ToList())
        {
            _foreseen.Remove(text);
            if (!isUsable)
            {
                _declared.Add(text, new DeclaredName(syntax, kind, new Symbol(text)));
            }
        }
    }

    /// <summary>What a kind of name is called in messages.</summary>
    /// <param name="kind">The kind.</param>
    public static string Describe(NameKind kind) => kind switch
    {
        NameKind.Parameter => "parameter",
        NameKind.RandomEffect => "random effect",
        NameKind.Covariate => "covariate",
        NameKind.Compartment => "compartment",
        NameKind.Mixture => "mixture",
        _ => "definition",
    };

    private void CheckPlace(NameSyntax name, DeclaredName declared, BindingPlace place)
    {
        if (KindsAllowedIn(place) is { } allowed && !allowed.Contains(declared.Kind))
        {
            ReportOnce(name, NotAllowed(name, Describe(declared.Kind), place));
        }
        else if (declared.Kind == NameKind.Compartment && IsTimeless(place))
        {
            ReportOnce(name, LanguageDiagnostics.AmountNotAllowed(At(name), name.Text, Describe(place)));
        }
        else if (declared.Kind == NameKind.StructureDefinition && IsTimeless(place) && ChangingPartOf(declared.Value) is { } part)
        {
            ReportOnce(name, LanguageDiagnostics.ChangesInTime(At(name), name.Text, part, Describe(place)));
        }
    }

    // What makes an abbreviation of the section structure change in time: the first amount in it, or the time.
    private string? ChangingPartOf(Expr value) => SymbolsOf.Expression(value)
        .Where(s => s == Time || (_declared.TryGetValue(s.Name, out var named) && named.Kind == NameKind.Compartment))
        .Select(s => s.Name)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool IsTimeless(BindingPlace place) =>
        place is BindingPlace.Individual or BindingPlace.ClosedForm or BindingPlace.Property;

    // The few kinds of names a place has use for; null: all but the exceptions that are checked one by one.
    private static ImmutableArray<NameKind>? KindsAllowedIn(BindingPlace place) => place switch
    {
        BindingPlace.Selector or BindingPlace.Limit => [NameKind.Covariate],
        BindingPlace.Correlation => [NameKind.Parameter],
        BindingPlace.Probability => [NameKind.Parameter, NameKind.Covariate],
        _ => null,
    };

    private Diagnostic NotAllowed(NameSyntax name, string kind, BindingPlace place) => place switch
    {
        BindingPlace.Selector => LanguageDiagnostics.SelectorNeedsCovariates(At(name), name.Text, kind),
        BindingPlace.Limit => LanguageDiagnostics.LimitNeedsCovariates(At(name), name.Text, kind),
        BindingPlace.Correlation => LanguageDiagnostics.CorrelationNeedsParameters(At(name), name.Text, kind),
        _ => LanguageDiagnostics.ProbabilityNeedsParameters(At(name), name.Text, kind),
    };

    private Diagnostic Explain(NameSyntax name, BindingPlace place)
    {
        if (_foreseen.TryGetValue(name.Text, out var later))
        {
            return later.Kind == NameKind.Compartment && IsTimeless(place)
                ? LanguageDiagnostics.AmountNotAllowed(At(name), name.Text, Describe(place))
                : LanguageDiagnostics.UsedBeforeDefinition(At(name), name.Text, LineOf(later.Syntax));
        }

        if (name.Text == Observed.Name)
        {
            return LanguageDiagnostics.ObservedNotAllowed(At(name));
        }

        if (Vocabulary.StandardColumns.Contains(name.Text))
        {
            return LanguageDiagnostics.StandardColumnUsed(At(name), name.Text);
        }

        var isColumnLike = name.Text.Any(char.IsAsciiLetter) && !name.Text.Any(char.IsAsciiLetterLower);
        var suggestion = Suggestion.Nearest(name.Text, [.. _declared.Keys, .. _foreseen.Keys, "TIME"]);
        return isColumnLike && suggestion is null
            ? LanguageDiagnostics.UndeclaredCovariate(At(name), name.Text)
            : LanguageDiagnostics.UnknownName(At(name), name.Text, suggestion);
    }

    private void ReportOnce(NameSyntax name, Diagnostic diagnostic)
    {
        if (_reported.Add((name.Text, diagnostic.Code)))
        {
            diagnostics.Add(diagnostic);
        }
    }

    private static string Describe(BindingPlace place) => place switch
    {
        BindingPlace.Individual => "individual parameters",
        BindingPlace.Property => "properties of compartments",
        _ => "the arguments of a closed form",
    };

    private TextLocation At(NameSyntax name) => new(source, name.Span);

    private int LineOf(NameSyntax name) => source.PositionOf(name.Span.Start).Line;
}
