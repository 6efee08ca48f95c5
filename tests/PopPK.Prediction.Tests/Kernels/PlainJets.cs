using PopPK.Prediction.Kernels;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests.Kernels;

/// <summary>The plain twins of <see cref="JetMatrixKernel"/>: matrices of jets element by element.</summary>
/// <param name="Layout">The blocks.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
internal sealed record PlainJets(JetLayout Layout, int Rows, int Columns)
{
    private int Blocks => JetMatrixKernel.Blocks(Layout);

    /// <summary>The numbers as the kernel stores them.</summary>
    public double[] Numbers { get; } = new double[Rows * Columns * JetMatrixKernel.Blocks(Layout)];

    /// <summary>The element of a block: 0 the value, 1 + a a first derivative.</summary>
    public ref double this[int row, int block, int column] => ref Numbers[(row * Blocks + block) * Columns + column];

    /// <summary>The block of a pair of phi.</summary>
    public int Pair(int a, int b) => 1 + Layout.Total + Layout.PairIndex(a, b);

    /// <summary>Random elements, some of them zero.</summary>
    public PlainJets Fill(Random random)
    {
        for (var i = 0; i < Numbers.Length; i++)
        {
            Numbers[i] = random.Next(3) == 0 ? 0 : random.NextDouble() - 0.5;
        }

        return this;
    }

    /// <summary>The product by the product rule.</summary>
    public PlainJets Times(PlainJets other)
    {
        var result = new PlainJets(Layout, Rows, other.Columns);
        double Sum(int i, int j, int left, int right) => Enumerable.Range(0, Columns).Sum(k => this[i, left, k] * other[k, right, j]);
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < other.Columns; j++)
            {
                result[i, 0, j] = Sum(i, j, 0, 0);
                for (var a = 0; a < Layout.Total; a++)
                {
                    result[i, 1 + a, j] = Sum(i, j, 1 + a, 0) + Sum(i, j, 0, 1 + a);
                    for (var b = a; b < Layout.Total && a < Layout.Active; b++)
                    {
                        var pair = Pair(a, b);
                        result[i, pair, j] = Sum(i, j, pair, 0) + Sum(i, j, 1 + a, 1 + b) + Sum(i, j, 1 + b, 1 + a) + Sum(i, j, 0, pair);
                    }
                }
            }
        }

        return result;
    }

    /// <summary>
    /// The matrix by which all blocks of x move when x' = A x, A the jets at hand: x_a' = A x_a + A_a x and
    /// x_ab' = A x_ab + A_a x_b + A_b x_a + A_ab x, in the kernel's order of numbers.
    /// </summary>
    public double[,] Stacked()
    {
        var stacked = new double[Rows * Blocks, Rows * Blocks];
        void Add(int to, int from, int block)
        {
            for (var i = 0; i < Rows; i++)
            {
                for (var k = 0; k < Rows; k++)
                {
                    stacked[i * Blocks + to, k * Blocks + from] += this[i, block, k];
                }
            }
        }

        for (var block = 0; block < Blocks; block++)
        {
            Add(block, block, 0);
        }

        for (var a = 0; a < Layout.Total; a++)
        {
            Add(1 + a, 0, 1 + a);
            for (var b = a; b < Layout.Total && a < Layout.Active; b++)
            {
                Add(Pair(a, b), 0, Pair(a, b));
                Add(Pair(a, b), 1 + b, 1 + a);
                Add(Pair(a, b), 1 + a, 1 + b);
            }
        }

        return stacked;
    }

    /// <summary>A random sparse matrix, as values and derivatives that are not zero.</summary>
    public static (JetMatrixKernel.Term[] Terms, double[] Values, PlainJets Jets) DrawSystem(Random random, JetLayout layout, int n)
    {
        var jets = new PlainJets(layout, n, n);
        var values = new double[n * n];
        var terms = new List<JetMatrixKernel.Term>();
        var most = random.Next(1, 3 * n);
        for (var count = 0; count < most; count++)
        {
            // At least one value: some matrix to differentiate.
            var block = count == 0 ? 0 : random.Next(JetMatrixKernel.Blocks(layout));
            var (row, column) = (random.Next(n), random.Next(n));
            var number = (random.NextDouble() - 0.5) * random.LogUniform(0.1, 2);
            jets[row, block, column] += number;
            if (block == 0)
            {
                values[row * n + column] += number;
            }
            else
            {
                terms.Add(new JetMatrixKernel.Term(row, column, number, block));
            }
        }

        return ([.. terms], values, jets);
    }
}
