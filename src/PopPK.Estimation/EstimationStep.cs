namespace PopPK.Estimation;

/// <summary>One method of a chain and what it arrived at.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Seconds">How long it took, in seconds of wall clock.</param>
public sealed record EstimationStep(EstimationResult Result, double Seconds);
