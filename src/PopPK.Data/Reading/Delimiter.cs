using System.Collections.Immutable;

namespace PopPK.Data.Reading;

/// <summary>Finds out from its header what separates the cells of a file.</summary>
internal static class Delimiter
{
    private static readonly ImmutableArray<char> Candidates = [',', ';', '\t'];

    /// <summary>
    /// The delimiter that cuts the header into most standard names, on a tie into most cells, on a tie the comma;
    /// null when none occurs in the header.
    /// </summary>
    /// <param name="header">The header's line.</param>
    public static char? Detect(string header)
    {
        char? best = null;
        var bestScore = (0, 0);
        foreach (var candidate in Candidates)
        {
            var cells = header.Split(candidate);
            var score = (cells.Count(IsStandard), cells.Length);
            if (cells.Length > 1 && score.CompareTo(bestScore) > 0)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }

    /// <summary>The delimiter's name in messages.</summary>
    /// <param name="delimiter">One that <see cref="Detect"/> returns.</param>
    public static string NameOf(char delimiter) => delimiter switch
    {
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "commas",
    };

    private static bool IsStandard(string cell) =>
        Enum.GetNames<StandardColumn>().Contains(cell.Trim().Trim('"'), StringComparer.OrdinalIgnoreCase);
}
