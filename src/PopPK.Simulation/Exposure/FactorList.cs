using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Simulation.Exposure;

/// <summary>The doses with which targets are looked at, as factors on those there are. Stateless.</summary>
public static class FactorList
{
    private const int Most = 1000;

    /// <summary>Reads factors separated by commas.</summary>
    /// <param name="source">The text that holds them, for messages.</param>
    /// <param name="span">Where in it.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>The factors in order, each once.</returns>
    public static ImmutableArray<double> Read(SourceText source, TextSpan span, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var factors = new SortedSet<double>();
        var scanner = new MeasureScanner(source, span, diagnostics);
        do
        {
            var start = scanner.LastEnd;
            if (scanner.Number("what the doses are multiplied with, such as 0.5, 1, 2") is not { } factor)
            {
                return [.. factors];
            }

            if (factor <= 0)
            {
                scanner.Error(
                    "PK7218", $"doses cannot be multiplied with {factor.ToString("R", CultureInfo.InvariantCulture)}",
                    new TextSpan(start, scanner.LastEnd - start), "write numbers above 0: 0.5, 1, 2");
            }

            factors.Add(factor);
        }
        while (scanner.TryTake(","));
        scanner.ExpectEnd("',' and another number, or the end");
        if (factors.Count > Most)
        {
            scanner.Error("PK7218", $"these are more than {Most} doses", span, "every subject is measured with each of them; write fewer");
        }

        return [.. factors];
    }
}
