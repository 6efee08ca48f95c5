namespace PopPK;

/// <summary>A record of a design as a replicate drew it; the names are those of <c>simulated.csv</c>. Immutable.</summary>
/// <param name="Replicate">Number of the replicate, from 1.</param>
/// <param name="Id">The subject's ID in the design.</param>
/// <param name="Row">The line of the design's file, from 1.</param>
/// <param name="Time">TIME.</param>
/// <param name="IsObservation">True where the design has an observation.</param>
/// <param name="Dv">The observation that was drawn; NaN where there is none, and for a subject that cannot be predicted.</param>
/// <param name="Ipred">The subject's prediction, without residual error.</param>
/// <param name="Pred">The prediction at random effects of zero.</param>
public readonly record struct SimulatedRow(int Replicate, string Id, int Row, double Time, bool IsObservation, double Dv, double Ipred, double Pred);
