using System.Collections.Immutable;
using System.Globalization;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>A numerical predictive check. Immutable.</summary>
/// <param name="Replicates">Number of simulated data sets.</param>
/// <param name="Level">Level of the Monte Carlo intervals.</param>
/// <param name="Intervals">The prediction intervals in the order they were asked for.</param>
public sealed record NpcResult(int Replicates, double Level, ImmutableArray<NpcInterval> Intervals)
{
    /// <summary>
    /// The prediction intervals beyond which there are more or fewer observations than simulated data sets have: a note, since of several intervals one is
    /// outside now and then under the true model too.
    /// </summary>
    public ImmutableArray<Diagnostic> Findings
    {
        get
        {
            var outside = Intervals.Where(i => !i.IsWithin).Select(Text).ToArray();
            return outside.Length == 0 ? [] :
            [
                new Diagnostic(
                    "PK7425",
                    DiagnosticSeverity.Note,
                    $"outside {outside.Length} of {Intervals.Length} prediction intervals ({string.Join(", ", outside)}) there are more or fewer observations than in {Percent(Level)} % of the simulated data sets",
                    null,
                    "too many: the model's variability is too small, or its predictions are biased; too few: its variability is too large"),
            ];
        }
    }

    private static string Text(NpcInterval interval) => interval.Coverage == 0 ? "the median" : $"{Percent(interval.Coverage)} %";

    private static string Percent(double share) => Math.Round(100 * share, 9).ToString(CultureInfo.InvariantCulture);
}
