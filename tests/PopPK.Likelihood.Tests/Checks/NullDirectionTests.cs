using PopPK.Likelihood.Checks;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests.Checks;

public class NullDirectionTests
{
    [Fact]
    public void Independent_columns_have_no_direction() => Assert.Empty(NullDirections.Of([2, 0, 0, 1, 3, 0, 0.5, -1, 4], 3, [0, 1, 2]));

    [Fact]
    public void Every_dependent_column_is_a_combination_of_others()
    {
        // Columns: a, b, c = a - 2 b of very different size, d = 0.5 b, e: independent.
        double[][] rows = [[1, 2, 0], [3, -1, 0], [1e6, -4e6, 0], [0, 0, 0], [0.3, 0.7, 2]];
        rows[2] = [.. rows[0].Zip(rows[1], (a, b) => 1e6 * (a - 2 * b))];
        rows[3] = [.. rows[1].Select(b => 0.5 * b)];
        var gram = new double[25];
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                gram[i * 5 + j] = rows[i].Zip(rows[j], (a, b) => a * b).Sum();
            }
        }

        var directions = NullDirections.Of(gram, 5, [0, 1, 2, 3, 4]);
        Assert.Equal(2, directions.Count);
        foreach (var direction in directions)
        {
            Near.Equal(1, direction.Max(Math.Abs), Tolerance.Algebra);
            for (var k = 0; k < 3; k++)
            {
                var terms = direction.Select((d, i) => d * rows[i][k]).ToArray();
                Assert.True(Math.Abs(terms.Sum()) <= Tolerance.Derivative * terms.Max(Math.Abs));
            }
        }

        Assert.Empty(NullDirections.Of(gram, 5, [0, 1, 4]));
    }
}
