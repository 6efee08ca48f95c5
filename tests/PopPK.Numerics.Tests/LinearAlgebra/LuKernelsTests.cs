using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class LuKernelsTests
{
    [Fact]
    public void The_factors_multiply_to_the_matrix_with_its_rows_exchanged() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var a = random.Vector(n * n);
        var lu = (double[])a.Clone();
        var pivots = new int[n];
        Assert.True(LuKernels.TryFactor(lu, n, pivots));

        var lower = lu.Select((x, e) => e % n < e / n ? x : e % n == e / n ? 1 : 0).ToArray();
        var upper = lu.Select((x, e) => e % n >= e / n ? x : 0).ToArray();
        Assert.All(lower, x => Assert.InRange(x, -1, 1));
        for (var k = 0; k < n; k++)
        {
            for (var j = 0; j < n; j++)
            {
                (a[(k * n) + j], a[(pivots[k] * n) + j]) = (a[(pivots[k] * n) + j], a[(k * n) + j]);
            }
        }

        PlainMatrix.AssertClose(a, PlainMatrix.Multiply(lower, upper, n, n, n), n);
    });

    [Fact]
    public void The_solution_agrees_with_its_plain_twin() => RandomCases.Check(random =>
    {
        var n = random.Next(1, 20);
        var a = random.PositiveDefinite(n);
        var rows = Enumerable.Range(0, n).OrderBy(_ => random.Next()).ToArray();
        a = [.. rows.SelectMany(i => a[(i * n)..((i + 1) * n)])];
        var b = random.Vector(n);
        var expected = PlainElimination.Solve(a, b);
        var pivots = new int[n];
        Assert.True(LuKernels.TryFactor(a, n, pivots));
        LuKernels.Solve(a, n, pivots, b);
        PlainMatrix.AssertClose(expected, b, n * n);
    });

    [Fact]
    public void A_zero_in_the_corner_is_no_obstacle()
    {
        double[] a = [0, 2, 3, 1];
        var pivots = new int[2];
        Assert.True(LuKernels.TryFactor(a, 2, pivots));
        double[] b = [4, 5];
        LuKernels.Solve(a, 2, pivots, b);
        PlainMatrix.AssertClose([1, 2], b, 2);
    }

    [Fact]
    public void A_matrix_that_is_singular_or_not_finite_is_reported()
    {
        Assert.False(LuKernels.TryFactor([1, 2, 2, 4], 2, new int[2]));
        Assert.False(LuKernels.TryFactor([1, double.NaN, 0, 1, double.NaN, 1, 0, 0, 1], 3, new int[3]));
        Assert.False(LuKernels.TryFactor([double.PositiveInfinity, 1, 1, 1], 2, new int[2]));
    }

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        const int n = 7;
        var a = new Random(3).PositiveDefinite(n);
        var (lu, pivots, b) = (new double[n * n], new int[n], new double[n]);
        Allocation.IsZero(() =>
        {
            a.CopyTo(lu, 0);
            b[0] = LuKernels.TryFactor(lu, n, pivots) ? 1 : 0;
            LuKernels.Solve(lu, n, pivots, b);
        });
        Assert.All(b, x => Assert.True(double.IsFinite(x)));
    }
}
