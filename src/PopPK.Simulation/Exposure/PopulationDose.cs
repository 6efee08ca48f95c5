namespace PopPK.Simulation.Exposure;

/// <summary>A dose for a population.</summary>
/// <param name="Dose">The dose; NaN when nobody attains the target with any.</param>
/// <param name="UpTo">Up to which larger dose as many attain it.</param>
/// <param name="Attainment">How many attain it with the dose.</param>
/// <param name="IsEnough">True when it is as many as were wanted; of the best dose always false.</param>
public readonly record struct PopulationDose(double Dose, double UpTo, Attainment Attainment, bool IsEnough);
