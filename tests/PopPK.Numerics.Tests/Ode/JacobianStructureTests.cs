using PopPK.Numerics.Ode;
using Xunit;

namespace PopPK.Numerics.Tests.Ode;

public class JacobianStructureTests
{
    [Fact]
    public void The_numbers_of_a_structure_follow_from_its_blocks_and_couplings()
    {
        var structure = new JacobianStructure([[0, 1], [1], [0, 1]], [(2, 1), (3, 0), (3, 2)]);
        Assert.Equal((5, 2, 3, 3), (structure.Dimension, structure.BlockSize, structure.BlockCount, structure.CouplingCount));
        Assert.Equal(4 + 3 + 5, structure.EntryCount);
        Assert.Equal([0, 1, 1, 0, 1], structure.Rows.ToArray());
        Assert.Equal([0, 0, 0, 1, 3, 3], structure.CouplingStarts.ToArray());
        Assert.Equal(1 + 1, JacobianStructure.Dense(1).EntryCount);
    }

    [Fact]
    public void The_whole_matrix_has_the_same_block_all_along_its_diagonal()
    {
        var structure = new JacobianStructure([[0, 1], [1], [0, 1]], [(2, 1), (3, 0), (3, 2)]);
        double[,] expected =
        {
            { 1, 2, 0, 0, 0 },
            { 3, 4, 0, 0, 0 },
            { 0, 5, 4, 0, 0 },
            { 6, 0, 7, 1, 2 },
            { 0, 0, 0, 3, 4 },
        };
        Assert.Equal(expected, structure.Expand([1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => structure.Expand([1]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new JacobianStructure([], []));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 2]], []));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [1, 0]], []));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [2]], []));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [0, 1]], [(2, 3)]));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [0, 1]], [(3, 0), (2, 0)]));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [0, 1]], [(0, 0)]));
        Assert.Throws<ArgumentException>(() => new JacobianStructure([[0, 1], [0, 1]], [(4, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => JacobianStructure.Dense(0));
    }
}
