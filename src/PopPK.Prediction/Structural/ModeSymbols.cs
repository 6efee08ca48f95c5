using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>A mode of a closed form in the symbols of the compiled functions.</summary>
/// <param name="Value">The mode z.</param>
/// <param name="Rate">Its eigenvalue, an individual quantity.</param>
/// <param name="Compartment">The compartment (from 0) whose doses drive it.</param>
/// <param name="IsFedByDepot">True when the depot empties into it.</param>
internal sealed record ModeSymbols(Symbol Value, Symbol Rate, int Compartment, bool IsFedByDepot);

/// <summary>The depot of a closed form in the symbols of the compiled functions.</summary>
/// <param name="Amount">The amount in the depot.</param>
/// <param name="Rate">The absorption rate constant, an individual quantity.</param>
internal sealed record DepotSymbols(Symbol Amount, Symbol Rate);
