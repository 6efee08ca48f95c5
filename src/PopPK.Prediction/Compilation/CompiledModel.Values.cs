namespace PopPK.Prediction.Compilation;

/// <summary>Predictions without derivatives, for those who need many: simulations and tables.</summary>
public sealed partial class CompiledModel
{
    /// <summary>
    /// Computes the predictions of a subject on the scale of DV in the fastest way the model allows, and, where they are asked for, means and
    /// variances of the residual scale. The workspace keeps phi and the correlations of residuals; its other members, those that say what failed
    /// excepted, mean nothing afterwards.
    /// </summary>
    /// <param name="subject">The subject.</param>
    /// <param name="points">Where predictions are wanted: <see cref="BoundSubject.Observations"/> or <see cref="BoundSubject.Records"/>.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per entry of <see cref="Slots"/>.</param>
    /// <param name="workspace">Scratch of this worker, made for this model.</param>
    /// <param name="predictions">Receives f, one value per point, whatever the transform or the censoring; NaN where the endpoint has no prediction.</param>
    /// <param name="variances">Receives the variance of each point, on the scale of its form; none: they are not wanted, and nobody looks whether they are positive.</param>
    /// <param name="means">Receives the mean of each point on that scale (see <see cref="ObservationForm.Mean"/>); none: they are not wanted.</param>
    /// <returns>
    /// Success, or why not. Where single points have no finite mean or no positive variance the other points are valid;
    /// after any other failure what was written means nothing.
    /// </returns>
    /// <exception cref="ArgumentException">The number of fixed or random effects is not the model's, or there is not one place per point.</exception>
    public PredictionStatus PredictValues(
        BoundSubject subject,
        PredictionPoints points,
        ReadOnlySpan<double> theta,
        ReadOnlySpan<double> eta,
        SubjectWorkspace workspace,
        Span<double> predictions,
        Span<double> variances = default,
        Span<double> means = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (predictions.Length != points.Count
            || (!variances.IsEmpty && variances.Length != points.Count)
            || (!means.IsEmpty && means.Length != points.Count))
        {
            throw new ArgumentException(
                $"There are {points.Count} points; found room for {predictions.Length} predictions, {variances.Length} variances and {means.Length} means.");
        }

        var status = Predict(subject, points, theta, eta, DerivativeOrder.Value, workspace);
        if (status is not (PredictionStatus.Success or PredictionStatus.PredictionNotFinite or PredictionStatus.VarianceNotPositive))
        {
            return status;
        }

        ReportPredictions(subject, points, workspace, predictions);
        for (var j = 0; j < variances.Length; j++)
        {
            variances[j] = workspace.Variance(j);
        }

        for (var j = 0; j < means.Length; j++)
        {
            means[j] = workspace.Mean(j);
        }

        return status == PredictionStatus.VarianceNotPositive && variances.IsEmpty ? PredictionStatus.Success : status;
    }
}
