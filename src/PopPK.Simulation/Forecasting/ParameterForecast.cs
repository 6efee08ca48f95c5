namespace PopPK.Simulation.Forecasting;

/// <summary>An individual parameter at the decision, as the model's author named it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Typical">Its value at random effects of zero, for a subject with these covariates.</param>
/// <param name="Individual">Its value at the mode (MAP).</param>
/// <param name="Sample">Its percentiles given the observations.</param>
public readonly record struct ParameterForecast(string Name, double Typical, double Individual, Percentiles Sample);
