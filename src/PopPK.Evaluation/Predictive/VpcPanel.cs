using System.Collections.Immutable;

namespace PopPK.Evaluation.Predictive;

/// <summary>A part of a visual predictive check that is drawn by itself. Immutable.</summary>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Stratum">The values that make the stratum, such as <c>SEX=1, DOSE=100</c>; empty without strata.</param>
/// <param name="Bins">Its bins along the axis.</param>
public sealed record VpcPanel(string Endpoint, string Stratum, ImmutableArray<VpcBin> Bins);
