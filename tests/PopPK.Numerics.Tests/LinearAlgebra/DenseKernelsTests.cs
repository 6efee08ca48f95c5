using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class DenseKernelsTests
{
    [Fact]
    public void Dot_and_AddScaled_agree_with_the_plain_sums() => RandomCases.Check(random =>
    {
        var n = random.Next(0, 20);
        var (x, y) = (random.Vector(n), random.Vector(n));
        Assert.Equal(PlainMatrix.Dot(x, y), DenseKernels.Dot(x, y));
        var expected = y.Zip(x, (v, u) => v + (0.7 * u)).ToArray();
        DenseKernels.AddScaled(0.7, x, y);
        Assert.Equal(expected, y);
    });

    [Fact]
    public void MirrorLowerTriangle_agrees_with_the_plain_mirror() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 12);
        var a = random.Vector(n * n);
        var expected = PlainMatrix.Mirrored(a, n);
        DenseKernels.MirrorLowerTriangle(a, n);
        Assert.Equal(expected, a);
    });

    [Fact]
    public void Multiply_agrees_with_the_plain_product() => RandomCases.Check(random =>
    {
        var (m, n) = (random.Next(1, 20), random.Next(1, 20));
        var (a, x, y) = (random.Vector(m * n), random.Vector(n), new double[m]);
        DenseKernels.Multiply(a, x, y);
        PlainMatrix.AssertClose(PlainMatrix.Multiply(a, x, m, n, 1), y, n);
    });

    [Fact]
    public void MultiplySymmetric_and_QuadraticForm_agree_with_the_plain_product() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var (a, x, y) = (random.PositiveDefinite(n), random.Vector(n), new double[n]);
        var expected = PlainMatrix.Multiply(a, x, n, n, 1);
        var form = PlainMatrix.Dot(expected, x);
        EraseUpperTriangle(a, n);
        DenseKernels.MultiplySymmetric(a, x, y);
        PlainMatrix.AssertClose(expected, y, n);
        PlainMatrix.AssertClose([form], [DenseKernels.QuadraticForm(a, x)], n * n);
    });

    [Fact]
    public void Congruence_agrees_with_the_plain_products() => RandomCases.Check(random =>
    {
        var (m, n) = (random.Next(1, 12), random.Next(1, 12));
        var (a, b) = (random.Vector(m * n), random.PositiveDefinite(m));
        var expected = PlainMatrix.Congruence(a, b, m, n);
        EraseUpperTriangle(b, m);
        var result = new double[n * n];
        DenseKernels.Congruence(a, b, m, n, result, new double[2 * m]);
        PlainMatrix.AssertClose(expected, result, m * m);
        Assert.Equal(PlainMatrix.Transpose(result, n, n), result);
    });

    [Fact]
    public void AddOuterProduct_agrees_with_the_plain_sum_and_stays_symmetric() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 12);
        var (a, x) = (random.PositiveDefinite(n), random.Vector(n));
        var expected = PlainMatrix.PlusOuterProduct(a, 0.7, x);
        DenseKernels.AddOuterProduct(a, 0.7, x);
        PlainMatrix.AssertClose(expected, a, n);
        Assert.Equal(PlainMatrix.Transpose(a, n, n), a);
    });

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        var a = new Random(5).PositiveDefinite(4);
        var (x, y, scratch, result) = (new double[4], new double[4], new double[8], new double[16]);
        Allocation.IsZero(() =>
        {
            DenseKernels.Dot(x, y);
            DenseKernels.AddScaled(2, x, y);
            DenseKernels.MirrorLowerTriangle(result, 4);
            DenseKernels.Multiply(a, x, y);
            DenseKernels.MultiplySymmetric(a, x, y);
            DenseKernels.QuadraticForm(a, x);
            DenseKernels.AddOuterProduct(result, 2, x);
            DenseKernels.Congruence(a, a, 4, 4, result, scratch);
        });
    }

    private static void EraseUpperTriangle(double[] a, int n)
    {
        for (var i = 0; i < n; i++)
        {
            a.AsSpan((i * n) + i + 1, n - i - 1).Fill(double.NaN);
        }
    }
}
