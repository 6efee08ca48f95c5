using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.Numerics.Tests.LinearAlgebra;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class RosenbrockKernelsTests
{
    [Fact]
    public void Solving_by_blocks_solves_the_whole_system() => Property.Holds(random =>
    {
        var (structure, entries, whole) = Draw(random);
        var (n, size) = (structure.BlockSize, structure.Dimension);
        var diagonal = 2 * n;
        var expected = random.Vector(size);
        var matrix = whole.Select((x, e) => (e % size == e / size ? diagonal : 0) - x).ToArray();
        var u = PlainMatrix.Multiply(matrix, expected, size, size, 1);

        var (w, pivots) = (new double[n * n], new int[n]);
        RosenbrockKernels.IterationMatrix(entries, n, diagonal, w);
        Assert.True(LuKernels.TryFactor(w, n, pivots));
        RosenbrockKernels.Solve(structure, w, pivots, entries.AsSpan(n * n, structure.CouplingCount), u, new double[n]);
        PlainMatrix.AssertClose(expected, u, size);
    });

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        var (structure, entries, _) = Draw(new Random(5));
        var n = structure.BlockSize;
        var (w, pivots, u, scratch) = (new double[n * n], new int[n], new double[structure.Dimension], new double[n]);
        Allocation.IsZero(() =>
        {
            RosenbrockKernels.IterationMatrix(entries, n, 2 * n, w);
            u[0] = LuKernels.TryFactor(w, n, pivots) ? 1 : 0;
            RosenbrockKernels.Solve(structure, w, pivots, entries.AsSpan(n * n, structure.CouplingCount), u, scratch);
        });
        Assert.All(u, x => Assert.True(double.IsFinite(x)));
    }

    // J is lower triangular where a block leaves rows out: what is kept, the last rows, does not act on what is left out.
    private static (JacobianStructure Structure, double[] Entries, double[] Whole) Draw(Random random)
    {
        var n = random.Next(1, 6);
        var j = random.Vector(n * n).Select((x, e) => e % n <= e / n ? x : 0).ToArray();
        var blocks = new List<int[]> { Enumerable.Range(0, n).ToArray() };
        for (var b = random.Next(0, 5); b > 0; b--)
        {
            var first = random.Next(0, n);
            blocks.Add([.. Enumerable.Range(first, n - first)]);
        }

        var size = blocks.Sum(b => b.Length);
        var whole = new double[size * size];
        var couplings = new List<(int, int)>();
        var values = new List<double>();
        var start = 0;
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Length; i++)
            {
                for (var k = 0; k < block.Length; k++)
                {
                    whole[((start + i) * size) + start + k] = j[(block[i] * n) + block[k]];
                }

                for (var column = 0; column < start; column++)
                {
                    if (random.Next(3) == 0)
                    {
                        couplings.Add((start + i, column));
                        values.Add(random.NextDouble());
                        whole[((start + i) * size) + column] = values[^1];
                    }
                }
            }

            start += block.Length;
        }

        return (new JacobianStructure(blocks, couplings), [.. j, .. values, .. new double[size]], whole);
    }
}
