using System.Collections.Immutable;
using PopPK.Language.Poppk.Binding;
using PopPK.Language.Poppk.Syntax;
using PopPK.Language.Regimens.Syntax;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Text;

namespace PopPK.Language.Regimens.Binding;

/// <summary>
/// Puts the parts of a regimen together, a file and lines of the command line: people first, for everything else is made of their
/// covariates; then what all arms have in common, and the arms. One use; one owner.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="hasData">True when there are data that belong to the model.</param>
/// <param name="parts">The texts.</param>
/// <param name="diagnostics">Takes what is wrong; may hold what the parser has reported.</param>
internal sealed class RegimenBinder(PopulationModel model, bool hasData, ImmutableArray<RegimenSyntax> parts, DiagnosticBag diagnostics)
{
    private readonly ImmutableArray<(string Name, ColumnNeed Need, DiagnosticLocation? Location)> _needs = ColumnNeeds.Of(model);

    // After a mistake of form something may be missing that was only misspelt.
    private readonly bool _isComplete = !diagnostics.HasErrors;

    /// <summary>Binds the parts.</summary>
    public Regimen Bind()
    {
        var populations = SectionsOf<PopulationSyntax>();
        var items = populations.SelectMany(p => p.Section.Items.Select(i => (p.Part, Item: i))).ToImmutableArray();
        var file = items.LastOrDefault(i => i.Item is PopulationFileSyntax);
        var hasSource = file.Item is not null || hasData;
        var names = new RegimenNames(model, hasSource);
        var plan = new PopulationPlan
        {
            Count = populations.Select(p => TimesBinder.Count(Plain(p.Part), p.Section.Count, "people")).LastOrDefault(n => n is not null),
            IsSeparate = populations.Any(p => p.Section.Separate is not null),
            File = (file.Item as PopulationFileSyntax)?.File?.Value,
            FileLocation = file.Item is null ? null : new TextLocation(file.Part.Source, file.Item.Span),
            UsesModelData = hasSource && file.Item is null or PopulationFileSyntax { File: null },
        };
        CheckRepeated("regimen", SectionsOf<RegimenHeaderSyntax>());
        CheckRepeated("population", populations);
        var headers = SectionsOf<RegimenHeaderSyntax>();
        var arms = SectionsOf<ArmSyntax>();
        foreach (var name in headers.SelectMany(h => h.Section.Statements).Concat(arms.SelectMany(a => a.Section.Statements)).Select(CourseName).OfType<string>())
        {
            names.AddCourse(name);
        }

        var sources = BindSources(names, items);
        var bound = BindArms(names, headers, arms);
        CheckNeeds(names, bound, hasSource);
        if (plan.Count is null && !hasSource && _isComplete && !bound.All(a => a.People is not null))
        {
            diagnostics.Add(RegimenDiagnostics.NoPeople(Start()));
        }

        if (!diagnostics.HasErrors)
        {
            WarnOfUnused(names, sources);
            WarnOfLateDecisions(bound);
        }

        return new Regimen(headers.Select(h => h.Section.Name?.Value).FirstOrDefault(n => n is not null) ?? "regimen")
        {
            Title = headers.Select(h => h.Section.Title?.Value).FirstOrDefault(t => t is not null),
            Population = plan with { Sources = sources, Columns = names.Columns },
            Arms = bound,
        };
    }

    private ImmutableArray<(RegimenSyntax Part, T Section)> SectionsOf<T>()
        where T : RegimenSectionSyntax => [.. parts.SelectMany(p => p.Sections.OfType<T>().Select(s => (p, s)))];

    private BindingContext Plain(RegimenSyntax part) => new(part.Source, diagnostics);

    private TextLocation? Start() => parts.FirstOrDefault(p => p.Sections.Any(s => s.Keyword.Text.Length > 0)) is { } part
        ? new TextLocation(part.Source, part.Sections.First(s => s.Keyword.Text.Length > 0).Keyword.Span)
        : null;

    private static string? CourseName(RegimenStatementSyntax statement) => statement switch
    {
        CourseSyntax course => course.Name.Text,
        OccasionSyntax occasion => occasion.Name.Text,
        _ => null,
    };

    private void CheckRepeated<T>(string name, ImmutableArray<(RegimenSyntax Part, T Section)> sections)
        where T : RegimenSectionSyntax
    {
        var written = sections.Where(s => s.Section.Keyword.Text.Length > 0).ToArray();
        foreach (var (part, section) in written.Skip(1))
        {
            var line = part.Source.PositionOf(written[0].Section.Keyword.Span.Start).Line;
            diagnostics.Add(RegimenDiagnostics.RepeatedSection(new TextLocation(part.Source, section.Keyword.Span), name, line));
        }
    }

    private ImmutableArray<CovariateSource> BindSources(RegimenNames names, ImmutableArray<(RegimenSyntax Part, PopulationItemSyntax Item)> items)
    {
        var binder = new PopulationBinder(names);
        var taken = new Dictionary<string, RegimenSyntax>(StringComparer.OrdinalIgnoreCase);
        var kept = new List<(RegimenSyntax Part, PopulationItemSyntax Item)>();
        foreach (var (part, item) in items.Where(i => i.Item is not PopulationFileSyntax))
        {
            // A line of the command line replaces what the file says of the same covariates.
            kept.RemoveAll(k => k.Part != part && NamesOf(k.Item).Select(n => n.Text).SequenceEqual(NamesOf(item).Select(n => n.Text)));
            kept.Add((part, item));
        }

        foreach (var (part, item) in kept)
        {
            foreach (var name in NamesOf(item))
            {
                CheckName(part, name, taken);
                names.Foresee(name.Text);
            }
        }

        return
        [
            .. kept.Select(k => k.Item switch
            {
                ComputedSyntax computed => binder.Bind(names.ContextOf(k.Part.Source, diagnostics), computed),
                DrawnSyntax drawn => binder.Bind(names.ContextOf(k.Part.Source, diagnostics), drawn),
                _ => null,
            }).OfType<CovariateSource>(),
        ];
    }

    private static ImmutableArray<NameSyntax> NamesOf(PopulationItemSyntax item) => item switch
    {
        ComputedSyntax computed => [computed.Name],
        DrawnSyntax drawn => drawn.Names,
        _ => [],
    };

    private void CheckName(RegimenSyntax part, NameSyntax name, Dictionary<string, RegimenSyntax> taken)
    {
        var at = new TextLocation(part.Source, name.Span);
        var need = _needs.Where(n => n.Name == name.Text).Select(n => (ColumnNeed?)n.Need).FirstOrDefault();
        if (need is ColumnNeed.Endpoint or ColumnNeed.CensoringFlag or ColumnNeed.CensoringEnd)
        {
            diagnostics.Add(RegimenDiagnostics.FollowsFromSamples(at, name.Text));
        }
        else if (ColumnNeeds.IsStandard(name.Text) || Poppk.Vocabulary.IsReserved(name.Text))
        {
            diagnostics.Add(RegimenDiagnostics.StandardColumn(at, name.Text));
        }
        else if (!taken.TryAdd(name.Text, part))
        {
            diagnostics.Add(RegimenDiagnostics.DeclaredTwice(at, name.Text));
        }
    }

    private ImmutableArray<Arm> BindArms(
        RegimenNames names, ImmutableArray<(RegimenSyntax Part, RegimenHeaderSyntax Section)> headers, ImmutableArray<(RegimenSyntax Part, ArmSyntax Section)> arms)
    {
        var binder = new ArmBinder(model, names);
        var common = new Arm(headers.Select(h => h.Section.Name?.Value).FirstOrDefault(n => n is not null) ?? "regimen") { Location = Start() };
        foreach (var (part, section) in headers)
        {
            common = binder.Add(common, names.ContextOf(part.Source, diagnostics), section.Statements);
        }

        var bound = ImmutableArray.CreateBuilder<Arm>();
        foreach (var (part, section) in arms)
        {
            var context = names.ContextOf(part.Source, diagnostics);
            var at = context.At(section.Name?.Span ?? section.Keyword.Span);
            var arm = common with { Name = section.Name?.Value ?? "", People = TimesBinder.Count(context, section.People, "people"), Location = at };
            if (bound.Any(b => b.Name == arm.Name))
            {
                context.Report(RegimenDiagnostics.ArmTwice(at, arm.Name));
            }

            bound.Add(binder.Add(arm, context, section.Statements));
        }

        if (bound.Count == 0)
        {
            bound.Add(common);
        }

        foreach (var arm in bound.Where(a => a.Samples.IsEmpty && _isComplete))
        {
            diagnostics.Add(RegimenDiagnostics.NoSamples(arm.Location as TextLocation, arm.Name));
        }

        return bound.ToImmutable();
    }

    private void WarnOfLateDecisions(ImmutableArray<Arm> arms)
    {
        foreach (var titration in arms.SelectMany(a => a.Titrations.Where(t => LastDose(a) is { } last && t.Times.Any(time => time > last))).Distinct())
        {
            diagnostics.Add(RegimenDiagnostics.NoLaterDoses((TextLocation)titration.Location!, titration.Times[^1]));
        }
    }

    // The time of the last dose; null when a series goes on to the end.
    private static double? LastDose(Arm arm)
    {
        var last = double.NegativeInfinity;
        foreach (var rule in arm.Doses.Where(d => !d.Times.IsEmpty))
        {
            if (rule is { Interval: > 0, Count: null, Until: null })
            {
                return null;
            }

            last = Math.Max(last, rule.Until ?? (rule.Times[^1] + (((rule.Count ?? 1) - 1) * rule.Interval)));
        }

        return last;
    }

    // What the model needs and nobody says; what data can say is taken from there.
    private void CheckNeeds(RegimenNames names, ImmutableArray<Arm> arms, bool hasSource)
    {
        var lacking = new List<string>();
        var occasions = new List<string>();
        foreach (var (name, need, location) in _needs)
        {
            var isGiven = names.IsKnown(name) || arms.All(a => a.Courses.Any(c => c.Name == name));
            if (isGiven || need is not (ColumnNeed.Covariate or ColumnNeed.Occasion))
            {
                continue;
            }

            if (need == ColumnNeed.Covariate && hasSource)
            {
                names.TakeColumn(name, location);
            }
            else
            {
                (need == ColumnNeed.Occasion ? occasions : lacking).Add(name);
            }
        }

        if (_isComplete && lacking.Count > 0)
        {
            diagnostics.Add(RegimenDiagnostics.Lacking(Start(), lacking, "the population"));
        }

        if (_isComplete && occasions.Count > 0)
        {
            diagnostics.Add(RegimenDiagnostics.LackingOccasions(Start(), occasions, arms.Length == 1 ? "the regimen" : "every arm"));
        }
    }

    private void WarnOfUnused(RegimenNames names, ImmutableArray<CovariateSource> sources)
    {
        foreach (var source in sources)
        {
            foreach (var symbol in source.Symbols.Where(s => !names.Used.Contains(s.Name) && !_needs.Any(n => n.Name == s.Name)))
            {
                diagnostics.Add(RegimenDiagnostics.NotUsed((TextLocation)source.Location!, symbol.Name));
            }
        }
    }
}
