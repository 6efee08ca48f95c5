using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>A pair of a closed form with two compartments (see <see cref="Kernels.PairKernel"/>) in the symbols of the compiled functions.</summary>
/// <param name="Response">The response w.</param>
/// <param name="Rate">Its rate y.</param>
/// <param name="Compartment">The compartment (from 0) whose doses drive it.</param>
/// <param name="IsFedByDepot">True when the depot empties into it.</param>
internal sealed record PairSymbols(Symbol Response, Symbol Rate, int Compartment, bool IsFedByDepot);
