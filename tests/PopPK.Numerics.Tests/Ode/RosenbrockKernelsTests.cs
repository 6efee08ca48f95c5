using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class RosenbrockKernelsTests
{
    [Fact]
    public void Solving_by_blocks_solves_the_whole_system() => RandomCases.Check(random =>
    {
        var (structure, entries) = Draw(random);
        var (n, size) = (structure.BlockSize, structure.Dimension);
        var diagonal = 2 * n;
        var u = random.Vector(size);
        var expected = PlainElimination.SolveShifted(structure.Expand(entries), diagonal, u);

        var (w, pivots) = (new double[n * n], new int[n]);
        RosenbrockKernels.IterationMatrix(entries, n, diagonal, w);
        Assert.True(LuKernels.TryFactor(w, n, pivots));
        RosenbrockKernels.Solve(structure, w, pivots, entries.AsSpan(n * n, structure.CouplingCount), u, new double[n]);
        PlainMatrix.AssertClose(expected, u, size);
    });

    [Fact]
    public void The_kernels_allocate_nothing()
    {
        var (structure, entries) = Draw(new Random(5));
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
    private static (JacobianStructure Structure, double[] Entries) Draw(Random random)
    {
        var n = random.Next(1, 6);
        var j = random.Vector(n * n).Select((x, e) => e % n <= e / n ? x : 0).ToArray();
        var blocks = new List<int[]> { Enumerable.Range(0, n).ToArray() };
        for (var b = random.Next(0, 5); b > 0; b--)
        {
            var first = random.Next(0, n);
            blocks.Add([.. Enumerable.Range(first, n - first)]);
        }

        var couplings = new List<(int, int)>();
        var start = 0;
        foreach (var block in blocks)
        {
            for (var i = start; i < start + block.Length; i++)
            {
                couplings.AddRange(Enumerable.Range(0, start).Where(_ => random.Next(3) == 0).Select(column => (i, column)));
            }

            start += block.Length;
        }

        var structure = new JacobianStructure(blocks, couplings);
        return (structure, [.. j, .. random.Vector(couplings.Count), .. new double[structure.Dimension]]);
    }
}
