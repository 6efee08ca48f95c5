namespace PopPK.Simulation.Exposure;

/// <summary>What a search of a dose found. Immutable.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Dose">
/// The dose at which the measure has its aim (the middle of the target's range, or its only end), or where it does not reach that, the
/// dose in the range that comes nearest. Without success the dose that comes nearest to the range.
/// </param>
/// <param name="Value">The measure at that dose.</param>
/// <param name="Lowest">The smallest dose of those around it that all attain the target; NaN without success.</param>
/// <param name="Highest">The largest of them; the largest dose that is tried where no larger one fails.</param>
/// <param name="Evaluations">Number of doses that were tried.</param>
public sealed record DoseSearchResult(DoseSearchStatus Status, double Dose, double Value, double Lowest, double Highest, int Evaluations);
