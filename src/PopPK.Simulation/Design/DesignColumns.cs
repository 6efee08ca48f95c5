using System.Collections.Immutable;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Simulation.Design;

/// <summary>The columns of a simulated trial's data and what their values come from. Immutable.</summary>
internal sealed class DesignColumns
{
    private static readonly ImmutableArray<string> Standard = ["ID", "TIME", "AMT", "RATE", "II", "ADDL", "SS", "EVID", "CMT", "DV", "MDV"];

    private DesignColumns(ImmutableArray<string> names, ImmutableArray<Symbol> endpointSymbols, ImmutableArray<int> endpoint, ImmutableArray<int> flags, ImmutableArray<int> people)
    {
        Names = names;
        EndpointSymbols = endpointSymbols;
        Endpoint = endpoint;
        Flags = flags;
        People = people;
    }

    /// <summary>Their names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The columns that tell endpoints apart.</summary>
    public ImmutableArray<Symbol> EndpointSymbols { get; }

    /// <summary>Positions of the columns that tell endpoints apart.</summary>
    public ImmutableArray<int> Endpoint { get; }

    /// <summary>Positions of the columns that mark censored observations.</summary>
    public ImmutableArray<int> Flags { get; }

    /// <summary>Positions of the population's covariates.</summary>
    public ImmutableArray<int> People { get; }

    /// <summary>Position of the column with the person's number; -1 where that name is a covariate's.</summary>
    public int Person { get; private init; }

    /// <summary>Position of the column with the arm's number; -1 where that name is a covariate's.</summary>
    public int Arm { get; private init; }

    /// <summary>Position of a standard column.</summary>
    /// <param name="name">Its name.</param>
    public static int Of(string name) => Standard.IndexOf(name);

    /// <summary>Lays out the columns.</summary>
    /// <param name="model">The model.</param>
    /// <param name="regimen">The regimen.</param>
    /// <param name="people">The population's covariates.</param>
    /// <param name="diagnostics">Receives names that clash.</param>
    public static DesignColumns Lay(PopulationModel model, Regimen regimen, ImmutableArray<Symbol> people, DiagnosticBag diagnostics)
    {
        var names = Standard.ToList();
        var needs = ColumnNeeds.Of(model);
        var symbols = EndpointColumns.Of(model);
        var own = symbols.Select(s => s.Name).Concat(needs.Where(n => n.Need is ColumnNeed.CensoringFlag or ColumnNeed.CensoringEnd).Select(n => n.Name));
        var given = people.Select(s => s.Name).Concat(regimen.Arms.SelectMany(a => a.Courses.Select(c => c.Name))).Distinct();
        foreach (var name in own.Concat(given).Where(n => !names.Contains(n)))
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                diagnostics.Add(DesignDiagnostics.NameTaken(name));
            }

            names.Add(name);
        }

        // Who is who; where the user has such a column, it is the user's.
        var extra = new[] { "ARM", "PERSON", regimen.Arms.Any(a => !a.Titrations.IsEmpty) ? "DECISION" : null };
        bool IsFree(string name) => !names.Contains(name, StringComparer.OrdinalIgnoreCase);
        var (hasArm, hasPerson) = (IsFree("ARM"), IsFree("PERSON"));
        names.AddRange(extra.OfType<string>().Where(IsFree));
        ImmutableArray<string> all = [.. names];
        return new DesignColumns(
            all,
            symbols,
            [.. symbols.Select(s => all.IndexOf(s.Name))],
            [.. needs.Where(n => n.Need == ColumnNeed.CensoringFlag).Select(n => all.IndexOf(n.Name))],
            [.. people.Select(s => all.IndexOf(s.Name))])
        {
            Arm = hasArm ? all.IndexOf("ARM") : -1,
            Person = hasPerson ? all.IndexOf("PERSON") : -1,
        };
    }
}
