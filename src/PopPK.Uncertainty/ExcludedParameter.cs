using System.Collections.Immutable;
using PopPK.Estimation;

namespace PopPK.Uncertainty;

/// <summary>A parameter without a standard error: the covariance matrix of the others holds with it where it is.</summary>
/// <param name="Free">Position among the free parameters.</param>
/// <param name="Reason">Why: "the data do not inform tvka".</param>
public sealed record ExcludedParameter(int Free, string Reason)
{
    /// <summary>The parameters a covariance matrix cannot cover.</summary>
    /// <param name="result">A result.</param>
    /// <returns>In the order of the parameters, each once.</returns>
    internal static ImmutableArray<ExcludedParameter> Of(EstimationResult result) =>
    [
        .. result.Uninformed.Select(i => new ExcludedParameter(i, $"the data do not inform {result.Layout.Parameters[result.Layout.Free[i]].Name}"))
            .Concat(result.Boundary.SelectMany(b => b.Members.Select(m => new ExcludedParameter(m, BoundaryText.Of(result.Layout, b)))))
            .DistinctBy(e => e.Free)
            .OrderBy(e => e.Free),
    ];

    /// <summary>A matrix over all free parameters from one over some; NaN elsewhere.</summary>
    /// <param name="matrix">Row by row; empty stays empty.</param>
    /// <param name="kept">Which parameters its rows stand for.</param>
    /// <param name="count">Number of free parameters.</param>
    internal static ImmutableArray<double> Spread(ImmutableArray<double> matrix, int[] kept, int count)
    {
        if (matrix.IsEmpty || kept.Length == count)
        {
            return matrix;
        }

        var all = new double[count * count];
        Array.Fill(all, double.NaN);
        for (var i = 0; i < kept.Length; i++)
        {
            for (var j = 0; j < kept.Length; j++)
            {
                all[kept[i] * count + kept[j]] = matrix[i * kept.Length + j];
            }
        }

        return [.. all];
    }

    /// <summary>The same of one number per parameter.</summary>
    /// <param name="vector">The numbers; empty stays empty.</param>
    /// <param name="kept">Which parameters they belong to.</param>
    /// <param name="count">Number of free parameters.</param>
    internal static ImmutableArray<double> SpreadVector(ImmutableArray<double> vector, int[] kept, int count)
    {
        if (vector.IsEmpty || kept.Length == count)
        {
            return vector;
        }

        var all = new double[count];
        Array.Fill(all, double.NaN);
        for (var i = 0; i < kept.Length; i++)
        {
            all[kept[i]] = vector[i];
        }

        return [.. all];
    }
}
