using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class CholeskyKernelsTests
{
    [Fact]
    public void The_factor_times_its_transpose_is_the_matrix() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 30);
        var a = random.PositiveDefinite(n);
        var l = (double[])a.Clone();
        Assert.True(CholeskyKernels.TryFactor(l, n));
        PlainMatrix.AssertClose(a, PlainMatrix.LowerTimesTranspose(l, n), n);
    });

    [Fact]
    public void Every_kernel_agrees_with_its_plain_twin() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var a = random.PositiveDefinite(n);
        var b = random.Vector(n);
        var plain = PlainCholesky.Factor(a, n);
        var l = (double[])a.Clone();
        Assert.True(CholeskyKernels.TryFactor(l, n));
        PlainMatrix.AssertClose(PlainMatrix.LowerTimesTranspose(plain, n), PlainMatrix.LowerTimesTranspose(l, n), n);
        PlainMatrix.AssertClose([PlainCholesky.LogDeterminant(plain, n)], [CholeskyKernels.LogDeterminant(l, n)], n);

        var inverse = new double[n * n];
        CholeskyKernels.Invert(l, n, inverse);
        PlainMatrix.AssertClose(PlainCholesky.Invert(plain, n), inverse, n * n);
        var x = (double[])b.Clone();
        CholeskyKernels.Solve(l, n, x);
        PlainMatrix.AssertClose(PlainCholesky.Solve(plain, n, b), x, n * n);
    });

    [Fact]
    public void The_upper_triangle_is_neither_read_nor_written() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 10);
        var a = random.PositiveDefinite(n);
        var b = (double[])a.Clone();
        for (var i = 0; i < n; i++)
        {
            b.AsSpan((i * n) + i + 1, n - i - 1).Fill(double.NaN);
        }

        Assert.True(CholeskyKernels.TryFactor(a, n));
        Assert.True(CholeskyKernels.TryFactor(b, n));
        for (var i = 0; i < n; i++)
        {
            Assert.Equal(a.AsSpan(i * n, i + 1), b.AsSpan(i * n, i + 1));
            Assert.All(b[((i * n) + i + 1)..((i + 1) * n)], x => Assert.True(double.IsNaN(x)));
        }
    });

    [Fact]
    public void Solving_and_multiplying_return_to_the_start() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 30);
        var a = random.PositiveDefinite(n);
        var x = random.Vector(n);
        var b = new double[n];
        DenseKernels.Multiply(a, x, b);
        Assert.True(CholeskyKernels.TryFactor(a, n));
        CholeskyKernels.Solve(a, n, b);
        PlainMatrix.AssertClose(x, b, n);
    });

    [Fact]
    public void The_two_substitutions_solve_the_two_triangles() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var l = random.PositiveDefinite(n);
        Assert.True(CholeskyKernels.TryFactor(l, n));
        var x = random.Vector(n);
        var lower = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, i + 1).Sum(j => l[(i * n) + j] * x[j])).ToArray();
        var upper = Enumerable.Range(0, n).Select(j => Enumerable.Range(j, n - j).Sum(i => l[(i * n) + j] * x[i])).ToArray();
        CholeskyKernels.SolveLower(l, n, lower);
        CholeskyKernels.SolveLowerTransposed(l, n, upper);
        PlainMatrix.AssertClose(x, lower, n);
        PlainMatrix.AssertClose(x, upper, n);
    });

    [Fact]
    public void The_inverse_times_the_matrix_is_the_identity() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var a = random.PositiveDefinite(n);
        var l = (double[])a.Clone();
        Assert.True(CholeskyKernels.TryFactor(l, n));
        var inverse = new double[n * n];
        CholeskyKernels.Invert(l, n, inverse);
        PlainMatrix.AssertClose(PlainMatrix.Identity(n), PlainMatrix.Multiply(a, inverse, n, n, n), n);
        Assert.Equal(PlainMatrix.Transpose(inverse, n, n), inverse);
    });

    [Fact]
    public void The_log_determinant_is_that_of_the_matrix()
    {
        // |A| = 4 * 9 - 2 * 2 = 32.
        double[] a = [4, 2, 2, 9];
        Assert.True(CholeskyKernels.TryFactor(a, 2));
        Assert.Equal(Math.Log(32), CholeskyKernels.LogDeterminant(a, 2), Tolerance.Algebra);
    }

    [Theory]
    [InlineData(1.0, 2.0, 1.0)]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(0.0, 0.0, 1.0)]
    [InlineData(-1.0, 0.0, 1.0)]
    [InlineData(double.NaN, 0.0, 1.0)]
    [InlineData(1.0, double.NaN, 1.0)]
    [InlineData(double.PositiveInfinity, 0.0, 1.0)]
    public void A_matrix_that_is_not_positive_definite_is_reported(double a11, double a21, double a22) =>
        Assert.False(CholeskyKernels.TryFactor([a11, a21, a21, a22], 2));

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        const int n = 7;
        var a = new Random(3).PositiveDefinite(n);
        var (l, b, inverse) = (new double[n * n], new double[n], new double[n * n]);
        Allocation.IsZero(() =>
        {
            a.CopyTo(l, 0);
            CholeskyKernels.TryFactor(l, n);
            CholeskyKernels.Solve(l, n, b);
            CholeskyKernels.Invert(l, n, inverse);
            CholeskyKernels.LogDeterminant(l, n);
        });
    }
}
