using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Prediction.Compilation;

/// <summary>What compiling a model gave.</summary>
/// <param name="Model">The compiled model, or null when at least one diagnostic is an error.</param>
/// <param name="Diagnostics">What was found.</param>
public sealed record ModelCompilation(CompiledModel? Model, ImmutableArray<Diagnostic> Diagnostics);
