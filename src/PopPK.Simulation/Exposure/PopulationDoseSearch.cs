using System.Collections.Immutable;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// Finds the dose for a population from what was found for each of many simulated subjects: the range of doses with which a subject
/// attains the target. The share of subjects that attain it is a staircase with its steps at the ends of these ranges, so the best
/// dose, and the smallest that is good enough, are known exactly for these subjects: all doses are compared in the same subjects. Stateless.
/// </summary>
public static class PopulationDoseSearch
{
    /// <summary>How many subjects attain a target with a dose.</summary>
    /// <param name="subjects">What was found for each subject.</param>
    /// <param name="dose">The dose.</param>
    public static Attainment At(IReadOnlyCollection<DoseSearchResult> subjects, double dose)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        return new Attainment(subjects.Count(s => s.Lowest <= dose && dose <= s.Highest), subjects.Count);
    }

    /// <summary>The doses with which most subjects attain the target.</summary>
    /// <param name="subjects">What was found for each subject.</param>
    /// <returns>The smallest and the largest of these doses next to each other, and how many attain it; NaN when nobody does with any dose.</returns>
    public static PopulationDose Best(IReadOnlyCollection<DoseSearchResult> subjects) => Find(subjects, long.MaxValue);

    /// <summary>The smallest dose with which a share of the subjects attains the target.</summary>
    /// <param name="subjects">What was found for each subject.</param>
    /// <param name="probability">The share, between 0 and 1.</param>
    /// <returns>The dose, and up to which larger one the share is that large; the best dose when none is good enough.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public static PopulationDose Smallest(IReadOnlyCollection<DoseSearchResult> subjects, double probability)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        return Find(subjects, (long)Math.Ceiling(probability * subjects.Count * (1 - 1e-12)));
    }

    private static PopulationDose Find(IReadOnlyCollection<DoseSearchResult> subjects, long wanted)
    {
        ArgumentNullException.ThrowIfNull(subjects);

        // At one dose ranges begin before others end: their ends belong to them.
        ImmutableArray<(double Dose, int Change)> steps =
        [
            .. subjects.Where(s => s.Status == DoseSearchStatus.Attained)
                .SelectMany(s => new[] { (Dose: s.Lowest, Change: 1), (Dose: s.Highest, Change: -1) })
                .OrderBy(s => s.Dose).ThenByDescending(s => s.Change),
        ];
        var (count, most, dose, upTo) = (0, 0, double.NaN, double.NaN);
        for (var i = 0; i < steps.Length; i++)
        {
            count += steps[i].Change;
            if (count > most && most < wanted)
            {
                (most, dose) = (count, steps[i].Dose);
                upTo = double.NaN;
            }
            else if (double.IsNaN(upTo) && count < Math.Min(most, wanted))
            {
                upTo = steps[i].Dose;
            }
        }

        return new PopulationDose(dose, upTo, new Attainment(most, subjects.Count), most >= wanted);
    }
}
