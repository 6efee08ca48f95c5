using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Pipeline;

/// <summary>Passes on what a run is doing as .NET developers expect it. One owner.</summary>
/// <param name="progress">Hears it, or null.</param>
internal sealed class ProgressObserver(IProgress<FitProgress>? progress) : IRunObserver
{
    private string _method = "";

    /// <inheritdoc/>
    public void Begin(ParameterLayout layout)
    {
    }

    /// <inheritdoc/>
    public void BeginFit(int number, int count)
    {
    }

    /// <inheritdoc/>
    public void BeginStep(int number, int count, MarginalApproximation method)
    {
        _method = method.Name;
        progress?.Report(new FitProgress(_method, null, double.NaN, null));
    }

    /// <inheritdoc/>
    public void Iterated(EstimationIteration iteration) => progress?.Report(new FitProgress(_method, iteration.Number, iteration.Ofv, null));

    /// <inheritdoc/>
    public void Advance(string stage, long done, long all) => progress?.Report(new FitProgress(stage, null, double.NaN, all == 0 ? 1 : (double)done / all));
}
