using PopPK.Prediction.Kernels;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests.Kernels;

public class JetMatrixKernelTests
{
    [Fact]
    public void A_product_follows_the_product_rule() => RandomCases.Check(random =>
    {
        var (layout, n, q) = (DrawLayout(random), random.Next(1, 5), random.Next(1, 5));
        var (a, b) = (new PlainJets(layout, n, n).Fill(random), new PlainJets(layout, n, q).Fill(random));
        var result = new PlainJets(layout, n, q).Fill(random);
        double[] expected = [.. result.Numbers.Zip(a.Times(b).Numbers, (x, y) => x + y)];

        JetMatrixKernel.AddProduct(layout, n, q, a.Numbers, b.Numbers, result.Numbers);

        Near.Equal(expected, result.Numbers, Tolerance.Algebra, 1, $"{layout}, n = {n}, q = {q}");
    });

    [Fact]
    public void A_product_with_a_vector_is_one_with_a_single_column() => RandomCases.Check(random =>
    {
        var (layout, n) = (DrawLayout(random), random.Next(1, 5));

        // The matrix is differentiated by some of the phi of the vector.
        int[] chosen = [.. Enumerable.Range(0, layout.Total).Where(_ => random.Next(3) > 0)];
        var own = new JetLayout(chosen.Count(a => a < layout.Active), chosen.Length);
        var places = Places(layout, own, chosen);
        var (small, x) = (new PlainJets(own, n, n).Fill(random), new PlainJets(layout, n, 1).Fill(random));
        var a = new PlainJets(layout, n, n);
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                for (var block = 0; block < places.Length; block++)
                {
                    a[i, places[block], k] = small[i, block, k];
                }
            }
        }

        var result = new PlainJets(layout, n, 1).Fill(random);
        double[] expected = [.. result.Numbers.Zip(a.Times(x).Numbers, (p, q) => p + q)];

        JetMatrixKernel.AddVectorProduct(layout, own, places, n, small.Numbers, x.Numbers, result.Numbers);

        Near.Equal(expected, result.Numbers, Tolerance.Algebra, 1, $"{layout}, {own}, n = {n}");
    });

    [Fact]
    public void A_sparse_product_equals_the_product_with_the_same_matrix_written_out() => RandomCases.Check(random =>
    {
        var (layout, n, q) = (DrawLayout(random), random.Next(1, 5), random.Next(1, 5));
        var (terms, values, jets) = PlainJets.DrawSystem(random, layout, n);
        var b = new PlainJets(layout, n, q).Fill(random);
        var result = new PlainJets(layout, n, q);

        JetMatrixKernel.AddSparseProduct(layout, n, q, 0.5, values, terms, b.Numbers, result.Numbers);

        double[] expected = [.. jets.Times(b).Numbers.Select(x => 0.5 * x)];
        Near.Equal(expected, result.Numbers, Tolerance.Algebra, 1, $"{layout}, n = {n}, q = {q}");
    });

    [Fact]
    public void Numbers_are_added_one_by_one_whatever_their_count()
    {
        for (var length = 0; length < 20; length++)
        {
            double[] s = [.. Enumerable.Range(1, length).Select(i => (double)i)];
            var y = Enumerable.Repeat(1.0, length).ToArray();

            JetMatrixKernel.AddScaled(2, s, y);

            Assert.Equal(s.Select(x => 1 + 2 * x), y);
        }
    }

    [Fact]
    public void Multiplying_allocates_nothing()
    {
        var (layout, random) = (new JetLayout(2, 3), new Random(1));
        var (a, b, result) = (new PlainJets(layout, 3, 3).Fill(random), new PlainJets(layout, 3, 3).Fill(random), new PlainJets(layout, 3, 3));
        var (terms, values, _) = PlainJets.DrawSystem(random, layout, 3);
        var places = Places(layout, layout, [0, 1, 2]);
        Allocation.IsZero(() =>
        {
            JetMatrixKernel.AddProduct(layout, 3, 3, a.Numbers, b.Numbers, result.Numbers);
            JetMatrixKernel.AddVectorProduct(layout, layout, places, 3, a.Numbers, b.Numbers, result.Numbers);
            JetMatrixKernel.AddSparseProduct(layout, 3, 3, 1, values, terms, b.Numbers, result.Numbers);
        });
    }

    // For each block of one layout the block of another that is differentiated by the same phi.
    private static int[] Places(JetLayout layout, JetLayout own, int[] chosen)
    {
        var places = new List<int> { 0 };
        places.AddRange(chosen.Select(a => 1 + a));
        for (var a = 0; a < own.Active; a++)
        {
            places.AddRange(chosen.Skip(a).Select(b => 1 + layout.Total + layout.PairIndex(chosen[a], b)));
        }

        return [.. places];
    }

    /// <summary>A layout with up to four phi, up to all of them active.</summary>
    internal static JetLayout DrawLayout(Random random)
    {
        var total = random.Next(5);
        return new JetLayout(random.Next(total + 1), total);
    }
}
