using PopPK.Prediction;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests;

/// <summary>What is drawn depends on seed, subject and replicate alone, and predictions are the engine's own.</summary>
public class SimulatorTests
{
    private static readonly string[] _models = ["theophylline.poppk", "phenobarbital.poppk", "indomethacin_blq.poppk", "remifentanil.poppk"];

    public static IEnumerable<object[]> Models => _models.Select(m => new object[] { m });

    [Theory]
    [MemberData(nameof(Models))]
    public void Threads_and_order_change_nothing(string file)
    {
        var design = CohortOf.File("models", file);
        var options = new SimulationOptions { Seed = 5, Replicates = 7, Threads = 1, HasPopulationPredictions = true };
        var one = Text(Simulated.Run(design, options));
        Assert.Equal(one, Text(Simulated.Run(design, options with { Threads = 4 })));
        Assert.Equal(one, Text(Simulated.Run(design, options with { Threads = 3 }, SimulationOrder.Replicates)));
        Assert.Equal(one.Order(StringComparer.Ordinal), Text(Simulated.Run(design, options with { Threads = 2 }, SimulationOrder.Clusters)).Order(StringComparer.Ordinal));
        Assert.NotEqual(one, Text(Simulated.Run(design, options with { Seed = 6 })));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Predictions_are_the_engines_at_the_effects_that_were_drawn(string file)
    {
        var design = CohortOf.File("models", file);
        var drawn = Simulated.Run(design, new SimulationOptions { Seed = 1, Threads = 1, HasPopulationPredictions = true });
        double[] theta = [.. design.Model.Model.FixedEffects.Select(f => f.Initial)];
        var workspace = design.CreateWorkspace();
        foreach (var subject in drawn)
        {
            Check(subject.Individual, subject.Eta);
            Check(subject.Population, new double[subject.Eta.Length]);

            void Check(double[] predictions, double[] eta)
            {
                var bound = design.Subjects[subject.Position];
                Assert.Equal(PredictionStatus.Success, design.Model.Predict(bound, bound.Records, theta, eta, DerivativeOrder.Value, workspace));
                var expected = new double[bound.Records.Count];
                design.Model.ReportPredictions(bound, bound.Records, workspace, expected);
                Assert.All(expected.Zip(predictions), p => Near.Equal(p.First, p.Second, Tolerance.Algebra));
            }
        }
    }

    [Fact]
    public void Without_residuals_the_effects_are_the_same_and_observations_are_predictions()
    {
        var design = CohortOf.File("models", "theophylline.poppk");
        var with = Simulated.Run(design, new SimulationOptions { Seed = 3, Replicates = 2 });
        var without = Simulated.Run(design, new SimulationOptions { Seed = 3, Replicates = 2, HasResiduals = false });
        foreach (var (a, b) in with.Zip(without))
        {
            Assert.Equal(a.Eta, b.Eta);
            Assert.Equal(a.Individual, b.Individual);
            Assert.Equal(a.Values.Select(double.IsNaN), b.Values.Select(double.IsNaN));
            Assert.All(b.Values.Zip(b.Individual).Where(p => !double.IsNaN(p.First)), p => Assert.Equal(p.Second, p.First));
        }
    }

    [Fact]
    public void Without_effects_everybody_is_typical()
    {
        var design = CohortOf.File("models", "theophylline.poppk");
        var drawn = Simulated.Run(design, new SimulationOptions { HasRandomEffects = false, HasPopulationPredictions = true });
        Assert.All(drawn, d => Assert.Equal(d.Population, d.Individual));
    }

    [Fact]
    public void Observations_alone_are_those_of_all_records()
    {
        var design = CohortOf.File("models", "phenobarbital.poppk");
        var all = Simulated.Run(design, new SimulationOptions { Seed = 2 });
        var observed = Simulated.Run(design, new SimulationOptions { Seed = 2, AllRecords = false });
        Assert.Equal(all.SelectMany(d => d.Values).Where(double.IsFinite), observed.SelectMany(d => d.Values));
    }

    [Fact]
    public void A_subject_does_not_depend_on_those_behind_it()
    {
        var design = CohortOf.File("models", "theophylline.poppk");
        var fewer = CohortBuilder.Build(design.Model.Model, design.Dataset with { Subjects = design.Dataset.Subjects[..4] }).Cohort!;
        var options = new SimulationOptions { Seed = 9 };
        Assert.Equal(Text(Simulated.Run(design, options)).Take(4), Text(Simulated.Run(fewer, options)));
    }

    [Fact]
    public void An_exception_of_a_collector_ends_the_simulation()
    {
        var (cohort, parameters) = Simulated.Of(CohortOf.File("models", "theophylline.poppk"));
        var simulator = new Simulator(cohort, parameters, new SimulationOptions { Replicates = 100, Threads = 3 });
        Assert.Throws<InvalidOperationException>(() => simulator.Run(SimulationOrder.Replicates, new Failing()));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => simulator.Run(SimulationOrder.Replicates, new Failing(), null, cancelled.Token));
    }

    private static string[] Text(IEnumerable<Simulated.Drawn> drawn) =>
        [.. drawn.Select(d => string.Join(' ', (object[])[d.Replicate, d.Position, d.Class, .. d.Eta, .. d.Individual, .. d.Population, .. d.Values]))];

    private sealed class Failing : ISimulationCollector<object>
    {
        public object CreatePart() => new();

        public void Clear(object part)
        {
        }

        public void Add(object part, SimulatedSubject subject)
        {
        }

        public void Complete(object part, int replicate)
        {
            if (replicate == 3)
            {
                throw new InvalidOperationException("The disk is full.");
            }
        }
    }
}
