namespace PopPK.Prediction.Tracing;

/// <summary>A prediction at a record.</summary>
/// <param name="Record">Index of the record.</param>
/// <param name="Endpoint">Index of the endpoint that describes it.</param>
/// <param name="Mean">The prediction f on the scale of DV; NaN where there is none.</param>
/// <param name="Variance">The residual variance, on the scale of the transform of both sides where there is one.</param>
public readonly record struct TracedPrediction(int Record, int Endpoint, double Mean, double Variance);
