namespace PopPK.Prediction.Tracing;

/// <summary>What never happens because a reset, or a steady state that replaces, came before it.</summary>
/// <param name="Doses">Number of doses that were still to come.</param>
/// <param name="Infusions">Number of infusions that ran.</param>
public readonly record struct Cancellation(int Doses, int Infusions);
