namespace PopPK.Prediction;

/// <summary>Two correlated observations of a group.</summary>
/// <param name="First">Position of the one in <see cref="ResidualGroup.Observations"/>.</param>
/// <param name="Second">Position of the other, behind the first.</param>
/// <param name="Correlation">Position of their correlation among the model's.</param>
public readonly record struct ResidualPair(int First, int Second, int Correlation);
