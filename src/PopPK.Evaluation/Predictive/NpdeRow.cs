namespace PopPK.Evaluation.Predictive;

/// <summary>The prediction discrepancy and the prediction distribution error of an observation, both normalised. Immutable.</summary>
/// <param name="Id">The subject's ID.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Time">TIME.</param>
/// <param name="TimeAfterDose">Time after dose; NaN without doses.</param>
/// <param name="Value">DV; the limit where it was not quantified.</param>
/// <param name="IsCensored">True when it was not quantified: what stands for it was drawn.</param>
/// <param name="Pred">The prediction at eta = 0; NaN without one.</param>
/// <param name="Epred">Mean of the simulated observations; NaN without them.</param>
/// <param name="Npd">Normalised prediction discrepancy; NaN where it does not exist.</param>
/// <param name="Npde">Normalised prediction distribution error, decorrelated; NaN where it does not exist.</param>
public sealed record NpdeRow(
    string Id,
    string Endpoint,
    double Time,
    double TimeAfterDose,
    double Value,
    bool IsCensored,
    double Pred,
    double Epred,
    double Npd,
    double Npde);
