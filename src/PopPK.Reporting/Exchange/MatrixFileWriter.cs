using System.Collections.Immutable;

namespace PopPK.Reporting.Exchange;

/// <summary>
/// Writes the files <c>.cov</c>, <c>.cor</c> and <c>.coi</c>: the covariance matrix of the estimates, their correlations with standard
/// errors on the diagonal, and the inverse of the covariance matrix; 0 where a parameter is fixed. Stateless.
/// </summary>
internal static class MatrixFileWriter
{
    /// <summary>Writes a matrix.</summary>
    /// <param name="report">The run.</param>
    /// <param name="matrix">The matrix over the free parameters, row by row.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(RunReport report, ImmutableArray<double> matrix, TextWriter writer)
    {
        var parameters = new ExchangeParameters(report);
        writer.Write(ExchangeTitles.TableOf(report.Steps.Length, report.Estimation, withGoal: false) + "\n");
        writer.Write(ExchangeTitles.Column("NAME"));
        writer.Write(string.Concat(Enumerable.Range(0, parameters.Count).Select(i => ExchangeTitles.Column(parameters.Name(i)))).TrimEnd() + "\n");
        for (var i = 0; i < parameters.Count; i++)
        {
            writer.Write(ExchangeTitles.Column(parameters.Name(i)));
            for (var j = 0; j < parameters.Count; j++)
            {
                writer.Write(" " + FortranText.Exponential(parameters.Element(matrix, i, j), 12, 5));
            }

            writer.Write("\n");
        }
    }

    /// <summary>Correlations with standard errors on the diagonal.</summary>
    /// <param name="report">A run with a covariance matrix.</param>
    public static ImmutableArray<double> Correlations(RunReport report)
    {
        var step = report.Covariance!;
        var size = step.StandardErrors.Length;
        return [.. step.Correlation.Select((value, i) => i / size == i % size ? step.StandardErrors[i / size] : value)];
    }

    /// <summary>The inverse of the covariance matrix; NaN where it has none.</summary>
    /// <param name="report">A run with a covariance matrix.</param>
    public static ImmutableArray<double> Inverse(RunReport report)
    {
        var step = report.Covariance!;
        var size = step.StandardErrors.Length;
        // Correlations are inverted: their elements are of one size.
        var inverse = SymmetricInverse(step.Correlation, size);
        return [.. inverse.Select((value, i) => value / (step.StandardErrors[i / size] * step.StandardErrors[i % size]))];
    }

    private static double[] SymmetricInverse(ImmutableArray<double> matrix, int size)
    {
        var lower = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i * size + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }

                lower[i * size + j] = i == j ? Math.Sqrt(sum) : sum / lower[j * size + j];
            }
        }

        var inverse = new double[size * size];
        var column = new double[size];
        for (var c = 0; c < size; c++)
        {
            for (var i = 0; i < size; i++)
            {
                var sum = i == c ? 1.0 : 0;
                for (var k = 0; k < i; k++)
                {
                    sum -= lower[i * size + k] * column[k];
                }

                column[i] = sum / lower[i * size + i];
            }

            for (var i = size - 1; i >= 0; i--)
            {
                var sum = column[i];
                for (var k = i + 1; k < size; k++)
                {
                    sum -= lower[k * size + i] * column[k];
                }

                inverse[i * size + c] = column[i] = sum / lower[i * size + i];
            }
        }

        return inverse;
    }
}
