using System.Collections.Immutable;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Modeling.Regimens;

/// <summary>Lists the data columns a model needs. Stateless.</summary>
public static class ColumnNeeds
{
    private static readonly ImmutableArray<string> Standard = ["ID", "TIME", "DV", "AMT", "EVID", "MDV", "CMT", "RATE", "II", "ADDL", "SS"];

    /// <summary>The columns a model needs, each once.</summary>
    /// <param name="model">The model.</param>
    /// <returns>Name, reason and the place that asks for it: covariates in their order, then what groups random effects, then what columns are made of.</returns>
    public static ImmutableArray<(string Name, ColumnNeed Need, DiagnosticLocation? Location)> Of(PopulationModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var needs = ImmutableArray.CreateBuilder<(string, ColumnNeed, DiagnosticLocation?)>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var made = model.CarriedColumns.Select(c => c.Name).Append(model.RecordPosition?.Name ?? "").ToHashSet();
        var general = GeneralUses(model);
        var groups = GroupsWithinPeople(model);
        foreach (var covariate in model.Covariates.Where(c => !made.Contains(c.Name) && seen.Add(c.Name)))
        {
            needs.Add((covariate.Name, NeedOf(model, covariate.Symbol, general, groups), covariate.Location));
        }

        foreach (var block in model.RandomEffects)
        {
            foreach (var name in new[] { block.Grouping, block.Within }.OfType<string>().Where(n => !IsStandard(n) && seen.Add(n)))
            {
                needs.Add((name, groups.Contains(name) ? ColumnNeed.Occasion : ColumnNeed.Covariate, block.Effects[0].Location));
            }
        }

        foreach (var column in model.CarriedColumns.SelectMany(c => c.Columns).Where(c => !IsStandard(c.Name) && seen.Add(c.Name)))
        {
            needs.Add((column.Name, ColumnNeed.Covariate, null));
        }

        return needs.ToImmutable();
    }

    /// <summary>True for the columns that have a meaning of their own in data.</summary>
    /// <param name="name">The column's name.</param>
    public static bool IsStandard(string name) => Standard.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static ColumnNeed NeedOf(PopulationModel model, Symbol symbol, HashSet<Symbol> general, HashSet<string> groups)
    {
        if (groups.Contains(symbol.Name))
        {
            return ColumnNeed.Occasion;
        }

        if (model.Endpoints.Any(e => e.Selector is { } selector && selector.Symbols().Contains(symbol)))
        {
            return ColumnNeed.Endpoint;
        }

        if (IsStandard(symbol.Name))
        {
            return ColumnNeed.Standard;
        }

        if (general.Contains(symbol))
        {
            return ColumnNeed.Covariate;
        }

        var censorings = model.Endpoints.Select(e => e.Censoring).OfType<Censoring>().ToArray();
        return censorings.Any(c => c.Flag == symbol) ? ColumnNeed.CensoringFlag
            : censorings.Any(c => c.OtherEnd?.Symbols().Contains(symbol) == true) ? ColumnNeed.CensoringEnd
            : ColumnNeed.Covariate;
    }

    // What is neither only a flag of censored observations nor only the other end of their interval.
    private static HashSet<Symbol> GeneralUses(PopulationModel model) =>
    [
        .. model.Individual.Concat(model.Predictions).Select(d => d.Value)
            .Concat(model.CompartmentProperties.Select(p => p.Value))
            .Concat(model.Endpoints.SelectMany(e => e.Distribution.Expressions))
            .Concat(model.Endpoints.SelectMany(e => new[] { e.Censoring?.Lower, e.Censoring?.Upper }).OfType<Expr>())
            .Concat(model.Mixture?.Classes.Select(c => c.Probability) ?? [])
            .Concat(RatesOf(model.Structure))
            .Symbols(),
    ];

    private static ImmutableArray<Expr> RatesOf(StructuralModel structure) => structure switch
    {
        EquationStructure equations => equations.Rates,
        ClosedFormStructure form =>
        [
            .. form.AbsorptionRate is { } absorption ? [absorption] : ImmutableArray<Expr>.Empty,
            form.EliminationRate,
            .. form.Exchange.SelectMany(e => new[] { e.FromCentral, e.ToCentral }),
        ],
        _ => [],
    };

    // Groupings within ID, directly or through others.
    private static HashSet<string> GroupsWithinPeople(PopulationModel model)
    {
        var groups = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var count = -1; count < groups.Count;)
        {
            count = groups.Count;
            groups.UnionWith(model.RandomEffects
                .Where(b => b.Within is { } outer && (outer.Equals("ID", StringComparison.OrdinalIgnoreCase) || groups.Contains(outer)))
                .Select(b => b.Grouping));
        }

        return groups;
    }
}
