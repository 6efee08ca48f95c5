using PopPK.Data;
using PopPK.Prediction;

namespace PopPK.Simulation.Exposure;

/// <summary>
/// Finds the factor on a subject's doses with which it attains a target. Infusions keep their duration, so that a dose is the rate's as much
/// as the amount's. Stateless.
/// </summary>
public static class SubjectDoseSearch
{
    /// <summary>Searches.</summary>
    /// <param name="calculator">Measures the subject.</param>
    /// <param name="target">Position of the target in the plan's request.</param>
    /// <param name="subject">Position of the subject in the cohort.</param>
    /// <param name="class">Its class in a mixture, from 0.</param>
    /// <param name="theta">All fixed effects on their natural scale, in the model's order.</param>
    /// <param name="eta">Random effects, one per slot of the compiled model; all zero for a typical subject.</param>
    /// <param name="options">Settings; doses are factors on those of the data.</param>
    /// <param name="isScaled">Which doses are multiplied; null: all.</param>
    public static DoseSearchResult Find(
        ExposureCalculator calculator,
        int target,
        int subject,
        int @class,
        double[] theta,
        double[] eta,
        DoseSearchOptions options,
        Func<Dose, bool>? isScaled = null)
    {
        ArgumentNullException.ThrowIfNull(calculator);
        var measure = calculator.Plan.MeasureOf(target);
        return DoseSearch.Find(
            factor => calculator.CalculateWithDoses(subject, @class, theta, eta, factor, isScaled) == PredictionStatus.Success
                ? calculator.Values[measure]
                : double.NaN,
            calculator.Plan.Request.Targets[target],
            options);
    }
}
