namespace PopPK.Numerics.Ode;

/// <summary>
/// Where the Jacobian of a system has elements that are not zero, for systems that consist of equations y0' = f(y0) and of
/// their sensitivities: block lower triangular, with the same n x n matrix J = df/dy0 in every diagonal block, so that a
/// solver factors one n x n matrix for all of them. A system without sensitivities is one block (<see cref="Dense"/>).
/// Immutable; safe for concurrent use.
/// </summary>
/// <remarks>
/// A block may leave rows of J out: sensitivities that are zero at all times. Then no kept variable may act on one that is
/// left out: J_ij = 0 for i left out and j kept, so that J of the kept ones stands for itself.
/// </remarks>
public sealed class JacobianStructure
{
    private readonly int[] _rows;
    private readonly int[] _blockStarts;
    private readonly int[] _couplingStarts;
    private readonly int[] _couplingColumns;

    /// <summary>Describes a system.</summary>
    /// <param name="blocks">
    /// For each diagonal block the rows of J its equations stand for, in rising order. The equations of the system are those
    /// of the blocks one after the other; the first block has all rows, 0 to n - 1.
    /// </param>
    /// <param name="couplings">
    /// The elements outside the diagonal blocks as equation and variable (row and column of the whole Jacobian), in rising
    /// order of equations; every variable in an earlier block than the equation.
    /// </param>
    /// <exception cref="ArgumentException">A block or a coupling is not as described.</exception>
    public JacobianStructure(IReadOnlyList<IReadOnlyList<int>> blocks, IReadOnlyList<(int Equation, int Variable)> couplings)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(couplings);
        if (blocks.Count == 0 || blocks[0].Count == 0 || !blocks[0].SequenceEqual(Enumerable.Range(0, blocks[0].Count)))
        {
            throw new ArgumentException("The first block must have all rows, from 0 on.", nameof(blocks));
        }

        BlockSize = blocks[0].Count;
        foreach (var block in blocks)
        {
            if (block.Count == 0 || block[0] < 0 || block[^1] >= BlockSize || block.Zip(block.Skip(1)).Any(pair => pair.First >= pair.Second))
            {
                throw new ArgumentException(
                    $"The rows ({string.Join(", ", block)}) of a block do not rise between 0 and {BlockSize - 1}.", nameof(blocks));
            }
        }

        _rows = [.. blocks.SelectMany(block => block)];
        _blockStarts = new int[blocks.Count + 1];
        for (var b = 0; b < blocks.Count; b++)
        {
            _blockStarts[b + 1] = _blockStarts[b] + blocks[b].Count;
        }

        _couplingColumns = [.. couplings.Select(c => c.Variable)];
        _couplingStarts = new int[Dimension + 1];
        Check(couplings);
        foreach (var (equation, _) in couplings)
        {
            _couplingStarts[equation + 1]++;
        }

        for (var i = 0; i < Dimension; i++)
        {
            _couplingStarts[i + 1] += _couplingStarts[i];
        }
    }

    /// <summary>Number of equations.</summary>
    public int Dimension => _rows.Length;

    /// <summary>n: number of rows of J.</summary>
    public int BlockSize { get; }

    /// <summary>Number of diagonal blocks.</summary>
    public int BlockCount => _blockStarts.Length - 1;

    /// <summary>Number of elements outside the diagonal blocks.</summary>
    public int CouplingCount => _couplingColumns.Length;

    /// <summary>How many numbers <see cref="IStiffOdeSystem.Jacobian"/> writes: J, the couplings, the derivatives by time.</summary>
    public int EntryCount => (BlockSize * BlockSize) + CouplingCount + Dimension;

    /// <summary>For each equation its row of J.</summary>
    internal ReadOnlySpan<int> Rows => _rows;

    /// <summary>The first equation of each block, and the number of equations.</summary>
    internal ReadOnlySpan<int> BlockStarts => _blockStarts;

    /// <summary>The first coupling of each equation, and the number of couplings.</summary>
    internal ReadOnlySpan<int> CouplingStarts => _couplingStarts;

    /// <summary>The variable of each coupling.</summary>
    internal ReadOnlySpan<int> CouplingColumns => _couplingColumns;

    /// <summary>A system without structure: one block of all equations.</summary>
    /// <param name="dimension">Number of equations, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is less than 1.</exception>
    public static JacobianStructure Dense(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        return new([[.. Enumerable.Range(0, dimension)]], []);
    }

    /// <summary>Writes the whole Jacobian out, for people and tests; solvers do not need it.</summary>
    /// <param name="entries">What <see cref="IStiffOdeSystem.Jacobian"/> wrote.</param>
    /// <returns>Row by row, <see cref="Dimension"/> by <see cref="Dimension"/>.</returns>
    /// <exception cref="ArgumentException">There are not <see cref="EntryCount"/> entries.</exception>
    public double[,] Expand(ReadOnlySpan<double> entries)
    {
        if (entries.Length != EntryCount)
        {
            throw new ArgumentException($"The structure has {EntryCount} entries, found {entries.Length}.", nameof(entries));
        }

        var whole = new double[Dimension, Dimension];
        var couplings = entries[(BlockSize * BlockSize)..];
        for (var b = 0; b < BlockCount; b++)
        {
            for (var i = _blockStarts[b]; i < _blockStarts[b + 1]; i++)
            {
                for (var j = _blockStarts[b]; j < _blockStarts[b + 1]; j++)
                {
                    whole[i, j] = entries[(_rows[i] * BlockSize) + _rows[j]];
                }

                for (var e = _couplingStarts[i]; e < _couplingStarts[i + 1]; e++)
                {
                    whole[i, _couplingColumns[e]] = couplings[e];
                }
            }
        }

        return whole;
    }

    private void Check(IReadOnlyList<(int Equation, int Variable)> couplings)
    {
        var previous = 0;
        foreach (var (equation, variable) in couplings)
        {
            if (equation < previous || equation >= Dimension || variable < 0 || variable >= BlockStartOf(equation))
            {
                throw new ArgumentException(
                    $"Equation {equation} may not be coupled to variable {variable}, or comes after equation {previous}.", nameof(couplings));
            }

            previous = equation;
        }
    }

    private int BlockStartOf(int equation) => _blockStarts.Last(start => start <= equation);
}
