using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>The depot of a closed form in the symbols of the compiled functions.</summary>
/// <param name="Amount">The amount in the depot.</param>
/// <param name="Rate">The absorption rate constant, an individual quantity.</param>
internal sealed record DepotSymbols(Symbol Amount, Symbol Rate);
