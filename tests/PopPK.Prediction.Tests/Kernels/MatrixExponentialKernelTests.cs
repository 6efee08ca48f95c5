using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using PopPK.TestKit.Twins;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

public class MatrixExponentialKernelTests
{
    [Fact]
    public void Applied_to_a_vector_it_solves_the_equations_of_all_blocks() => RandomCases.Check(
        random =>
        {
            var (layout, n) = (new JetLayout(random.Next(3), 2), random.Next(1, 4));
            var (terms, x, jets) = DrawOfNormOne(random, layout, n);
            var (z, squarings) = (random.NextDouble(), random.Next(5));
            var start = new PlainJets(layout, n, 1).Fill(random);
            var e = Exponential(layout, n, terms, x, z, squarings);

            var result = new PlainJets(layout, n, 1);
            JetMatrixKernel.AddProduct(layout, n, 1, e, start.Numbers, result.Numbers);

            var expected = LinearSystem.Advance(jets.Stacked(), start.Numbers, z * (1 << squarings));
            Near.Equal(expected, result.Numbers, Tolerance.Algebra, expected.Max(Math.Abs), $"{layout}, n = {n}, z = {z:R}, {squarings} squarings");
        },
        cases: 60);

    // The integral is what a constant input adds: x' = X x + u, as a system with the constant 1 in front of u.
    [Fact]
    public void The_integral_is_what_a_constant_input_adds() => RandomCases.Check(random =>
    {
        var (layout, n) = (new JetLayout(0, 0), random.Next(1, 5));
        var (terms, x, _) = DrawOfNormOne(random, layout, n);
        var z = random.NextDouble();
        var powers = new double[MatrixExponentialKernel.Degree * n * n];
        var integral = new double[n * n];
        MatrixExponentialKernel.Powers(layout, n, x, terms, powers);

        MatrixExponentialKernel.Integral(layout, n, powers, z, integral);

        for (var column = 0; column < n; column++)
        {
            var withInput = new double[n + 1, n + 1];
            for (var i = 0; i < n * n; i++)
            {
                withInput[i / n, i % n] = x[i] * z;
            }

            withInput[column, n] = 1;
            var expected = LinearSystem.Advance(withInput, [.. new double[n], 1], 1);
            for (var i = 0; i < n; i++)
            {
                Near.Equal(expected[i], integral[i * n + column], Tolerance.Algebra, 1, $"z = {z:R}, element {i}, {column}");
            }
        }
    });

    // A compartment that empties 2^40 times as slowly as another one, over a long time.
    [Fact]
    public void Many_squarings_cost_a_slow_rate_no_digits()
    {
        const int Squarings = 40;
        var slow = Math.ScaleB(0.7, -Squarings);
        var e = Exponential(new JetLayout(0, 0), 2, [], [-1, 0, 1 - slow, -slow], 1, Squarings);

        Near.Equal(Math.Exp(-0.7), e[3], Tolerance.Algebra);
        Near.Equal(Math.Exp(-0.7), e[2], Tolerance.Algebra);
        Assert.Equal(0, e[0]);
    }

    [Fact]
    public void What_has_decayed_keeps_its_digits()
    {
        var e = Exponential(new JetLayout(0, 0), 1, [], [-1], 0.75, squarings: 9);

        Near.Equal(Math.Exp(-0.75 * 512), e[0], Tolerance.Algebra);
    }

    [Fact]
    public void No_time_changes_nothing()
    {
        var layout = new JetLayout(1, 2);
        var (terms, x, _) = DrawOfNormOne(new Random(5), layout, 3);

        var e = new PlainJets(layout, 3, 3);
        Exponential(layout, 3, terms, x, 0, 0).CopyTo(e.Numbers, 0);

        Assert.Equal(3, e.Numbers.Sum());
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1, e[i, 0, i]));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        var (layout, n) = (new JetLayout(2, 3), 3);
        var (terms, x, _) = DrawOfNormOne(new Random(7), layout, n);
        var size = n * n * JetMatrixKernel.Blocks(layout);
        var (powers, e, square, d) = (new double[MatrixExponentialKernel.Degree * size], new double[size], new double[size], new double[n]);
        Allocation.IsZero(() =>
        {
            MatrixExponentialKernel.Powers(layout, n, x, terms, powers);
            MatrixExponentialKernel.Integral(layout, n, powers, 0.5, square);
            MatrixExponentialKernel.Exponential(layout, n, powers, 0.5, e, d);
            MatrixExponentialKernel.Square(layout, n, e, d, square);
        });
    }

    private static double[] Exponential(JetLayout layout, int n, JetMatrixKernel.Term[] terms, double[] x, double z, int squarings)
    {
        var size = n * n * JetMatrixKernel.Blocks(layout);
        var (powers, d) = (new double[MatrixExponentialKernel.Degree * size], new double[n]);
        var (e, square) = (new double[size], new double[size]);
        MatrixExponentialKernel.Powers(layout, n, x, terms, powers);
        MatrixExponentialKernel.Exponential(layout, n, powers, z, e, d);
        for (var k = 0; k < squarings; k++)
        {
            MatrixExponentialKernel.Square(layout, n, e, d, square);
            (e, square) = (square, e);
        }

        return e;
    }

    private static (JetMatrixKernel.Term[] Terms, double[] X, PlainJets Jets) DrawOfNormOne(Random random, JetLayout layout, int n)
    {
        var (terms, values, jets) = PlainJets.DrawSystem(random, layout, n);
        var norm = Enumerable.Range(0, n).Max(i => Enumerable.Range(0, n).Sum(k => Math.Abs(values[i * n + k])));
        for (var i = 0; i < jets.Numbers.Length; i++)
        {
            jets.Numbers[i] /= norm;
        }

        return ([.. terms.Select(t => t with { Factor = t.Factor / norm })], [.. values.Select(v => v / norm)], jets);
    }
}
