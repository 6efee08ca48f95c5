using PopPK.Numerics.Differentiation;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Numerics.Tests.Differentiation;

public class NumericalDerivativesTests
{
    private static readonly double StepOfCubeRoot = Math.Cbrt(Math.BitIncrement(1) - 1);

    [Fact]
    public void The_Jacobian_agrees_with_the_derivatives()
    {
        double[] point = [0.7, -1.3];
        var jacobian = new double[6];
        Assert.True(NumericalDerivatives.TryJacobian(
            (x, y) =>
            {
                y[0] = Math.Exp(x[0]) * x[1];
                y[1] = Math.Sin(x[1]);
                y[2] = x[0] * x[0] * x[0];
                return true;
            },
            point,
            [StepOfCubeRoot, StepOfCubeRoot],
            jacobian));
        double[] expected = [Math.Exp(0.7) * -1.3, Math.Exp(0.7), 0, Math.Cos(-1.3), 3 * 0.49, 0];
        Assert.All(expected.Zip(jacobian), pair => Assert.Equal(pair.First, pair.Second, Tolerance.Derivative));
    }

    [Fact]
    public void The_Hessian_of_a_quadratic_is_exact_and_symmetric()
    {
        double[] a = [4, 1, -2, 1, 3, 0.5, -2, 0.5, 5];
        var hessian = new double[9];
        Assert.True(NumericalDerivatives.TryHessian(
            (x, g) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    g[i] = (a[3 * i] * x[0]) + (a[(3 * i) + 1] * x[1]) + (a[(3 * i) + 2] * x[2]);
                }

                return true;
            },
            [0.1, 20, -3],
            [0.5, 0.25, -0.125],
            hessian));
        Assert.All(a.Zip(hessian), pair => Assert.Equal(pair.First, pair.Second, Tolerance.Algebra * 10));
        Assert.Equal(hessian[1], hessian[3]);
    }

    [Fact]
    public void A_failure_and_a_number_that_is_not_finite_are_reported()
    {
        var calls = 0;
        Assert.False(NumericalDerivatives.TryJacobian((_, _) => ++calls < 3, [1, 2], [0.1, 0.1], new double[2]));
        Assert.Equal(3, calls);
        Assert.False(NumericalDerivatives.TryJacobian(
            (x, g) =>
            {
                g[0] = Math.Log(x[0]);
                return true;
            },
            [0.05],
            [0.1],
            new double[1]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => NumericalDerivatives.TryJacobian((_, _) => true, [1, 2], [0.1], new double[2]));
        Assert.Throws<ArgumentException>(() => NumericalDerivatives.TryJacobian((_, _) => true, [1, 2], [0.1, 0], new double[2]));
        Assert.Throws<ArgumentException>(() => NumericalDerivatives.TryHessian((_, _) => true, [1, 2], [0.1, 0.1], new double[2]));
    }

    [Fact]
    public void The_test_kits_difference_has_ten_digits()
    {
        Assert.Equal(Math.Exp(1), HighOrderDifference.Derivative(Math.Exp, 1), Tolerance.HighOrderDifference * Math.E);
        Assert.Equal(-Math.Sin(2), HighOrderDifference.SecondDerivative(Math.Sin, 2), Tolerance.Derivative);
        var jacobian = HighOrderDifference.Jacobian(x => [x[0] * x[1], Math.Log(x[1])], [3, 2]);
        Assert.Equal(2, jacobian[0, 0], Tolerance.HighOrderDifference);
        Assert.Equal(3, jacobian[0, 1], Tolerance.HighOrderDifference * 3);
        Assert.Equal(0, jacobian[1, 0], Tolerance.HighOrderDifference);
        Assert.Equal(0.5, jacobian[1, 1], Tolerance.HighOrderDifference);
    }
}
