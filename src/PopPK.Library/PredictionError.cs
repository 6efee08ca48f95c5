namespace PopPK;

/// <summary>An observation and where it lies among its simulated values. Immutable.</summary>
/// <param name="Id">The subject's ID.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Time">TIME.</param>
/// <param name="Dv">DV; the limit where it was not quantified.</param>
/// <param name="Npd">Normalised prediction discrepancy; NaN where it does not exist.</param>
/// <param name="Npde">Normalised prediction distribution error, decorrelated; NaN where it does not exist.</param>
public sealed record PredictionError(string Id, string Endpoint, double Time, double Dv, double Npd, double Npde);
