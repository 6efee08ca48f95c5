using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

public class ModeKernelTests
{
    [Fact]
    public void A_mode_without_a_depot_moves_like_its_differential_equations() => RandomCases.Check(random =>
    {
        var (lambda, rate, dt) = (random.LogUniform(1e-3, 3), random.Next(2) * random.NextDouble(), random.LogUniform(1e-3, 10));
        var z = Start(random, ModeKernel.ModeSize);
        (z[2], z[4], z[5]) = (0, 0, 0);
        var expected = PlainMode.Advance(z, new double[ModeKernel.DepotSize], lambda, 1, rate, 0, dt);

        ModeKernel.Advance(z, lambda, Math.Exp(-lambda * dt), rate, dt);

        Near.Equal(expected.AsSpan(0, ModeKernel.ModeSize), z, Tolerance.Algebra, Scale(expected), $"lambda = {lambda:R}, dt = {dt:R}");
    });

    [Fact]
    public void A_mode_and_its_depot_move_like_their_differential_equations() => RandomCases.Check(random =>
    {
        var lambda = random.LogUniform(1e-3, 3);
        var kappa = random.Next(3) switch { 0 => lambda, 1 => lambda * (1 + random.LogUniform(1e-12, 0.1)), _ => random.LogUniform(1e-3, 3) };
        var (rate, depotRate) = (random.Next(2) * random.NextDouble(), random.Next(2) * random.NextDouble());
        var dt = random.LogUniform(1e-3, 10);
        var z = Start(random, ModeKernel.ModeSize);
        var depot = Start(random, ModeKernel.DepotSize);
        var expected = PlainMode.Advance(z, depot, lambda, kappa, rate, depotRate, dt);

        var (el, ek) = (Math.Exp(-lambda * dt), Math.Exp(-kappa * dt));
        ModeKernel.Advance(z, depot, lambda, kappa, el, ek, rate, depotRate, dt);
        ModeKernel.AdvanceDepot(depot, kappa, ek, depotRate, dt);

        var what = $"lambda = {lambda:R}, kappa = {kappa:R}, dt = {dt:R}";
        Near.Equal(expected.AsSpan(0, ModeKernel.ModeSize), z, Tolerance.Algebra, Scale(expected), what);
        Near.Equal(expected.AsSpan(ModeKernel.ModeSize, ModeKernel.DepotSize), depot, Tolerance.Algebra, Scale(expected), what);
    });

    [Fact]
    public void A_step_of_no_length_moves_nothing()
    {
        var z = Start(new Random(1), ModeKernel.ModeSize);
        var depot = Start(new Random(2), ModeKernel.DepotSize);
        double[] before = [.. z, .. depot];

        ModeKernel.Advance(z, depot, 0.3, 0.4, 1, 1, 5, 6, 0);
        ModeKernel.AdvanceDepot(depot, 0.4, 1, 6, 0);

        Assert.Equal(before, z.Concat(depot));
    }

    [Fact]
    public void Moving_allocates_nothing()
    {
        var z = new double[ModeKernel.ModeSize];
        var depot = new double[ModeKernel.DepotSize];
        Allocation.IsZero(() =>
        {
            ModeKernel.Advance(z, 0.1, Math.Exp(-0.1), 1, 1);
            ModeKernel.Advance(z, depot, 0.1, 0.2, Math.Exp(-0.1), Math.Exp(-0.2), 1, 1, 1);
            ModeKernel.AdvanceDepot(depot, 0.2, Math.Exp(-0.2), 1, 1);
        });
    }

    private static double[] Start(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];

    private static double Scale(double[] values) => values.Max(Math.Abs);
}
