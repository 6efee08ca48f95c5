namespace PopPK.Reporting.Json;

/// <summary>A parameter as a run recorded it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOmega">True for an element of Omega.</param>
/// <param name="IsVariance">True for one on its diagonal.</param>
/// <param name="Estimate">Its estimate; NaN when there is none.</param>
/// <param name="StandardError">Its standard error; NaN when there is none.</param>
/// <param name="IsFixed">True when it was not estimated.</param>
public sealed record RecordedParameter(string Name, bool IsOmega, bool IsVariance, double Estimate, double StandardError, bool IsFixed);
