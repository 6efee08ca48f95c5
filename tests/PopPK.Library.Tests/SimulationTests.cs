using Xunit;

namespace PopPK.Library.Tests;

public sealed class SimulationTests(TheophyllineFit theophylline) : IClassFixture<TheophyllineFit>
{
    private const int Replicates = 20;

    private FitResult Fit => theophylline.Fit;

    private TrialData Data => theophylline.Data;

    [Fact]
    public void Every_record_is_drawn_in_every_replicate()
    {
        var drawn = Fit.Simulate(Data, new SimulationSettings { Replicates = Replicates, Seed = 3 });
        Assert.Equal(0, drawn.FailedSubjects);
        Assert.Equal(Replicates * Data.RecordCount, drawn.Rows.Length);
        Assert.Equal(Replicates * Data.ObservationCount, drawn.Rows.Count(r => r.IsObservation && double.IsFinite(r.Dv)));
        Assert.All(drawn.Rows.Where(r => !r.IsObservation), r => Assert.True(double.IsNaN(r.Dv)));
        Assert.Equal(Enumerable.Range(1, Replicates), drawn.Rows.Select(r => r.Replicate).Distinct());
        Assert.Equal(Fit.Records.Select(r => (r.Id, r.Row, r.Time)), drawn.Rows.Take(Data.RecordCount).Select(r => (r.Id, r.Row, r.Time)));
    }

    [Fact]
    public void Population_predictions_are_those_of_the_fit()
    {
        var drawn = Fit.Simulate(Data, new SimulationSettings { HasRandomEffects = false, HasResidualError = false });
        foreach (var (row, record) in drawn.Rows.Zip(Fit.Records))
        {
            Assert.Equal(record.Pred, row.Pred, TestKit.Tolerance.Algebra * 100);
            Assert.Equal(row.Pred, row.Ipred, TestKit.Tolerance.Algebra * 100);
            Assert.Equal(row.IsObservation ? row.Ipred : double.NaN, row.Dv);
        }
    }

    [Fact]
    public void Profiles_are_the_same_rows_whatever_the_number_of_threads()
    {
        var settings = new SimulationSettings { Replicates = Replicates, Seed = 3, Threads = 1 };
        var rows = Fit.Simulate(Data, settings).Rows;
        var profiles = Fit.SimulateProfiles(Data, settings with { Threads = 3 }).ToArray();
        Assert.Equal(rows, profiles.SelectMany(p => p.Rows));
        Assert.Equal(Replicates * Data.SubjectIds.Length, profiles.Length);
        Assert.All(profiles, p => Assert.True(p.Parameters["cl"] > 0));
        Assert.Equal(profiles.Length, profiles.Select(p => p.Parameters["cl"]).Distinct().Count());
    }

    [Fact]
    public void Who_has_seen_enough_breaks_off()
    {
        var settings = new SimulationSettings { Replicates = 1_000_000, Threads = 2 };
        Assert.Equal(50, Fit.SimulateProfiles(Data, settings).Take(50).Count());
    }

    [Fact]
    public void A_cancelled_simulation_ends()
    {
        using var source = new CancellationTokenSource();
        var settings = new SimulationSettings { Replicates = 1_000_000, Threads = 2 };
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var profile in Fit.SimulateProfiles(Data, settings, source.Token))
            {
                if (profile.Replicate == 2)
                {
                    source.Cancel();
                }
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Fit.Simulate(Data, settings, cancellationToken: source.Token));
    }

    [Fact]
    public void Parameter_uncertainty_moves_whole_replicates()
    {
        var settings = new SimulationSettings { Replicates = Replicates, HasParameterUncertainty = true };
        var first = Fit.Simulate(Data, settings).Rows.Where(r => r is { Id: "1", Time: > 1 and < 1.5 }).Select(r => r.Pred).ToArray();
        Assert.Equal(Replicates, first.Distinct().Count());
        var same = Fit.Simulate(Data, settings with { HasParameterUncertainty = false }).Rows.Where(r => r is { Id: "1", Time: > 1 and < 1.5 }).Select(r => r.Pred);
        Assert.Single(same.Distinct());

        var plain = theophylline.Model.Fit(Data, new FitOptions { StandardErrors = StandardErrorMethod.None });
        Assert.Equal("PK7600", Assert.Single(Assert.Throws<ModelException>(() => plain.Simulate(Data, settings)).Diagnostics).Code);
    }

    [Fact]
    public void A_model_is_simulated_at_its_own_values()
    {
        var settings = new SimulationSettings { HasRandomEffects = false };
        var initial = theophylline.Model.Evaluate(Data);
        Assert.Equal(initial.Records.Select(r => r.Pred), theophylline.Model.Simulate(Data, settings).Rows.Select(r => r.Pred), (a, b) => Math.Abs(a - b) <= TestKit.Tolerance.Algebra * 100);
        Assert.Equal(initial.Simulate(Data, settings).Rows, theophylline.Model.SimulateProfiles(Data, settings).SelectMany(p => p.Rows));
    }
}
