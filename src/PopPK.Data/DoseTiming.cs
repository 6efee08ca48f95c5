namespace PopPK.Data;

/// <summary>What decides when a dose and those that follow it arrive.</summary>
/// <param name="Lag">Time between record and arrival [time], not negative.</param>
/// <param name="Duration">Duration of the infusion [time]; 0 for a bolus.</param>
public readonly record struct DoseTiming(double Lag, double Duration);
