namespace PopPK.Evaluation.Predictive;

/// <summary>An observation as a visual predictive check shows it. Immutable.</summary>
/// <param name="Id">The subject's ID.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="Stratum">Its stratum.</param>
/// <param name="X">Its place on the axis.</param>
/// <param name="Value">DV, corrected where the check corrects; the limit, not corrected, where it was not quantified.</param>
/// <param name="IsBelow">True when it lies below its lower limit of quantification.</param>
public sealed record VpcPoint(string Id, string Endpoint, string Stratum, double X, double Value, bool IsBelow);
