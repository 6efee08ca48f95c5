using System.Collections.Immutable;
using PopPK.Estimation;

namespace PopPK.Evaluation;

/// <summary>Computes shrinkage (Savic and Karlsson 2009, AAPS J 11:558) in the SD form. Stateless; safe for concurrent use.</summary>
public static class ShrinkageCalculator
{
    /// <summary>Shrinkage of the random effects and of the residuals of each endpoint.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    /// <param name="residuals">Its residuals.</param>
    /// <returns>
    /// Standard deviations are about the mean with divisor N - 1, as in NONMEM's listing; NaN where there are fewer than
    /// two values. Subjects without observations say nothing about shrinkage and are left out.
    /// </returns>
    public static Shrinkage Compute(EstimationResult result, ImmutableArray<RecordResiduals> residuals)
    {
        ArgumentNullException.ThrowIfNull(result);
        var informed = Enumerable.Range(0, result.Subjects.Length)
            .Where(i => result.Cohort.Subjects[i].Observations.Count > 0)
            .ToArray();
        var eta = ImmutableArray.CreateBuilder<double>();
        var n = result.Layout.EtaCount;
        if (result.Layout.PointAt(result.FreeParameters.AsSpan()) is { } point)
        {
            for (var k = 0; k < n; k++)
            {
                var deviation = StandardDeviation([.. informed.Select(i => result.Subjects[i].Eta[k])]);
                eta.Add(1 - deviation / Math.Sqrt(point.Omega[k * n + k]));
            }
        }

        var endpoints = result.Cohort.Model.Model.Endpoints.Length;
        var epsilon = Enumerable.Range(0, endpoints)
            .Select(e => 1 - StandardDeviation([.. residuals
                .Where(r => !double.IsNaN(r.Iwres) && result.Cohort.Subjects[r.Subject].Records.Endpoints[r.Record] == e)
                .Select(r => r.Iwres)]))
            .ToImmutableArray();
        return new Shrinkage(eta.ToImmutable(), epsilon);
    }

    private static double StandardDeviation(double[] values)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        var mean = values.Sum() / values.Length;
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
