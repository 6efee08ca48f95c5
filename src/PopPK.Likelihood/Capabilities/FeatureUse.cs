using PopPK.Text;

namespace PopPK.Likelihood.Capabilities;

/// <summary>A feature where a model has it.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Name">What it belongs to: an endpoint, an effect; null when it is the whole model's.</param>
/// <param name="Location">Where it is written, or null.</param>
public sealed record FeatureUse(ModelFeature Feature, string? Name = null, DiagnosticLocation? Location = null);
