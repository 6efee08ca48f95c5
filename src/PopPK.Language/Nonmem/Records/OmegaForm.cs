using System.Collections.Immutable;

namespace PopPK.Language.Nonmem.Records;

/// <summary>The form in which a block's numbers are written. Immutable.</summary>
/// <param name="IsStandardDeviation">Diagonal elements are standard deviations.</param>
/// <param name="IsCorrelation">Other elements are correlations.</param>
/// <param name="IsCholesky">The elements are those of the lower Cholesky factor.</param>
internal readonly record struct OmegaForm(bool IsStandardDeviation, bool IsCorrelation, bool IsCholesky)
{
    /// <summary>Variances and covariances of the numbers written.</summary>
    /// <param name="written">Lower triangle row by row.</param>
    /// <param name="size">Number of rows.</param>
    public ImmutableArray<double> ToCovariance(IReadOnlyList<double> written, int size)
    {
        var values = ImmutableArray.CreateBuilder<double>(written.Count);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                values.Add(IsCholesky ? FactorProduct(written, row, column) : Element(written, row, column));
            }
        }

        return values.MoveToImmutable();
    }

    private double Element(IReadOnlyList<double> written, int row, int column)
    {
        var value = written[At(row, column)];
        if (row == column)
        {
            return IsStandardDeviation ? value * value : value;
        }

        return IsCorrelation ? value * Deviation(written[At(row, row)]) * Deviation(written[At(column, column)]) : value;
    }

    private double Deviation(double diagonal) => IsStandardDeviation ? diagonal : Math.Sqrt(Math.Max(0, diagonal));

    // (L L')(row, column), column <= row.
    private static double FactorProduct(IReadOnlyList<double> factor, int row, int column)
    {
        var sum = 0.0;
        for (var k = 0; k <= column; k++)
        {
            sum += factor[At(row, k)] * factor[At(column, k)];
        }

        return sum;
    }

    private static int At(int row, int column) => row * (row + 1) / 2 + column;
}
