using PopPK.Likelihood;

namespace PopPK.Simulation.Forecasting;

/// <summary>Proposals for the latent vector of a cluster in one class, and their importance weights. Mutable; one owner.</summary>
/// <param name="mode">The mode they are proposed around.</param>
/// <param name="size">Length of the latent vector.</param>
/// <param name="count">Number of proposals.</param>
internal sealed class WeightedProposals(JointMode mode, int size, int count)
{
    /// <summary>The mode.</summary>
    public JointMode Mode { get; } = mode;

    /// <summary>The covariance at the mode; null when there is no mode.</summary>
    public double[]? Covariance { get; set; }

    /// <summary>The proposals, one behind the other.</summary>
    public double[] Points { get; } = new double[size * count];

    /// <summary>Logarithms of the weights; after <see cref="Normalise"/> the weights, of sum 1.</summary>
    public double[] Weights { get; } = new double[count];

    /// <summary>The logarithm of the mean weight: of the marginal likelihood, but for a constant.</summary>
    public double LogMean { get; private set; } = double.NegativeInfinity;

    /// <summary>The number of independent draws they are worth, 1 / sum of squared weights; 0 when none has a weight.</summary>
    public double Effective { get; private set; }

    /// <summary>A proposal.</summary>
    /// <param name="index">Its number.</param>
    public Span<double> PointAt(int index) => Points.AsSpan(index * size, size);

    /// <summary>Makes weights of their logarithms.</summary>
    public void Normalise()
    {
        var largest = double.NegativeInfinity;
        foreach (var weight in Weights)
        {
            largest = weight > largest ? weight : largest;
        }

        if (!double.IsFinite(largest))
        {
            Array.Clear(Weights);
            return;
        }

        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < Weights.Length; i++)
        {
            Weights[i] = double.IsNaN(Weights[i]) ? 0 : Math.Exp(Weights[i] - largest);
            sum += Weights[i];
            squares += Weights[i] * Weights[i];
        }

        for (var i = 0; i < Weights.Length; i++)
        {
            Weights[i] /= sum;
        }

        (LogMean, Effective) = (largest + Math.Log(sum / Weights.Length), sum * sum / squares);
    }
}
