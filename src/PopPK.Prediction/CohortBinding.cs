using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Prediction;

/// <summary>What binding a model to data gave.</summary>
/// <param name="Cohort">The cohort, or null when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record CohortBinding(Cohort? Cohort, ImmutableArray<Diagnostic> Diagnostics);
