using PopPK.Reporting;

namespace PopPK.Cli.Output;

/// <summary>Confidence intervals as texts that line up at "to" when they stand below each other. Stateless.</summary>
internal static class IntervalTexts
{
    /// <summary>The 95 % interval of each row; empty where it is unknown.</summary>
    /// <param name="rows">The rows of a table.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<ParameterRow> rows)
    {
        var lower = rows.Select(r => DisplayNumber.Significant(r.LowerConfidenceLimit)).ToArray();
        var upper = rows.Select(r => DisplayNumber.Significant(r.UpperConfidenceLimit)).ToArray();
        var (left, right) = (lower.Select(t => t.Length).DefaultIfEmpty().Max(), upper.Select(t => t.Length).DefaultIfEmpty().Max());
        return [.. lower.Zip(upper, (from, to) => from.Length == 0 ? "" : $"{from.PadLeft(left)} to {to.PadRight(right)}")];
    }
}
