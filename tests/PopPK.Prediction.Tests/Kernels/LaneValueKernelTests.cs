using PopPK.Prediction.Kernels;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

/// <summary><see cref="LaneValueKernel"/> and <see cref="LinearStepKernel"/> against the kernels of single observations with derivatives, and plain sums.</summary>
public class LaneValueKernelTests
{
    private const int Width = LaneFunction.Width;
    private static readonly double[] Times = [0, 1e-6, 0.1, 0.9, 1.1, 3, 20, 500];

    [Theory]
    [InlineData(0.3, 1.7, 0)]
    [InlineData(0.3, 1.7, 5)]
    [InlineData(0.3, 0.3000001, 0)]
    [InlineData(0.3, 0.3, 2)]
    [InlineData(2.5, 0.02, 3)]
    public void Modes_move_as_they_do_with_derivatives(double lambda, double kappa, double rate)
    {
        double[] rates = [lambda, 2 * lambda], state = [4, 3, 50, rate, 2 * rate];
        double[] lanes = [.. state.SelectMany(x => Enumerable.Repeat(x, Width))];
        var (basis, z) = (new double[LaneValueKernel.BasisSize(2) * Width], new double[2 * Width]);
        void Advance()
        {
            LaneValueKernel.FillBasis(Times, rates, 1, kappa, hasDepot: true, rate != 0, basis);
            LaneValueKernel.Advance(lanes, basis, 2, 1, kappa, rate != 0, z);
        }

        Allocation.IsZero(Advance);
        for (var lane = 0; lane < Width; lane++)
        {
            double[] fed = [4, 0, 0, 0, 0, 0], other = [3, 0, 0, 0, 0, 0];
            var (t, el, ek) = (Times[lane], Math.Exp(-lambda * Times[lane]), Math.Exp(-kappa * Times[lane]));
            ModeKernel.Advance(fed, [50, 0, 0], lambda, kappa, el, ek, rate, 0, t);
            ModeKernel.Advance(other, 2 * lambda, el * el, 2 * rate, t);
            Near.Equal(fed[0], z[lane], Tolerance.Algebra, 0, $"fed mode, lane {lane}");
            Near.Equal(other[0], z[Width + lane], Tolerance.Algebra, 0, $"mode, lane {lane}");
            Near.Equal(ek, basis[2 * Width + lane], Tolerance.Algebra, 0, $"depot, lane {lane}");
        }
    }

    [Fact]
    public void Modes_combine_as_they_do_with_derivatives()
    {
        double[] fast = [4, 0, 0, 0, 0, 0], slow = [3, 0, 0, 0, 0, 0];
        var expected = new double[PairKernel.PairSize];
        PairKernel.Combine(fast, slow, 1.3, 0.2, expected);
        double[] z = [.. Enumerable.Repeat(4.0, Width), .. Enumerable.Repeat(3.0, Width)];
        LaneValueKernel.Combine(z, 2, 1.3, 0.2);
        Near.Equal(expected[0], z[3], Tolerance.Algebra);
        Near.Equal(expected[PairKernel.JetSize], z[Width + 3], Tolerance.Algebra);
    }

    [Fact]
    public void A_step_of_linear_equations_is_a_product_and_a_sum()
    {
        double[] e = [1, 2, 3, 4, 5, 6, 7, 8, 9], w = [0.1, 0.2, 0.3], a = [2, 3, 5], next = new double[3];
        Allocation.IsZero(() => LinearStepKernel.Advance(e, w, a, next));
        var product = PlainMatrix.Multiply(e, a, 3, 3, 1);
        Near.Equal([.. product.Zip(w, (x, y) => x + y)], next, Tolerance.Algebra);
    }
}
