using System.Collections.Immutable;

namespace PopPK.Uncertainty;

/// <summary>A proposal. Immutable.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="FreeParameters">The free parameters, natural scale.</param>
/// <param name="Rise">Objective there minus objective of the fit; NaN when it does not exist.</param>
/// <param name="Weight">Importance weight; all of them sum to 1; 0 without an objective.</param>
/// <param name="Copies">How often it was kept.</param>
public sealed record ImportanceSample(int Number, ImmutableArray<double> FreeParameters, double Rise, double Weight, int Copies);
