using PopPK.Likelihood;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>Methods that follow each other.</summary>
public class EstimationChainTests
{
    private static readonly EstimationOptions Options = new() { Threads = 2 };

    [Fact]
    public void A_chain_ends_where_its_last_method_ends_alone()
    {
        var cohort = CohortOf.File("models", "phenobarbital.poppk");
        var steps = EstimationChain.Estimate(cohort, [MarginalApproximation.FirstOrder, MarginalApproximation.Focei], Options);
        var alone = Estimator.Estimate(cohort, Options with { Approximation = MarginalApproximation.Focei });
        Assert.Equal(alone.Ofv, steps[1].Result.Ofv, Tolerance.MinimumReached);
        Assert.Equal(steps[0].Result.FreeParameters.ToArray(), steps[1].Result.Iterations[0].FreeParameters, (a, b) => Math.Abs(a - b) <= Tolerance.Algebra * Math.Abs(a));
    }

    [Fact]
    public void What_went_to_the_edge_is_moved_a_little_back_and_the_rest_stays()
    {
        var layout = new ParameterLayout(CohortOf.File("models", "phenobarbital.poppk").Model);
        var initial = layout.InitialFree();
        double[] estimates = [.. initial.Select(x => 1.1 * x)];
        estimates[0] = layout.Parameters[layout.Free[0]].Lower;
        estimates[^1] = 1e-9 * initial[^1];
        var start = ChainStart.Near(layout, estimates);
        for (var i = 0; i < start.Length; i++)
        {
            var isAtEdge = i == 0 || i == start.Length - 1;
            var expected = isAtEdge ? estimates[i] + 0.01 * (initial[i] - estimates[i]) : estimates[i];
            Assert.Equal(expected, start[i], Tolerance.Algebra * initial[i]);
        }
    }

    [Fact]
    public void An_interrupted_step_is_the_last()
    {
        var cohort = CohortOf.File("models", "phenobarbital.poppk");
        using var cancelled = new CancellationTokenSource();
        var begun = new List<int>();
        var steps = EstimationChain.Estimate(
            cohort, [MarginalApproximation.Foce, MarginalApproximation.Focei], Options, begun.Add, _ => cancelled.Cancel(), cancelled.Token);
        Assert.Equal(EstimationStatus.Cancelled, Assert.Single(steps).Result.Status);
        Assert.Equal([0], begun);
    }
}
