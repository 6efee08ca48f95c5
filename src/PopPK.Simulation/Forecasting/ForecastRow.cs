namespace PopPK.Simulation.Forecasting;

/// <summary>A prediction of a course.</summary>
/// <param name="Point">Where it is.</param>
/// <param name="Endpoint">Index of the endpoint it predicts.</param>
/// <param name="Population">The prediction at random effects of zero.</param>
/// <param name="Individual">The prediction at the mode (MAP).</param>
/// <param name="Sample">Percentiles over the sample of random effects, with residual error where that was asked for.</param>
public readonly record struct ForecastRow(CoursePoint Point, int Endpoint, double Population, double Individual, Percentiles Sample);
