using System.Collections.Immutable;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using PopPK.Estimation;

namespace PopPK.Evaluation;

/// <summary>
/// Finds subjects a model hardly explains: by the squared distance of their random effects from 0 and by the sum of their squared conditional
/// weighted residuals, both about chi-square distributed (the first less spread, where data shrink the estimates). Stateless; safe for concurrent use.
/// </summary>
public static class OutlierDetector
{
    /// <summary>Finds them.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    /// <param name="residuals">Its residuals.</param>
    /// <param name="probability">How seldom any subject of a data set may be found when the model is true; each of N subjects is judged by an Nth of it.</param>
    /// <returns>The most unlikely first.</returns>
    public static ImmutableArray<OutlyingSubject> Find(EstimationResult result, ImmutableArray<RecordResiduals> residuals, double probability)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Subjects.IsEmpty || result.Layout.PointAt(result.FreeParameters.AsSpan()) is not { } point)
        {
            return [];
        }

        // Without variability no distance means anything.
        var n = result.Layout.EtaCount;
        var isSingular = result.Boundary.Any(b => b.Free >= result.Layout.FreeThetaCount);
        var factor = n == 0 || isSingular ? null : Matrix<double>.Build.DenseOfRowMajor(n, n, point.Omega.ToArray()).Cholesky();
        var (sums, counts) = (new double[result.Subjects.Length], new int[result.Subjects.Length]);
        foreach (var residual in residuals.Where(r => double.IsFinite(r.Cwres)))
        {
            sums[residual.Subject] += residual.Cwres * residual.Cwres;
            counts[residual.Subject]++;
        }

        return
        [
            .. result.Subjects.Select((s, i) =>
                {
                    var eta = Vector<double>.Build.DenseOfEnumerable(s.Eta);
                    var distance = factor is null ? double.NaN : eta * factor.Solve(eta);
                    return new OutlyingSubject(s.Id, distance, Upper(distance, n), sums[i], counts[i], Upper(sums[i], counts[i]));
                })
                .Where(s => s.Probability < probability / result.Subjects.Length)
                .OrderBy(s => s.Probability),
        ];
    }

    private static double Upper(double chiSquare, int degrees) =>
        degrees == 0 || !double.IsFinite(chiSquare) ? double.NaN : SpecialFunctions.GammaUpperRegularized(0.5 * degrees, 0.5 * chiSquare);
}
