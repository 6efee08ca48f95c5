using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

public class PairKernelTests
{
    private const int Size = PairKernel.PairSize + ModeKernel.DepotSize;

    [Fact]
    public void Modes_and_series_move_a_pair_like_its_differential_equations() => RandomCases.Check(random =>
    {
        var (alpha, ratio) = (random.LogUniform(0.05, 3), random.LogUniform(0.01, 0.5));
        var beta = alpha * ratio;
        var kappa = random.Next(3) switch { 0 => alpha, 1 => beta, _ => random.LogUniform(0.01, 3) };
        var (bolus, rate, depotRate, dt) = (random.NextDouble(), random.NextDouble(), random.NextDouble(), random.LogUniform(1e-2, 10));
        var expected = Plain([bolus], [1], alpha + beta, alpha * beta, kappa, rate, depotRate, dt);
        var what = $"alpha = {alpha:R}, beta = {beta:R}, kappa = {kappa:R}, dt = {dt:R}";

        var modes = ByModes(bolus, alpha, beta, kappa, rate, depotRate, dt);
        var series = BySeries(bolus, alpha + beta, alpha * beta, kappa, rate, depotRate, dt);

        AssertNear(expected, modes, alpha + beta, alpha * beta, kappa, what);
        AssertNear(expected, series, alpha + beta, alpha * beta, kappa, what);
    });

    [Fact]
    public void A_series_does_not_care_whether_the_eigenvalues_are_equal() => RandomCases.Check(random =>
    {
        var (middle, kappa, dt) = (random.LogUniform(0.05, 3), random.LogUniform(0.01, 3), random.LogUniform(1e-2, 30));

        // The product is the largest there is, or a rounding away from it to either side.
        var product = middle * middle * (1 + 1e-15 * random.Next(-1, 2));
        var expected = Plain([0.5], [1], 2 * middle, product, kappa, 0.3, 0.2, dt);

        var actual = BySeries(0.5, 2 * middle, product, kappa, 0.3, 0.2, dt);
        AssertNear(expected, actual, 2 * middle, product, kappa, $"{middle:R}, kappa = {kappa:R}, dt = {dt:R}");
    });

    [Fact]
    public void Equal_eigenvalues_give_the_textbook_limit()
    {
        // w'' + 2 w' + w = 0 after a unit impulse: w = t exp(-t), y = (1 - t) exp(-t).
        var pair = BySeries(bolus: 1, 2, 1, 0, 0, 0, 3);

        Near.Equal([3 * Math.Exp(-3), -2 * Math.Exp(-3)], [pair[0], pair[PairKernel.JetSize]], Tolerance.Algebra);
    }

    [Fact]
    public void A_series_refuses_a_step_that_would_take_for_ever()
    {
        var pair = new double[PairKernel.PairSize];
        pair[0] = 1;
        Assert.False(PairSeriesKernel.TryAdvance(pair, default, 1e6, 1e11, 0, 1, 0, 1e3));
        Assert.False(PairSeriesKernel.TryAdvance(pair, default, double.MaxValue, 1, 0, 1, 0, 1e3));
        Assert.Equal(1, pair[0]);
    }

    [Fact]
    public void Neither_way_allocates() => Allocation.IsZero(() =>
    {
        Span<double> pair = stackalloc double[PairKernel.PairSize];
        Span<double> depot = stackalloc double[ModeKernel.DepotSize];
        depot.Fill(1);
        PairKernel.Combine(pair[..ModeKernel.ModeSize], pair[ModeKernel.ModeSize..], 2, 1, pair);
        PairSeriesKernel.TryAdvance(pair, depot, 2, 1, 0.5, 1, 1, 10);
    });

    private static double[] ByModes(double bolus, double alpha, double beta, double kappa, double rate, double depotRate, double dt)
    {
        var fast = new double[ModeKernel.ModeSize];
        var slow = new double[ModeKernel.ModeSize];
        (fast[0], slow[0]) = (bolus, bolus);
        double[] depot = [1, 0, 0];
        var depotDecay = Math.Exp(-kappa * dt);
        ModeKernel.Advance(fast, depot, alpha, kappa, Math.Exp(-alpha * dt), depotDecay, rate, depotRate, dt);
        ModeKernel.Advance(slow, depot, beta, kappa, Math.Exp(-beta * dt), depotDecay, rate, depotRate, dt);
        var pair = new double[PairKernel.PairSize];
        PairKernel.Combine(fast, slow, alpha, beta, pair);
        return pair;
    }

    private static double[] BySeries(double bolus, double s, double p, double kappa, double rate, double depotRate, double dt)
    {
        var pair = new double[PairKernel.PairSize];
        pair[PairKernel.JetSize] = bolus;
        Assert.True(PairSeriesKernel.TryAdvance(pair, [1, 0, 0], s, p, kappa, rate, depotRate, dt));
        return pair;
    }

    // The equations differentiated by s, p and kappa, a row each, in the kernel's order; the last unknown is the constant 1.
    private static double[] Plain(double[] y, double[] depot, double s, double p, double kappa, double rate, double depotRate, double dt)
    {
        const int Y = PairKernel.JetSize;
        const int D = PairKernel.PairSize;
        var a = new double[Size + 1, Size + 1];
        var start = new double[Size + 1];
        (start[Y], start[D], start[Size]) = (y[0], depot[0], 1);
        for (var i = 0; i < Y; i++)
        {
            a[i, Y + i] = 1;
            a[Y + i, Y + i] = -s;
            a[Y + i, i] = -p;
        }

        void Add(int of, params (int From, double Factor)[] terms)
        {
            foreach (var (from, factor) in terms)
            {
                a[of, from] += factor;
            }
        }

        const int S = 1, P = 2, K = 3, SS = 4, SP = 5, SK = 6, PP = 7, PK = 8, KK = 9;
        Add(Y, (D, kappa), (Size, rate));
        Add(Y + S, (Y, -1));
        Add(Y + P, (0, -1));
        Add(Y + K, (D, 1), (D + 1, kappa));
        Add(Y + SS, (Y + S, -2));
        Add(Y + SP, (Y + P, -1), (S, -1));
        Add(Y + SK, (Y + K, -1));
        Add(Y + PP, (P, -2));
        Add(Y + PK, (K, -1));
        Add(Y + KK, (D + 1, 2), (D + 2, kappa));
        Add(D, (D, -kappa), (Size, depotRate));
        Add(D + 1, (D + 1, -kappa), (D, -1));
        Add(D + 2, (D + 2, -kappa), (D + 1, -2));
        return LinearSystem.Advance(a, start, dt);
    }

    // Derivatives by the logarithms of s, p and kappa: with a short step the others are tiny differences of large numbers.
    private static void AssertNear(double[] expected, double[] actual, double s, double p, double kappa, string what)
    {
        double[] units = [1, s, p, kappa, s * s, s * p, s * kappa, p * p, p * kappa, kappa * kappa];
        for (var block = 0; block < PairKernel.PairSize; block += PairKernel.JetSize)
        {
            double[] plain = [.. units.Select((unit, i) => unit * expected[block + i])];
            double[] kernel = [.. units.Select((unit, i) => unit * actual[block + i])];
            Near.Equal(plain, kernel, Tolerance.DividedDifference, plain.Max(Math.Abs), what);
        }
    }
}
