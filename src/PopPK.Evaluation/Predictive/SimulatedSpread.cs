namespace PopPK.Evaluation.Predictive;

/// <summary>
/// Means and standard deviations of simulated observations over replicates, by Welford's updates (1962, Technometrics 4:419). Values that do not exist are
/// left out. Mutable; one owner, and replicates in their order, so that the sums are the same bit for bit.
/// </summary>
/// <param name="count">Number of observations of the cohort.</param>
public sealed class SimulatedSpread(int count)
{
    private readonly int[] _counts = new int[count];
    private readonly double[] _means = new double[count];
    private readonly double[] _squares = new double[count];

    /// <summary>Number of observations.</summary>
    public int Count => _counts.Length;

    /// <summary>Adds a replicate.</summary>
    /// <param name="simulated">All observations of the cohort, subject by subject.</param>
    /// <exception cref="ArgumentException">There is another number of them.</exception>
    public void Add(ReadOnlySpan<double> simulated)
    {
        if (simulated.Length != Count)
        {
            throw new ArgumentException($"There are {Count} observations; {simulated.Length} were given.", nameof(simulated));
        }

        for (var i = 0; i < simulated.Length; i++)
        {
            if (double.IsFinite(simulated[i]))
            {
                var difference = simulated[i] - _means[i];
                _means[i] += difference / ++_counts[i];
                _squares[i] += difference * (simulated[i] - _means[i]);
            }
        }
    }

    /// <summary>The mean of an observation; NaN without values.</summary>
    /// <param name="observation">Its position.</param>
    public double MeanOf(int observation) => _counts[observation] == 0 ? double.NaN : _means[observation];

    /// <summary>The standard deviation of an observation, with divisor K - 1; NaN with fewer than two values.</summary>
    /// <param name="observation">Its position.</param>
    public double DeviationOf(int observation) =>
        _counts[observation] < 2 ? double.NaN : Math.Sqrt(_squares[observation] / (_counts[observation] - 1));
}
