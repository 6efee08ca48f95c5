using System.Collections.Immutable;
using PopPK.Estimation;

namespace PopPK.Evaluation;

/// <summary>Computes shrinkage (Savic and Karlsson 2009, AAPS J 11:558) and the means of the estimates. Stateless; safe for concurrent use.</summary>
public static class ShrinkageCalculator
{
    /// <summary>Shrinkage of the random effects and of the residuals of each endpoint.</summary>
    /// <param name="result">An estimation or evaluation.</param>
    /// <param name="residuals">Its residuals.</param>
    /// <returns>
    /// Standard deviations are about the mean with divisor N - 1, as in NONMEM's listing; NaN where there are fewer than
    /// two values. Instances of effects without observations say nothing about shrinkage and are left out.
    /// </returns>
    public static Shrinkage Compute(EstimationResult result, ImmutableArray<RecordResiduals> residuals)
    {
        ArgumentNullException.ThrowIfNull(result);
        var eta = ImmutableArray.CreateBuilder<double>();
        var conditional = ImmutableArray.CreateBuilder<double>();
        var bars = ImmutableArray.CreateBuilder<EtaBar>();
        if (result.Layout.PointAt(result.FreeParameters.AsSpan()) is { } point)
        {
            var pool = EffectPool.Of(result);
            var n = result.Layout.EtaCount;
            for (var k = 0; k < pool.Count; k++)
            {
                var variance = point.Omega[pool.FirstSlot(k) * (n + 1)];
                var estimates = pool.Estimates(k);
                var deviation = StandardDeviation(estimates);
                eta.Add(1 - deviation / Math.Sqrt(variance));
                conditional.Add(Mean(pool.Variances(k)) / variance);
                bars.Add(new EtaBar(Mean(estimates), deviation / Math.Sqrt(estimates.Length), estimates.Length));
            }
        }

        var endpoints = result.Cohort.Model.Model.Endpoints.Length;
        var epsilon = Enumerable.Range(0, endpoints)
            .Select(e => 1 - StandardDeviation([.. residuals
                .Where(r => !double.IsNaN(r.Iwres) && result.Cohort.Subjects[r.Subject].Records.Endpoints[r.Record] == e)
                .Select(r => r.Iwres)]))
            .ToImmutableArray();
        return new Shrinkage(eta.ToImmutable(), epsilon) { ConditionalByVariance = conditional.ToImmutable(), EtaBars = bars.ToImmutable() };
    }

    private static double Mean(double[] values) => values.Length == 0 ? double.NaN : values.Sum() / values.Length;

    private static double StandardDeviation(double[] values)
    {
        if (values.Length < 2)
        {
            return double.NaN;
        }

        var mean = Mean(values);
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
