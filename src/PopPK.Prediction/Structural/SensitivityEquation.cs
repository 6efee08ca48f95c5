using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>An equation of a <see cref="SensitivitySystem"/>.</summary>
/// <param name="Variable">The amount or derivative of an amount.</param>
/// <param name="Rate">Its rate.</param>
/// <param name="Amount">Which amount it is or is a derivative of.</param>
/// <param name="Group">Number of its group: 0 the amounts themselves, then one for each phi or pair they are derived by.</param>
/// <param name="Place">Its place in a state of all amounts and blocks.</param>
/// <param name="PhiOf">The phi the variable is a derivative by: none, one or two positions.</param>
internal sealed record SensitivityEquation(Symbol Variable, Expr Rate, int Amount, int Group, int Place, int[] PhiOf);
