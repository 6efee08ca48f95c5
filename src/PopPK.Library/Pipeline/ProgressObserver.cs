using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Pipeline;

/// <summary>Passes on what a run is doing as .NET developers expect it. One owner.</summary>
/// <param name="progress">Hears it, or null.</param>
internal sealed class ProgressObserver(IProgress<FitProgress>? progress) : IRunObserver
{
    private string _stage = "";

    /// <inheritdoc/>
    public void Begin(ParameterLayout layout)
    {
    }

    /// <inheritdoc/>
    public void BeginFit(int number, int count) => BeginStage($"fit {number + 1} of {count + 1}");

    /// <inheritdoc/>
    public void BeginStep(int number, int count, MarginalApproximation method) => BeginStage(method.Name);

    /// <inheritdoc/>
    public void Iterated(EstimationIteration iteration) => progress?.Report(new FitProgress(_stage, iteration.Number, iteration.Ofv));

    /// <inheritdoc/>
    public void BeginCovariance() => BeginStage("covariance step");

    /// <inheritdoc/>
    public void BeginStage(string name)
    {
        _stage = name;
        progress?.Report(new FitProgress(name, null, double.NaN));
    }
}
