using System.Collections.Immutable;
using PopPK.Language.Nonmem.Records;

namespace PopPK.Language.Nonmem;

/// <summary>What listings and tables of control streams are called and hold. Stateless.</summary>
public static class StreamListing
{
    /// <summary>The line by which programs that read listings know the layout: that of NONMEM 7.4.</summary>
    /// <param name="version">Version of this program.</param>
    public static string ProgramLine(string version) =>
        $"1NONLINEAR MIXED EFFECTS MODEL PROGRAM (NONMEM) VERSION 7.4.0 IS THE LAYOUT OF THIS LISTING\n COMPUTED BY POPPK {version}";

    /// <summary>The numbers of the etas that an item of <c>$TABLE</c> means: <c>ETA(2)</c>, <c>ETA2</c>, <c>ETAS(1:LAST)</c>; empty for other items.</summary>
    /// <param name="item">The item.</param>
    /// <param name="last">Number of etas.</param>
    public static ImmutableArray<int> EtasOf(string item, int last)
    {
        ArgumentNullException.ThrowIfNull(item);
        var open = item.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && item.EndsWith(')') && item[..open] is "ETA" or "ETAS")
        {
            return NumberList.Expand(item[(open + 1)..^1], last) is { } numbers && numbers.All(n => n >= 1 && n <= last) ? numbers : [];
        }

        return item.StartsWith("ETA", StringComparison.Ordinal) && int.TryParse(item.AsSpan(3), out var number) && number >= 1 && number <= last ? [number] : [];
    }

    /// <summary>The name of an eta in a table: ETA1 ... ETA9, ET10 ... as NONMEM shortens them.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static string EtaName(int number) => number < 10 ? $"ETA{number}" : number < 100 ? $"ET{number}" : $"E{number}";
}
