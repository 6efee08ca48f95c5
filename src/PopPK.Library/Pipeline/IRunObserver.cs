using PopPK.Estimation;
using PopPK.Likelihood;

namespace PopPK.Pipeline;

/// <summary>Hears what a run is doing, on the thread that runs it.</summary>
internal interface IRunObserver
{
    /// <summary>The parameters are known, the estimation or evaluation begins.</summary>
    /// <param name="layout">The parameters.</param>
    public void Begin(ParameterLayout layout);

    /// <summary>One of several fits from different initial estimates begins.</summary>
    /// <param name="number">0: from the stated ones; else its number.</param>
    /// <param name="count">How many follow the first.</param>
    public void BeginFit(int number, int count);

    /// <summary>A method of the chain begins.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="count">How many the chain has.</param>
    /// <param name="method">The method.</param>
    public void BeginStep(int number, int count, MarginalApproximation method);

    /// <summary>An iteration has ended.</summary>
    /// <param name="iteration">The iteration.</param>
    public void Iterated(EstimationIteration iteration);

    /// <summary>A stage of known length begins or goes on; on any thread.</summary>
    /// <param name="stage">What it is.</param>
    /// <param name="done">What of it is done.</param>
    /// <param name="all">What there is to do.</param>
    public void Advance(string stage, long done, long all);
}
