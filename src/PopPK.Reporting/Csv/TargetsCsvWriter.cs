using PopPK.Simulation.Exposure;

namespace PopPK.Reporting.Csv;

/// <summary>
/// Writes <c>targets.csv</c>: a row per target (and arm, where there are several) with how many simulated subjects attain it (with the 95 %
/// interval by Wilson) and which factors on the design's doses attain it: for the typical subject (TYPICAL, from LOWEST to HIGHEST), for most
/// subjects (BEST) and for nine in ten (ENOUGH), each with the share that attains it. Then a row per factor that was asked for: FACTOR is 1 in
/// the target's own row. Stateless.
/// </summary>
public static class TargetsCsvWriter
{
    private const int SearchColumns = 7;

    /// <summary>Writes the table.</summary>
    /// <param name="results">The results.</param>
    /// <param name="arms">The arms.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(IEnumerable<TargetResult> results, ExposureArms arms, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(arms);
        using var csv = new CsvDocument(stream);
        csv.Cells(arms.AreSeveral ? ["ARM", "TARGET"] : ["TARGET"]);
        csv.Cells(
        [
            "FACTOR", "N", "ATTAINED", "PROBABILITY", "LOWER", "UPPER", "TYPICAL", "TYPICAL_LOWEST", "TYPICAL_HIGHEST",
            "BEST", "BEST_PROBABILITY", "ENOUGH", "ENOUGH_PROBABILITY",
        ]);
        csv.EndRow();
        foreach (var result in results)
        {
            Begin(csv, result, arms, 1, result.Attainment);
            csv.Cells(result.Doses is { } doses ? Search(doses) : Missing(SearchColumns));
            csv.EndRow();
            foreach (var (factor, attainment) in result.Table)
            {
                Begin(csv, result, arms, factor, attainment);
                csv.Cells(Missing(SearchColumns));
                csv.EndRow();
            }
        }
    }

    private static void Begin(CsvDocument csv, TargetResult result, ExposureArms arms, double factor, Attainment attainment)
    {
        if (arms.AreSeveral)
        {
            csv.Cell(arms.Names[result.Arm]);
        }

        var (lower, upper) = attainment.Interval();
        csv.Cell(result.Target.ToString());
        csv.Cells([factor, attainment.Count, attainment.Attained, attainment.Probability, lower, upper]);
    }

    private static double[] Search(TargetDoses doses) =>
    [
        doses.Typical.Status == DoseSearchStatus.Attained ? doses.Typical.Dose : double.NaN,
        doses.Typical.Lowest,
        doses.Typical.Highest,
        doses.Best.Dose,
        doses.Best.Attainment.Probability,
        .. doses.Enough.IsEnough ? [doses.Enough.Dose, doses.Enough.Attainment.Probability] : Missing(2),
    ];

    private static double[] Missing(int count)
    {
        var cells = new double[count];
        Array.Fill(cells, double.NaN);
        return cells;
    }
}
