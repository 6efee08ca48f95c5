using System.Collections.Immutable;
using PopPK.Likelihood;
using PopPK.Prediction;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests;

/// <summary>Runs simulations and keeps what they drew. Stateless.</summary>
internal static class Simulated
{
    /// <summary>A cohort as a design, at the initial values of its model.</summary>
    /// <param name="design">The cohort.</param>
    public static (SimulationCohort Cohort, ParameterSource Parameters) Of(Cohort design)
    {
        var diagnostics = new DiagnosticBag();
        var cohort = SimulationCohort.TryBuild(design.Model.Model, design.Dataset, diagnostics);
        Assert.True(cohort is not null, string.Join('\n', diagnostics));
        var layout = new ParameterLayout(cohort.Cohort.Model);
        return (cohort, ParameterSource.Of(layout.PointAt(layout.InitialFree())!));
    }

    /// <summary>Simulates a cohort and keeps every subject.</summary>
    /// <param name="design">The cohort.</param>
    /// <param name="options">Settings.</param>
    /// <param name="order">In which order subjects are collected.</param>
    public static ImmutableArray<Drawn> Run(Cohort design, SimulationOptions options, SimulationOrder order = SimulationOrder.Stream)
    {
        var (cohort, parameters) = Of(design);
        var keeper = new Keeper();
        new Simulator(cohort, parameters, options).Run(order, keeper);
        return [.. keeper.All];
    }

    /// <summary>A subject that was drawn.</summary>
    /// <param name="Replicate">Its replicate.</param>
    /// <param name="Position">Its position.</param>
    /// <param name="Class">Its class.</param>
    /// <param name="Eta">Its random effects.</param>
    /// <param name="Individual">Its predictions.</param>
    /// <param name="Population">Its predictions at zero.</param>
    /// <param name="Values">Its observations.</param>
    internal sealed record Drawn(int Replicate, int Position, int Class, double[] Eta, double[] Individual, double[] Population, double[] Values);

    private sealed class Keeper : ISimulationCollector<List<Drawn>>
    {
        public List<Drawn> All { get; } = [];

        public List<Drawn> CreatePart() => [];

        public void Clear(List<Drawn> part) => part.Clear();

        public void Add(List<Drawn> part, SimulatedSubject subject) => part.Add(new Drawn(
            subject.Replicate,
            subject.Position,
            subject.Class,
            [.. subject.Eta],
            [.. subject.IndividualPredictions],
            [.. subject.PopulationPredictions],
            [.. subject.Values]));

        public void Complete(List<Drawn> part, int replicate) => All.AddRange(part);
    }
}
