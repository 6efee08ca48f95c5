using System.Collections.Immutable;

namespace PopPK.Reporting.Csv;

/// <summary>Makes the names of a table's columns unique, for readers that address columns by name and ignore case.</summary>
internal static class ColumnNames
{
    /// <summary>Gives columns that clash with reserved names or with each other a suffix.</summary>
    /// <param name="names">The wanted names.</param>
    /// <param name="reserved">Names that other columns of the table have.</param>
    /// <param name="suffix">What is appended until a name is free.</param>
    public static ImmutableArray<string> Distinct(IEnumerable<string> names, IEnumerable<string> reserved, string suffix)
    {
        var taken = new HashSet<string>(reserved, StringComparer.OrdinalIgnoreCase);
        var result = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names)
        {
            var free = name;
            while (!taken.Add(free))
            {
                free += suffix;
            }

            result.Add(free);
        }

        return result.ToImmutable();
    }
}
