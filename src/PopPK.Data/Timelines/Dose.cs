namespace PopPK.Data.Timelines;

/// <summary>A dose the engine can give.</summary>
/// <param name="Compartment">Where it goes, from 0.</param>
/// <param name="Amount">How much, above 0.</param>
/// <param name="Rate">Rate of the infusion, or 0 for a bolus.</param>
/// <param name="Interval">Time between it and the next additional dose.</param>
/// <param name="AdditionalDoses">Number of additional doses.</param>
internal readonly record struct Dose(int Compartment, double Amount, double Rate, double Interval, int AdditionalDoses);
