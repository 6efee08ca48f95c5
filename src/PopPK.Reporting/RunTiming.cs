namespace PopPK.Reporting;

/// <summary>How long the parts of a run took, in seconds of wall clock.</summary>
/// <param name="TotalSeconds">From the start of the command to the report.</param>
/// <param name="CompileSeconds">Reading the model and the data, binding and compiling.</param>
/// <param name="EstimationSeconds">Estimation or evaluation.</param>
/// <param name="CovarianceSeconds">The covariance step; 0 without one.</param>
public sealed record RunTiming(double TotalSeconds, double CompileSeconds, double EstimationSeconds, double CovarianceSeconds);
