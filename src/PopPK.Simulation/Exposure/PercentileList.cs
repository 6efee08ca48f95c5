using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>The percentiles that are reported. Stateless.</summary>
public static class PercentileList
{
    /// <summary>Those that are reported when nobody says which.</summary>
    public static ImmutableArray<double> Default { get; } = [2.5, 5, 25, 50, 75, 95, 97.5];

    /// <summary>Reads percentiles separated by commas.</summary>
    /// <param name="source">The text that holds them, for messages.</param>
    /// <param name="span">Where in it.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The percentiles in order, each once.</returns>
    public static ImmutableArray<double> Read(SourceText source, TextSpan span, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var percentiles = new SortedSet<double>();
        var scanner = new MeasureScanner(source, span, diagnostics);
        do
        {
            var start = scanner.LastEnd;
            if (scanner.Number("a percentile such as 97.5") is not { } percentile)
            {
                return [.. percentiles];
            }

            if (percentile is < 0 or > 100)
            {
                scanner.Error(
                    "PK7209", $"there is no percentile {percentile.ToString("R", CultureInfo.InvariantCulture)}",
                    new TextSpan(start, scanner.LastEnd - start), "percentiles are from 0 to 100");
            }

            percentiles.Add(percentile);
        }
        while (scanner.TryTake(","));
        scanner.ExpectEnd("',' and another percentile, or the end");
        return [.. percentiles];
    }
}
