using PopPK.Numerics.LinearAlgebra;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.LinearAlgebra;

public class SkylineKernelsTests
{
    [Fact]
    public void Every_kernel_agrees_with_its_plain_twin() => RandomCases.Check(random =>
    {
        var (layout, a, full) = RandomSkyline(random);
        var n = layout.Count;
        var plain = PlainCholesky.Factor(full, n);
        var l = (double[])a.Clone();
        Assert.True(SkylineKernels.TryFactor(layout, l));
        PlainMatrix.AssertClose(full, PlainMatrix.LowerTimesTranspose(Lower(layout, l), n), n);
        PlainMatrix.AssertClose([PlainCholesky.LogDeterminant(plain, n)], [SkylineKernels.LogDeterminant(layout, l)], n);

        var b = random.Vector(n);
        var x = (double[])b.Clone();
        SkylineKernels.Solve(layout, l, x);
        PlainMatrix.AssertClose(PlainCholesky.Solve(plain, n, b), x, n * n);

        var inverse = new double[layout.Length];
        SkylineKernels.Invert(layout, l, inverse);
        var expected = PlainCholesky.Invert(plain, n);
        for (var row = 0; row < n; row++)
        {
            for (var column = layout.First[row]; column <= row; column++)
            {
                PlainMatrix.AssertClose([expected[row * n + column]], [inverse[layout.At(row, column)]], n * n);
                Assert.Equal(layout.At(row, column), layout.At(column, row));
            }
        }
    });

    [Fact]
    public void A_matrix_that_is_not_positive_definite_has_no_factor() => RandomCases.Check(random =>
    {
        var (layout, a, _) = RandomSkyline(random);
        var row = random.Next(layout.Count);
        a[layout.At(row, row)] = random.Next(2) == 0 ? -1 : double.NaN;
        Assert.False(SkylineKernels.TryFactor(layout, a));
    });

    [Fact]
    public void The_shape_lists_the_rows_of_every_column() => RandomCases.Check(random =>
    {
        var (layout, _, _) = RandomSkyline(random);
        for (var column = 0; column < layout.Count; column++)
        {
            var expected = Enumerable.Range(column + 1, layout.Count - column - 1).Where(row => layout.First[row] <= column);
            Assert.Equal(expected.ToArray(), layout.RowsBelow(column).ToArray());
        }
    });

    [Fact]
    public void A_row_cannot_begin_behind_its_diagonal() =>
        Assert.Throws<ArgumentException>(() => new SkylineLayout([0, 2, 0]));

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        var (layout, a, _) = RandomSkyline(new Random(1));
        var (l, x, inverse) = (new double[a.Length], new double[layout.Count], new double[a.Length]);
        Allocation.IsZero(() =>
        {
            a.CopyTo(l, 0);
            SkylineKernels.TryFactor(layout, l);
            SkylineKernels.Solve(layout, l, x);
            SkylineKernels.Invert(layout, l, inverse);
            SkylineKernels.LogDeterminant(layout, l);
        });
    }

    // A matrix with random first columns and its full form; diagonally dominant, so positive definite.
    private static (SkylineLayout Layout, double[] Elements, double[] Full) RandomSkyline(Random random)
    {
        var n = random.Next(1, 25);
        var layout = new SkylineLayout([.. Enumerable.Range(0, n).Select(i => random.Next(3) == 0 ? 0 : random.Next(i + 1))]);
        var elements = new double[layout.Length];
        var full = new double[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = layout.First[row]; column <= row; column++)
            {
                var value = row == column ? n + random.NextDouble() : 2 * random.NextDouble() - 1;
                elements[layout.At(row, column)] = full[row * n + column] = full[column * n + row] = value;
            }
        }

        return (layout, elements, full);
    }

    private static double[] Lower(SkylineLayout layout, double[] elements)
    {
        var n = layout.Count;
        var lower = new double[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = layout.First[row]; column <= row; column++)
            {
                lower[row * n + column] = elements[layout.At(row, column)];
            }
        }

        return lower;
    }
}
