using PopPK.Likelihood;
using PopPK.Numerics.Randomness;

namespace PopPK.Estimation;

/// <summary>
/// Initial estimates moved at random, reproducibly: on the optimiser's scale, so that they stay inside their bounds. A parameter with
/// one bound is multiplied or divided by up to a factor, the odds of one with two bounds likewise; one without bounds, which may be a
/// logarithm, moves by up to the logarithm of the factor, or by a share of its size if that is more. Variances are multiplied or
/// divided by up to the factor and correlations stay as they are. Stateless; safe for concurrent use.
/// </summary>
public static class RandomStart
{
    /// <summary>The default of the factor.</summary>
    public const double DefaultFactor = 3;

    // Of a parameter without bounds; one of 100 is no logarithm.
    private const double ShareOfSize = 0.25;

    /// <summary>Moves a point.</summary>
    /// <param name="layout">The parameters.</param>
    /// <param name="center">The free parameters, natural scale, strictly inside their bounds.</param>
    /// <param name="seed">The seed; not negative.</param>
    /// <param name="number">Which of the starts that belong to the seed; not negative.</param>
    /// <param name="factor">The largest factor, at least 1.</param>
    public static double[] Near(ParameterLayout layout, ReadOnlySpan<double> center, long seed, int number, double factor = DefaultFactor)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        var scale = new UnconstrainedScale(layout);
        var point = new double[center.Length];
        scale.FromNatural(center, point);
        foreach (var i in layout.FreeScalars)
        {
            var parameter = layout.Parameters[layout.Free[i]];
            var isFree = !double.IsFinite(parameter.Lower) && !double.IsFinite(parameter.Upper);
            var size = isFree ? Math.Max(1, ShareOfSize * Math.Abs(center[i])) : 1;
            point[i] += size * Math.Log(factor) * Symmetric(seed, number, i);
        }

        var natural = new double[center.Length];
        scale.ToNatural(point, natural);
        foreach (var (offset, blockSize) in layout.FreeTriangles)
        {
            ScaleBlock(center, natural, offset, blockSize, (seed, number, factor));
        }

        return natural;
    }

    private static void ScaleBlock(ReadOnlySpan<double> center, double[] natural, int offset, int size, (long Seed, int Number, double Factor) draw)
    {
        var deviations = new double[size];
        for (var k = 0; k < size; k++)
        {
            var diagonal = offset + k * (k + 3) / 2;
            deviations[k] = Math.Pow(draw.Factor, 0.5 * Symmetric(draw.Seed, draw.Number, diagonal));
        }

        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var at = offset + row * (row + 1) / 2 + column;
                natural[at] = center[at] * deviations[row] * deviations[column];
            }
        }
    }

    // A number in (-1, 1) that depends on its three keys only.
    private static double Symmetric(long seed, int number, int parameter) =>
        2 * new RandomStream(seed, RandomPurpose.Restarts, parameter, number).NextUniform() - 1;
}
