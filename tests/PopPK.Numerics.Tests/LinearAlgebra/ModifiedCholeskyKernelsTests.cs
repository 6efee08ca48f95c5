using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class ModifiedCholeskyKernelsTests
{
    [Fact]
    public void A_positive_definite_matrix_is_factored_without_change() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var a = random.PositiveDefinite(n);
        var l = (double[])a.Clone();
        var added = new double[n];
        Assert.Equal(0, ModifiedCholeskyKernels.Factor(l, n, added));
        Assert.All(added, e => Assert.Equal(0, e));
        PlainMatrix.AssertClose(a, PlainMatrix.LowerTimesTranspose(l, n), n);
    });

    [Fact]
    public void Any_symmetric_matrix_is_factored_after_an_addition_to_the_diagonal() => RandomCases.Check(random =>
    {
        var n = random.Next(2, 20);
        var a = random.PositiveDefinite(n);
        for (var i = 0; i < n; i++)
        {
            a[(i * n) + i] -= 2 * n * random.NextDouble();
        }

        var l = (double[])a.Clone();
        var added = new double[n];
        var largest = ModifiedCholeskyKernels.Factor(l, n, added);
        Assert.Equal(added.Max(), largest);
        Assert.All(added, e => Assert.True(e >= 0));
        for (var i = 0; i < n; i++)
        {
            Assert.True(l[(i * n) + i] > 0);
            a[(i * n) + i] += added[i];
        }

        PlainMatrix.AssertClose(a, PlainMatrix.LowerTimesTranspose(l, n), n);
    });

    [Fact]
    public void The_kernel_agrees_with_its_plain_twin() => RandomCases.Check(random =>
    {
        // Far from positive definite, so that no choice of a pivot hangs on a rounding.
        var n = random.Next(2, 12);
        var a = random.PositiveDefinite(n);
        for (var i = 0; i < n; i++)
        {
            a[(i * n) + i] -= n;
        }

        var (plain, e) = PlainCholesky.FactorModified(a, n);
        var added = new double[n];
        ModifiedCholeskyKernels.Factor(a, n, added);
        PlainMatrix.AssertClose(PlainMatrix.LowerTimesTranspose(plain, n), PlainMatrix.LowerTimesTranspose(a, n), n);
        PlainMatrix.AssertClose(e, added, n);
    });

    [Fact]
    public void The_addition_is_as_large_as_the_negative_eigenvalue_and_of_its_order()
    {
        // Gill, Murray and Wright (1981), section 4.4.2.2; the smallest eigenvalue is -2.202.
        double[] l = [1, 1, 2, 1, 1, 3, 2, 3, 1];
        Assert.InRange(ModifiedCholeskyKernels.Factor(l, 3, new double[3]), 2.202, 10);
    }

    [Fact]
    public void A_row_of_zeros_does_not_disturb_the_others()
    {
        double[] l = [4, 0, 2, 0, 0, 0, 2, 0, 9];
        var added = new double[3];
        Assert.True(ModifiedCholeskyKernels.Factor(l, 3, added) > 0);
        Assert.Equal(0, added[0]);
        Assert.Equal(0, added[2]);
        double[] b = [6, 0, 11];
        CholeskyKernels.Solve(l, 3, b);
        PlainMatrix.AssertClose([1, 0, 1], b, 3);
    }

    [Fact]
    public void A_matrix_that_is_not_finite_is_reported()
    {
        Assert.True(double.IsNaN(ModifiedCholeskyKernels.Factor([1, 0, double.NaN, 1], 2, new double[2])));
        Assert.True(double.IsNaN(ModifiedCholeskyKernels.Factor([double.PositiveInfinity], 1, new double[1])));
    }

    [Fact]
    public void The_kernel_allocates_nothing()
    {
        const int n = 7;
        var a = new Random(3).PositiveDefinite(n);
        var (l, added) = (new double[n * n], new double[n]);
        Allocation.IsZero(() =>
        {
            a.CopyTo(l, 0);
            l[0] = -1;
            ModifiedCholeskyKernels.Factor(l, n, added);
        });
        Assert.True(added.Max() > Tolerance.Algebra);
    }
}
