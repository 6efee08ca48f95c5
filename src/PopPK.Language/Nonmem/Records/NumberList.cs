using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PopPK.Language.Nonmem.Records;

/// <summary>Lists of numbers in short-hand: <c>4,7</c>, <c>1:10</c>, <c>10 TO 4 BY 3</c>, <c>1:LAST</c>. Stateless.</summary>
internal static partial class NumberList
{
    private const int Longest = 10_000;

    /// <summary>Writes a list out.</summary>
    /// <param name="text">The list.</param>
    /// <param name="last">What LAST means, or null where it means nothing.</param>
    /// <returns>The numbers, or null when the text is no such list.</returns>
    public static ImmutableArray<int>? Expand(string text, int? last = null)
    {
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Range().Match(part);
            if (!match.Success || Number(match, "from", last) is not { } from)
            {
                return null;
            }

            var to = match.Groups["to"].Success ? Number(match, "to", last) : from;
            var by = match.Groups["by"].Success ? Number(match, "by", last) : 1;
            if (to is not { } end || by is not { } step || step == 0 || Math.Abs((long)end - from) / Math.Abs((long)step) + numbers.Count > Longest)
            {
                return null;
            }

            Add(numbers, from, end, step);
        }

        return numbers.Count > 0 ? numbers.ToImmutable() : null;
    }

    // Downwards when the range or the step goes down, always from the end that comes first then.
    private static void Add(ImmutableArray<int>.Builder numbers, int from, int to, int step)
    {
        var size = (long)Math.Abs((long)step);
        if (from > to || step < 0)
        {
            for (long n = Math.Max(from, to); n >= Math.Min(from, to); n -= size)
            {
                numbers.Add((int)n);
            }
        }
        else
        {
            for (long n = from; n <= to; n += size)
            {
                numbers.Add((int)n);
            }
        }
    }

    private static int? Number(Match match, string group, int? last) =>
        match.Groups[group].Value.Equals("LAST", StringComparison.OrdinalIgnoreCase) ? last
        : int.TryParse(match.Groups[group].Value, out var number) ? number
        : null;

    [GeneratedRegex(
        @"^(?<from>\d+|LAST)(?:\s*(?::|\s+TO\s+)\s*(?<to>\d+|LAST)(?:\s+BY\s+(?<by>-?\d+))?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
