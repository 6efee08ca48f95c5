using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;

namespace PopPK.Simulation.Design;

/// <summary>
/// Reads the data people are taken from. A file of covariates needs an ID and no times or observations: each row, or the first of several
/// with the same ID, is a person. Stateless.
/// </summary>
public static class PeopleReader
{
    private static readonly ImmutableArray<char> Delimiters = [',', ';', '\t'];
    private static readonly ImmutableArray<string> NotNeeded = ["TIME", "DV"];

    /// <summary>Reads a file.</summary>
    /// <param name="model">The model; its labels decide which values are admissible.</param>
    /// <param name="plan">The population; its columns are what is needed.</param>
    /// <param name="content">The text of the file.</param>
    /// <param name="name">What messages call it.</param>
    public static DatasetReading Read(PopulationModel model, PopulationPlan plan, string content, string name)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(plan);
        var options = new DatasetReadingOptions
        {
            RequiredColumns = [.. plan.Columns.Select(c => new RequiredColumn(c.Symbol.Name)
            {
                AdmissibleValues = model.Covariates.FirstOrDefault(m => m.Name == c.Symbol.Name)?.Categories ?? new RequiredColumn("").AdmissibleValues,
                Declaration = c.Location,
            })],
        };
        ArgumentNullException.ThrowIfNull(content);
        var lines = content.ReplaceLineEndings("\n").Split('\n');
        var header = Array.FindIndex(lines, l => l.Trim().Length > 0 && !l.StartsWith('#'));
        var delimiter = header < 0 ? ',' : Delimiters.MaxBy(d => lines[header].Count(c => c == d));
        var names = header < 0 ? [] : lines[header].Split(delimiter).Select(n => n.Trim('"', ' ', '\uFEFF')).ToArray();
        string[] missing = [.. NotNeeded.Where(n => !names.Contains(n, StringComparer.OrdinalIgnoreCase))];
        // People only: a time of 0 and one observation each stand for the records they do not have.
        for (var i = header; i >= 0 && missing.Length > 0 && i < lines.Length; i++)
        {
            if (lines[i].Trim().Length > 0 && !lines[i].StartsWith('#'))
            {
                lines[i] += string.Concat(missing.Select(n => delimiter + (i == header ? n : "0")));
            }
        }

        using var text = new StringReader(string.Join('\n', lines));
        return DatasetReader.Read(text, name, options);
    }
}
