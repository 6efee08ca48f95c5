using PopPK.Prediction;

namespace PopPK.Likelihood.Checks;

/// <summary>
/// How the distribution of one subject's observations depends on parameters: a row per observation and part of its form (mean in
/// standard deviations, half the log variance, extra) and per correlation of residuals, a column per estimated fixed effect or random number.
/// Scratch of one owner.
/// </summary>
/// <param name="cohort">The cohort.</param>
internal sealed class SubjectSensitivity(Cohort cohort)
{
    private readonly SubjectWorkspace _prediction = cohort.CreateWorkspace();

    /// <summary>The predictions of the last subject.</summary>
    public SubjectWorkspace Prediction => _prediction;

    /// <summary>Predicts a subject with all derivatives.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="theta">All fixed effects.</param>
    /// <param name="eta">Its random effects.</param>
    /// <returns>False where it cannot be predicted.</returns>
    public bool TryPredict(BoundSubject subject, ReadOnlySpan<double> theta, ReadOnlySpan<double> eta) =>
        cohort.Model.Predict(subject, subject.Observations, theta, eta, DerivativeOrder.SecondAll, _prediction) == PredictionStatus.Success;

    /// <summary>Visits the rows of the subject that was predicted last.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="visit">Told the derivatives by phi of a row, times a factor, until it says that it has seen enough.</param>
    public void ForEachRow(BoundSubject subject, Func<ReadOnlySpan<double>, double, bool> visit)
    {
        for (var j = 0; j < subject.Observations.Count; j++)
        {
            if (visit(_prediction.MeanFirst(j), 1 / Math.Sqrt(_prediction.Variance(j)))
                || visit(_prediction.VarianceFirst(j), 0.5 / _prediction.Variance(j))
                || (_prediction.HasExtra && visit(_prediction.ExtraFirst(j), 1)))
            {
                return;
            }
        }

        for (var k = 0; k < _prediction.CorrelationCount && !subject.ResidualGroups.IsEmpty; k++)
        {
            if (visit(_prediction.CorrelationFirst(k), 1))
            {
                return;
            }
        }
    }

    /// <summary>From derivatives by phi to those by the estimated fixed effects.</summary>
    /// <param name="byPhi">The derivatives by phi.</param>
    /// <param name="theta">Position among the estimated fixed effects.</param>
    public double ByTheta(ReadOnlySpan<double> byPhi, int theta)
    {
        var sum = 0.0;
        for (var a = 0; a < byPhi.Length; a++)
        {
            sum += byPhi[a] * _prediction.PhiByTheta[a * _prediction.ThetaCount + theta];
        }

        return sum;
    }

    /// <summary>From derivatives by phi to those by the subject's random numbers.</summary>
    /// <param name="byPhi">The derivatives by phi.</param>
    /// <param name="slot">Which random number.</param>
    public double ByEta(ReadOnlySpan<double> byPhi, int slot)
    {
        var sum = 0.0;
        for (var a = 0; a < _prediction.Layout.Active; a++)
        {
            sum += byPhi[a] * _prediction.PhiByEta[a * _prediction.EtaCount + slot];
        }

        return sum;
    }
}
