using System.Globalization;
using PopPK.Prediction;

namespace PopPK.Likelihood;

/// <summary>A subject whose contribution to the objective does not exist at a population point, or is not exact, and why.</summary>
/// <param name="Id">The subject's ID.</param>
/// <param name="Status">What failed; <see cref="EtaModeStatus.NotConverged"/> where the contribution exists, but is not exact.</param>
/// <param name="Prediction">Why predictions failed, where they did.</param>
/// <param name="Row">Row of the data file at which it failed, or null when none can be named.</param>
public sealed record SubjectFailure(string Id, EtaModeStatus Status, PredictionStatus Prediction, int? Row)
{
    /// <summary>The time up to which the structure could be solved, in the unit of the data; null when it is not about the structure.</summary>
    public double? Time { get; init; }

    /// <summary>What is wrong with a property of a dose, in words; null when it is not about one.</summary>
    public string? Property { get; init; }

    /// <summary>The reason in words.</summary>
    public string Reason => Status switch
    {
        EtaModeStatus.CurvatureNotPositiveDefinite => "the curvature of the joint density at the conditional mode is not positive definite",
        EtaModeStatus.ClassProbabilitiesInvalid => "the probabilities of the classes of the mixture are not between 0 and 1, or do not add up to 1",
        EtaModeStatus.GridTooLarge => "the quadrature would need more than a million nodes for its random effects: take fewer nodes, or another method",
        EtaModeStatus.NotConverged => "the search of the conditional mode did not converge",
        _ => Prediction switch
        {
            PredictionStatus.Success => "its likelihood is not a finite number, although its predictions are",
            PredictionStatus.IndividualNotFinite => "an individual parameter is not a finite number",
            PredictionStatus.RateConstantOutOfRange => "a rate constant is negative or not finite",
            PredictionStatus.DosePropertyOutOfRange when Property is { } property => property,
            PredictionStatus.TooManyDoses =>
                "a lag or an infusion of a steady state is more than 100000 times as long as the interval between the doses",
            PredictionStatus.DosePropertyOutOfRange => "a lag, bioavailability, rate or duration of a dose is negative, zero or not finite",
            PredictionStatus.SteadyStateNotReached =>
                "the steady state of a dose does not exist (something accumulates without end: no elimination, or more drug than it can remove) or was not found",
            PredictionStatus.OdeFailure =>
                "the differential equations could not be solved to the tolerance (an amount grows without bound, a rate is not a finite number there, or the steps became too many)",
            PredictionStatus.VarianceNotPositive =>
                "the residual variance is zero or not finite (under a proportional error a prediction of 0 does that: "
                + "add an additive part, or exclude the record with MDV = 1)",
            PredictionStatus.CorrelationOutOfRange => "a correlation of residuals is not between -1 and 1",
            PredictionStatus.ResidualCovarianceNotPositiveDefinite =>
                "the correlations of the residuals at one time do not go together (their matrix is not positive definite)",
            _ => "a prediction is not a finite number",
        },
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        var row = Row is { } r ? $" (row {r})" : "";
        var time = Time is { } t ? string.Create(CultureInfo.InvariantCulture, $" at time {t:G7}") : "";
        return $"subject {Id}{row}{time}: {Reason}";
    }
}
