using System.Collections.Immutable;
using PopPK.Text;

namespace PopPK.Evaluation.Predictive;

/// <summary>A visual predictive check. Immutable.</summary>
/// <param name="Settings">What was asked for.</param>
/// <param name="Replicates">Number of simulated data sets.</param>
/// <param name="Panels">The panels: endpoint by endpoint in the model's order, in each stratum by stratum.</param>
/// <param name="Points">The observations in the order of the data, those without a place on the axis left out.</param>
/// <param name="Findings">What a reader should know.</param>
public sealed record VpcResult(
    VpcSettings Settings,
    int Replicates,
    ImmutableArray<VpcPanel> Panels,
    ImmutableArray<VpcPoint> Points,
    ImmutableArray<Diagnostic> Findings)
{
    /// <summary>Number of simulated observations that do not exist, such as those of subjects whose prediction failed.</summary>
    public long FailedValues { get; init; }
}
