using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Data.Tests;

/// <summary>
/// The options of a corpus case, one a line: <c>require WT</c>, <c>require SEX 0=female 1=male</c>, <c>drop AMT</c>,
/// <c>rename DV=LNDV</c>, <c>filter SD=1</c>, <c>compartments depot central</c>, <c>allow-missing</c>,
/// <c>headerless ID TIME AMT DV</c>, <c>fortran F4.0,F8.2</c>. Required columns are declared
/// in a model text made of these lines.
/// </summary>
internal sealed record CaseOptions(DatasetReadingOptions Reading, CompartmentMap? Compartments)
{
    /// <summary>Reads the options; the defaults when there is no such file.</summary>
    public static CaseOptions Read(string path)
    {
        var result = new CaseOptions(DatasetReadingOptions.Default, null);
        if (!File.Exists(path))
        {
            return result;
        }

        var source = new SourceText("model.poppk", File.ReadAllText(path));
        var offset = 0;
        foreach (var line in source.Content.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                result = result.With(words, source, offset);
            }

            offset += line.Length + 1;
        }

        return result;
    }

    private CaseOptions With(string[] words, SourceText source, int offset)
    {
        switch (words[0])
        {
            case "require":
                var values = words.Skip(2).Select(Pair).ToImmutableSortedDictionary(p => Number(p.Left), p => p.Right);
                var span = new TextSpan(offset + "require ".Length, words[1].Length);
                var column = new RequiredColumn(words[1]) { AdmissibleValues = values, Declaration = new TextLocation(source, span) };
                return this with { Reading = Reading with { RequiredColumns = Reading.RequiredColumns.Add(column) } };
            case "drop":
                return this with { Reading = Reading with { Dropped = Reading.Dropped.Add(words[1]) } };
            case "rename":
                var (name, fileName) = Pair(words[1]);
                return this with { Reading = Reading with { Renamed = Reading.Renamed.Add(name, fileName) } };
            case "filter":
                var (filterColumn, value) = Pair(words[1]);
                var wanted = Number(value);
                return this with { Reading = Reading with { FilterColumns = [filterColumn], RowFilter = r => r[filterColumn] == wanted } };
            case "compartments":
                return this with { Compartments = new CompartmentMap([.. words.Skip(1)]) };
            case "headerless":
                return this with { Reading = Reading with { Headerless = new HeaderlessFormat { Columns = [.. words.Skip(1).Select(w => new HeaderlessColumn(w))] } } };
            case "fortran":
                return this with { Reading = Reading with { Headerless = Reading.Headerless! with { Fortran = words[1] } } };
            case "allow-missing":
                return this with { Reading = Reading with { AllowMissing = true } };
            default:
                throw new FormatException($"A case has no option '{words[0]}'.");
        }
    }

    private static (string Left, string Right) Pair(string text) => (text[..text.IndexOf('=', StringComparison.Ordinal)], text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
