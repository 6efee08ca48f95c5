using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Numerics.Randomness;

namespace PopPK.Uncertainty;

/// <summary>
/// Draws population parameters from what is known of them after a fit, for simulations with parameter uncertainty: from the covariance
/// matrix of the estimates, normal on the optimiser's coordinates, so that variances are positive, bounds are kept and blocks of Omega
/// positive definite; or from a sample (bootstrap, importance resampling), with replacement. Draw n depends on seed and n only.
/// Immutable; safe to share between threads.
/// </summary>
public sealed class ParameterDraws
{
    private readonly ParameterLayout _layout;
    private readonly long _seed;
    private readonly Func<RandomStream, double[]> _draw;

    private ParameterDraws(ParameterLayout layout, long seed, Func<RandomStream, double[]> draw) => (_layout, _seed, _draw) = (layout, seed, draw);

    /// <summary>Draws from a covariance matrix.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="estimates">The estimates of the free ones, natural scale.</param>
    /// <param name="covariance">Their covariance matrix, natural scale, row by row.</param>
    /// <param name="seed">The seed; not negative.</param>
    /// <returns>The draws, or null when the matrix is not positive definite.</returns>
    /// <exception cref="ArgumentException">The number of estimates or elements is not that of the free parameters.</exception>
    public static ParameterDraws? TryFromCovariance(ParameterLayout layout, ReadOnlySpan<double> estimates, ReadOnlySpan<double> covariance, long seed)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var n = layout.Free.Length;
        if (estimates.Length != n || covariance.Length != n * n)
        {
            throw new ArgumentException($"The model has {n} free parameters; {estimates.Length} estimates and {covariance.Length} elements were given.", nameof(covariance));
        }

        const double inflation = 1;
        return ProposalDistribution.TryCreate(layout, estimates, covariance, inflation) is { } distribution
            ? new ParameterDraws(layout, seed, stream => distribution.Draw(stream, out _))
            : null;
    }

    /// <summary>Draws from a sample.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="sample">Values of the free parameters, natural scale; each as likely as the others.</param>
    /// <param name="seed">The seed; not negative.</param>
    /// <exception cref="ArgumentException">The sample is empty.</exception>
    public static ParameterDraws FromSample(ParameterLayout layout, ImmutableArray<double[]> sample, long seed)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return sample.IsDefaultOrEmpty
            ? throw new ArgumentException("The sample is empty.", nameof(sample))
            : new ParameterDraws(layout, seed, stream => sample[stream.NextIndex(sample.Length)]);
    }

    /// <summary>A draw.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <returns>The parameters.</returns>
    /// <remarks>Where rounding leaves a matrix that is no covariance matrix, the next draw of the same stream is taken.</remarks>
    public PopulationPoint At(int number)
    {
        const int mostTries = 100;
        var stream = new RandomStream(_seed, RandomPurpose.Parameters, 0, number);
        for (var tries = 0; tries < mostTries; tries++)
        {
            if (_layout.PointAt(_draw(stream)) is { } point)
            {
                return point;
            }
        }

        throw new InvalidOperationException($"{mostTries} draws of parameters in a row are no parameters of the model.");
    }
}
