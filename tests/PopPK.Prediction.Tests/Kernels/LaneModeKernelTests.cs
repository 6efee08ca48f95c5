using PopPK.Prediction.Kernels;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

/// <summary><see cref="LaneModeKernel"/> and <see cref="LaneExponentialKernel"/> against the kernels of single observations.</summary>
public class LaneModeKernelTests
{
    private const int Width = LaneFunction.Width;
    private static readonly double[] Times = [0, 1e-6, 0.1, 0.9, 1.1, 3, 20, 500];

    [Theory]
    [InlineData(0.3, 1.7, 0)]
    [InlineData(0.3, 1.7, 5)]
    [InlineData(0.3, 0.3000001, 0)]
    [InlineData(2.5, 0.02, 3)]
    public void A_mode_moves_as_it_does_alone(double lambda, double kappa, double rate)
    {
        double[] mode = [4, 1, 2, 0.5, 0.3, 0.7], depot = [50, -20, 10];
        var (modes, depots) = (InLanes(mode), InLanes(depot));
        var (z, d) = (new double[mode.Length * Width], new double[depot.Length * Width]);
        void Advance()
        {
            var t = LaneModeKernel.At(Times, 0);
            var (el, ek) = (System.Runtime.Intrinsics.Vector512.Exp(-lambda * t), System.Runtime.Intrinsics.Vector512.Exp(-kappa * t));
            var inputs = System.Runtime.Intrinsics.Vector512.Create(rate);
            LaneModeKernel.Advance(modes, depots, lambda, kappa, el, ek, inputs, rate != 0, t, z);
            LaneModeKernel.AdvanceDepot(depots, ek, t, d);
        }

        Allocation.IsZero(Advance);
        for (var lane = 0; lane < Width; lane++)
        {
            double[] one = [.. mode], of = [.. depot];
            var (el, ek) = (Math.Exp(-lambda * Times[lane]), Math.Exp(-kappa * Times[lane]));
            ModeKernel.Advance(one, of, lambda, kappa, el, ek, rate, 0, Times[lane]);
            ModeKernel.AdvanceDepot(of, kappa, ek, 0, Times[lane]);
            AssertLane(one, z, lane);
            AssertLane(of, d, lane);
        }
    }

    [Fact]
    public void Modes_combine_as_they_do_alone()
    {
        double[] fast = [4, 1, 2, 0.5, 0.3, 0.7], slow = [3, -1, 0.2, 0.1, -0.3, 0.9];
        var (f, s) = (InLanes(fast), InLanes(slow));
        var pair = new double[PairKernel.PairSize * Width];
        Allocation.IsZero(() => LaneModeKernel.Combine(f, s, 1.3, 0.2, withDepot: true, pair));

        var expected = new double[PairKernel.PairSize];
        PairKernel.Combine(fast, slow, 1.3, 0.2, expected);
        AssertLane(expected, pair, 5);
    }

    private static double[] InLanes(double[] numbers) => [.. numbers.SelectMany(x => Enumerable.Repeat(x, Width))];

    private static void AssertLane(double[] expected, double[] lanes, int lane)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Near.Equal(expected[i], lanes[i * Width + lane], Tolerance.Algebra, expected.Max(Math.Abs), $"number {i}, lane {lane}");
        }
    }
}
