using PopPK.Numerics.Ode;
using PopPK.TestKit.Twins;

namespace PopPK.Numerics.Tests.Ode;

/// <summary>
/// The coefficients before the transformation u = h Gamma k: Gamma^-1 = I / gamma - g, alpha = a Gamma, b = Gamma' m:
/// Hairer and Wanner (1996), equations IV.7.23-25.
/// </summary>
internal sealed record UntransformedRosenbrock(double[][] Alpha, double[][] Gamma, double[] Weights, double[] EmbeddedWeights)
{
    public double[][] Beta { get; } = [.. Alpha.Zip(Gamma, (a, g) => a.Zip(g, (x, y) => x + y).ToArray())];

    public static UntransformedRosenbrock Of(RosenbrockTableau tableau)
    {
        var s = tableau.StageCount;
        var (a, gamma) = (new double[s * s], new double[s * s]);
        for (var i = 0; i < s; i++)
        {
            tableau.StageRow(i).CopyTo(a.AsSpan(i * s));

            // Row by row of the inverse of a lower triangle.
            gamma[i * (s + 1)] = tableau.Gamma;
            for (var j = 0; j < i; j++)
            {
                for (var k = j; k < i; k++)
                {
                    gamma[(i * s) + j] += tableau.Gamma * tableau.RateRow(i)[k] * gamma[(k * s) + j];
                }
            }
        }

        double[] weights = [.. tableau.Weights];
        double[] embedded = [.. weights.Select((m, i) => m - tableau.ErrorWeights[i])];
        return new UntransformedRosenbrock(
            Rows(PlainMatrix.Multiply(a, gamma, s, s, s), s),
            Rows(gamma, s),
            PlainMatrix.Multiply(weights, gamma, 1, s, s),
            PlainMatrix.Multiply(embedded, gamma, 1, s, s));
    }

    private static double[][] Rows(double[] matrix, int n) => [.. matrix.Chunk(n)];
}
