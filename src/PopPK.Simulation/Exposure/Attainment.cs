using PopPK.Numerics.Randomness;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// The share of simulated subjects that attain a target, with the interval that chance leaves: Wilson's (1927, J Am Stat Assoc 22:209), which
/// holds its level near 0 and 1 too, where the normal interval has no width. Subjects that could not be measured do not attain. Immutable.
/// </summary>
/// <param name="Attained">Number of subjects that attain the target.</param>
/// <param name="Count">Number of subjects.</param>
public readonly record struct Attainment(long Attained, long Count)
{
    /// <summary>The share; NaN without subjects.</summary>
    public double Probability => (double)Attained / Count;

    /// <summary>The sum of two.</summary>
    /// <param name="other">Other subjects.</param>
    public Attainment Plus(Attainment other) => new(Attained + other.Attained, Count + other.Count);

    /// <summary>The interval of a level.</summary>
    /// <param name="level">Between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public (double Lower, double Upper) Interval(double level = 0.95)
    {
        if (!(level is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level is between 0 and 1.");
        }

        if (Count == 0)
        {
            return (0, 1);
        }

        var z = NormalQuantile.At(0.5 * (1 + level));
        var z2 = z * z / Count;
        var middle = (Probability + 0.5 * z2) / (1 + z2);
        var half = z / (1 + z2) * Math.Sqrt((Probability * (1 - Probability) + 0.25 * z2) / Count);

        // At the ends the formula gives 0 and 1 but for rounding.
        return (Attained == 0 ? 0 : middle - half, Attained == Count ? 1 : middle + half);
    }
}
