using System.Text.Json;

namespace PopPK.TestKit;

/// <summary>The models of Wang (2007), Table 2: one random effect on the elimination rate, several residual-error models.</summary>
public static class WangModel
{
    /// <summary>The model text of a row of the matrix.</summary>
    /// <param name="residual">Residual standard deviation in terms of f, or a distribution: a call that begins with "~ ".</param>
    /// <param name="structure">"closed form", "equations" or "algebraic".</param>
    public static string Text(string residual, string structure = "algebraic")
    {
        var (section, f) = structure switch
        {
            "closed form" => ("structure\n  one_compartment(k = k)\n", "central"),
            "equations" => ("structure\n  d/dt central = -k*central\n", "central"),
            _ => ("", "10*exp(-k*t)"),
        };
        return $"""
            model wang
            parameters
              tvk = 0.5 fixed
            variability by ID
              eta ~ 0.04 fixed
            individual
              k = tvk*exp(eta)
            {section}observations
              f = {f}
              DV ~ {(residual.StartsWith("~ ", StringComparison.Ordinal) ? residual[2..] : $"normal(f, {residual})")}

            """;
    }

    /// <summary>The data, with a dose record per subject where the structure has compartments.</summary>
    /// <param name="withDoses">True for a bolus of 10 at time 0.</param>
    public static string Data(bool withDoses = false)
    {
        var lines = File.ReadAllLines(RepositoryFiles.Reference("wang2007", "wang2007.csv"));
        if (!withDoses)
        {
            return string.Join('\n', lines);
        }

        var rows = lines.Skip(1).Select(l => l.Split(','))
            .SelectMany(c => c[1] == "0" ? new[] { $"{c[0]},0,.,10,1", $"{c[0]},0,{c[2]},.,0" } : [$"{c[0]},{c[1]},{c[2]},.,0"]);
        return string.Join('\n', rows.Prepend("ID,TIME,DV,AMT,EVID"));
    }

    /// <summary>An objective of the published matrix.</summary>
    /// <param name="row">Id of the residual-error model.</param>
    /// <param name="column">FO, FOCE, FOCEI, LAPLACE or EXACT.</param>
    public static double Expected(string row, string column)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Reference("wang2007", "wang2007.json")));
        return document.RootElement.GetProperty("rows").EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == row)
            .GetProperty(column).GetDouble();
    }
}
