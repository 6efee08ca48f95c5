namespace PopPK.Simulation.Forecasting;

/// <summary>A record at which a course is predicted.</summary>
/// <param name="Record">Its index among the subject's records in the course.</param>
/// <param name="Source">The index of the record of the data it is; -1: added for the forecast.</param>
/// <param name="Time">Its time.</param>
/// <param name="Value">DV, where it was observed; else NaN.</param>
/// <param name="IsUsed">True when the observation tells of the random effects.</param>
public readonly record struct CoursePoint(int Record, int Source, double Time, double Value, bool IsUsed);
