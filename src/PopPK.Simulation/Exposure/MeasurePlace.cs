namespace PopPK.Simulation.Exposure;

/// <summary>Where among what is measured a measure finds its value.</summary>
/// <param name="Group">Position of the quantity.</param>
/// <param name="Window">Position of its window or time; -1: the dosing intervals.</param>
/// <param name="Threshold">Position of its threshold; -1 without one.</param>
internal readonly record struct MeasurePlace(int Group, int Window, int Threshold);
