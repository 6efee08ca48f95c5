using System.Globalization;

namespace PopPK.TestKit;

/// <summary>
/// An exponential decay a exp(-k t), given as an expression, in closed form or as an equation, with random effects on any levels
/// and any distribution of observations: small enough to try every combination.
/// </summary>
public static class DecayModel
{
    private static readonly (int Id, int Occasion, int Site, double Time)[] Moments =
    [
        (1, 1, 1, 0.3), (1, 1, 1, 1.5), (1, 2, 1, 3.5),
        (2, 2, 1, 0.6), (2, 2, 1, 2.2),
        (3, 1, 2, 0.2), (3, 1, 2, 1.1), (3, 2, 2, 2.9), (3, 2, 2, 4),
    ];

    /// <summary>The variability sections by name, with what is added to the logarithms of a and k.</summary>
    public static IReadOnlyDictionary<string, (string Text, string OnA, string OnK)> Levels { get; } =
        new Dictionary<string, (string, string, string)>
        {
            ["subjects"] = ("variability by ID\n  ea, ek ~ [0.1; 0.02, 0.05]", "ea", "ek"),
            ["occasions"] = ("variability by OCC within ID\n  ea, ek ~ [0.1; 0.02, 0.05]", "ea", "ek"),
            ["sites"] = ("variability by SITE\n  ea, ek ~ [0.1; 0.02, 0.05]", "ea", "ek"),
            ["all levels"] = ("variability by SITE\n  sa ~ 0.06\nvariability by ID\n  ea, ek ~ [0.1; 0.02, 0.05]\nvariability by OCC within ID\n  oa ~ 0.04", "sa + ea + oa", "ek"),
            ["repeated, fixed and absent"] = (
                "variability by SITE\n  sa ~ 0.06\nvariability by ID\n  ea ~ same sa\n  ek ~ 0.05 fixed\n  none ~ 0 fixed\nvariability by OCC within ID\n  oa, ok ~ [0.04; 0.01, 0.03] fixed",
                "sa + ea + oa", "ek + ok + none"),
        };

    /// <summary>A model text.</summary>
    /// <param name="levels">A key of <see cref="Levels"/>.</param>
    /// <param name="distribution">What DV follows, in terms of f, s1, s2, lambda and the level's effects.</param>
    /// <param name="structure">The structure section's statement, or "" for an expression.</param>
    /// <param name="more">Further sections.</param>
    /// <param name="extra">What is added to the logarithm of k beside the effects.</param>
    public static string Text(string levels, string distribution, string structure = "", string more = "", string extra = "0")
    {
        var (text, onA, onK) = Levels[levels];
        var f = structure.Length > 0 ? "central*a" : "a*exp(-k*t)";
        return $"""
            model decay
            parameters
              tva = 8    in (0, inf)
              wt  = 0.1  fixed
              tvk = 0.5  in (0, inf)
              s1  = 0.3
              s2  = 0.15
              lambda = 0.4
            {text}
            {more}
            individual
              a = tva*exp({onA} + wt)
              k = tvk*exp({onK} + {extra})
            {(structure.Length > 0 ? "structure\n  " + structure : "")}
            observations
              f = {f}
              {distribution}

            """;
    }

    /// <summary>The data: three subjects, two sites.</summary>
    /// <param name="withDoses">True for a dose of 1 at time 0.</param>
    /// <param name="areCounts">True for whole numbers.</param>
    public static string Data(bool withDoses = false, bool areCounts = false)
    {
        var rows = new List<string> { "ID,TIME,OCC,SITE,DV,AMT,EVID,CENS,LIMIT,X" };
        for (var i = 0; i < Moments.Length; i++)
        {
            var (id, occasion, site, time) = Moments[i];
            if (withDoses && (i == 0 || Moments[i - 1].Id != id))
            {
                rows.Add($"{id},0,{occasion},{site},.,1,1,0,0,{id}");
            }

            // One record above, one below, one within an interval; the others observed.
            var censoring = i switch { 1 => -1, 4 or 7 => 1, _ => 0 };
            var value = 9 * Math.Exp(-0.45 * time) * (1 + 0.2 * Math.Sin(7 * i + 1));
            var observed = areCounts ? Math.Round(value) : Math.Round(value, 3);
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"{id},{time},{occasion},{site},{observed},0,0,{censoring},{observed * (1 - 0.5 * censoring)},{id}"));
        }

        return string.Join('\n', rows) + "\n";
    }

    /// <summary>Data of many subjects, one to four of a site, with one to three occasions.</summary>
    /// <param name="subjects">Number of subjects.</param>
    /// <param name="rename">Names of subject, occasion and site in the data in place of their numbers; null: the numbers.</param>
    public static IReadOnlyList<string> Rows(int subjects, Func<int, int, int, string>? rename = null)
    {
        var name = rename ?? ((id, occasion, site) => string.Create(CultureInfo.InvariantCulture, $"{id},{occasion},{site}"));
        var rows = new List<string> { "ID,OCC,SITE,TIME,DV" };
        for (var id = 1; id <= subjects; id++)
        {
            var site = 1 + (int)Math.Sqrt(2 * id);
            for (var j = 0; j < 3 + id % 4; j++)
            {
                var occasion = 1 + j / 2;
                var time = 0.2 + 0.7 * j + 0.1 * (id % 3);
                var value = 9 * Math.Exp(-(0.45 + 0.1 * Math.Sin(id)) * time + 0.2 * Math.Sin(3 * id) + 0.15 * Math.Sin(5 * site) + 0.2 * Math.Sin(7 * j + 11 * id));
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"{name(id, occasion, site)},{time:F2},{value:F3}"));
            }
        }

        return rows;
    }
}
