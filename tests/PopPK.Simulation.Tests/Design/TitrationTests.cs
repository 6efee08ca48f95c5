using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.Simulation.Design;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Simulation.Tests.Design;

/// <summary>Doses that change by what is simulated.</summary>
public sealed class TitrationTests
{
    private const string Schedule = "regimen r\n  dose 100 every 12 times 20\n  sample 0 to 200 by 4\npopulation 6\n";

    private static string Titrated(string rule) => Schedule.Replace("population", $"  titrate {rule}\npopulation", StringComparison.Ordinal);

    [Fact]
    public void A_decision_changes_doses_from_its_time_on()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var design = Designed.Of(model, Titrated("at 60 on DV: if (DV > 5) 0.5*dose else 2*dose"));
        var titration = design.TitrationOf(0)!;
        var subject = design.Dataset.Subjects[0];
        Assert.Equal(60, Assert.Single(titration.Decisions).Time);
        foreach (var (value, amount) in new[] { (6.0, 50.0), (4.0, 200.0) })
        {
            var changed = titration.Apply(subject, 0, value)!;
            Assert.All(changed.Records.Zip(subject.Records).Where(r => r.Second.Kind == RecordKind.Dose), r =>
                Assert.Equal(r.First.Time < 60 ? 100 : amount, r.First.Amount));
            Assert.All(changed.Records.Zip(subject.Records).Where(r => r.Second.Kind != RecordKind.Dose), r => Assert.Same(r.Second, r.First));
            Assert.All(changed.Records, r => Assert.Equal(r.Amount, r.Values[design.Dataset.IndexOf("AMT")]));
        }
    }

    [Fact]
    public void Splitting_a_series_at_decisions_changes_no_prediction()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var plain = Designed.Of(model, Schedule);
        var split = Designed.Of(model, Titrated("at 60, 90 on DV: dose"));
        Assert.Equal(3, split.Dataset.Subjects[0].Records.Count(r => r.Kind == RecordKind.Dose));
        Assert.Equal(20, split.Dataset.Subjects[0].Records.Where(r => r.Kind == RecordKind.Dose).Sum(r => 1 + r.AdditionalDoses));
        var extra = split.Dataset.Subjects[0].Records.Where(r => r.IsObservation).Select(r => r.Values[split.Dataset.IndexOf("DECISION")]).ToArray();
        Assert.Equal(2, extra.Sum());
        double[] kept = [.. Designed.Typical(model, split.Dataset).Where((_, i) => extra[i] == 0)];
        Assert.Equal(Designed.Typical(model, plain.Dataset).Length, kept.Length);
        Assert.All(Designed.Typical(model, plain.Dataset).Zip(kept), p => Assert.Equal(p.First, p.Second, Tolerance.Algebra * 10));
    }

    [Theory]
    [InlineData("dose*0.74 in steps of 25", 75)]
    [InlineData("dose*1.7 in [20, 120]", 120)]
    [InlineData("dose*0.01 in [20, 120], in steps of 25", 20)]
    [InlineData("0 in [20, 120]", 0)]
    [InlineData("dose - 200", 0)]
    [InlineData("10*DV", 70)]
    [InlineData("dose*0.9 in steps of 0.7", 90.3)]
    [InlineData("dose in [1, 20] in steps of 7", 100)]
    public void New_doses_are_rounded_and_limited(string rule, double expected)
    {
        var design = Designed.Of(CohortOf.Model(Designed.Bolus), Titrated($"at 60 on DV: {rule}"));
        var changed = design.TitrationOf(0)!.Apply(design.Dataset.Subjects[0], 0, 7)!;
        var last = changed.Records.Last(r => r.Time >= 60 && r.CompartmentNumber is not null);
        Assert.Equal((expected, expected > 0 ? RecordKind.Dose : RecordKind.Other), (last.Amount, last.Kind));
    }

    [Fact]
    public void A_stopped_dose_can_be_taken_up_again()
    {
        var design = Designed.Of(CohortOf.Model(Designed.Bolus), Titrated("at 60, 120 on DV: if (DV > 5) 0 else 80").Replace("dose 100", "dose 100 over 2", StringComparison.Ordinal));
        var titration = design.TitrationOf(0)!;
        var stopped = titration.Apply(design.Dataset.Subjects[0], 0, 9)!;
        var again = titration.Apply(stopped, 1, 1)!;
        var doses = again.Records.Where(r => r.CompartmentNumber is not null).Select(r => (r.Time, r.Kind, r.Amount, r.Rate)).ToArray();
        Assert.Equal([(0.0, RecordKind.Dose, 100.0, 50.0), (60, RecordKind.Other, 0, 0), (120, RecordKind.Dose, 80, 40)], doses);
    }

    [Fact]
    public void Only_the_named_compartment_changes()
    {
        var model = Designed.ModelFile("theophylline");
        var design = Designed.Of(model, "regimen r\n  dose 100 every 12\n  dose 20 into central every 6\n  titrate into central at 24 on observed cp: 2*dose\n  sample 30\npopulation 1\n");
        var changed = design.TitrationOf(0)!.Apply(design.Dataset.Subjects[0], 0, 7)!;
        Assert.All(changed.Records.Where(r => r.Kind == RecordKind.Dose), r =>
            Assert.Equal(r.CompartmentNumber == 1 ? 100 : r.Time < 24 ? 20 : 40, r.Amount));
    }

    [Fact]
    public void A_dose_that_is_no_number_is_none()
    {
        var design = Designed.Of(CohortOf.Model(Designed.Bolus), Titrated("at 60 on DV: log(DV)*dose"));
        Assert.Null(design.TitrationOf(0)!.Apply(design.Dataset.Subjects[0], 0, -1));
    }

    [Fact]
    public void Simulated_subjects_get_the_doses_their_own_values_ask_for()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var design = Designed.Of(model, Titrated("at 60, 120 on DV: if (DV > 5) 0.5*dose else if (DV < 4) 1.5*dose else dose").Replace("population 6", "population 60", StringComparison.Ordinal));
        var seen = new HashSet<double>();
        foreach (var subject in Simulate(model, design))
        {
            var amount = 100.0;
            foreach (var (time, decision) in new[] { (60.0, 1), (120.0, 1) })
            {
                var found = subject.Rows.Single(r => r.Record.Time == time && r.Record.Values[design.Dataset.IndexOf("DECISION")] == decision).Value;
                amount *= found > 5 ? 0.5 : found < 4 ? 1.5 : 1;
                Assert.Equal(amount, subject.Rows.Single(r => r.Record.Time == time && r.Record.CompartmentNumber is not null).Record.Amount, Tolerance.Algebra * 100);
            }

            seen.Add(amount);

            // What the individual predictions follow from is these doses and no others.
            foreach (var row in subject.Rows.Where(r => r.Record.IsObservation && r.Record.Time % 12 != 0))
            {
                var expected = Enumerable.Range(0, 20).Where(n => n * 12 <= row.Record.Time).Sum(n =>
                    subject.Rows.Last(r => r.Record.CompartmentNumber is not null && r.Record.Time <= n * 12).Record.Amount / 20 * Math.Exp(-subject.Elimination * (row.Record.Time - (n * 12))));
                Assert.Equal(expected, row.Prediction, Tolerance.Algebra * 1000);
            }
        }

        Assert.True(seen.Count > 2);
    }

    [Fact]
    public void A_person_has_the_same_random_effects_in_every_arm()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var design = Designed.Of(model, "regimen r\n  sample 1, 5\npopulation 8\narm a\n  dose 100\narm b\n  dose 300\n");
        var drawn = Simulate(model, design).ToArray();
        Assert.Equal(drawn[..8].Select(s => s.Elimination), drawn[8..].Select(s => s.Elimination));
        Assert.Equal(8, drawn.Select(s => s.Elimination).Distinct().Count());
        Assert.Equal(32, drawn.SelectMany(s => s.Rows.Where(r => r.Record.IsObservation).Select(r => r.Value - r.Prediction)).Distinct().Count());
    }

    private static ImmutableArray<Drawn> Simulate(PopulationModel model, TrialDesign design)
    {
        var diagnostics = new DiagnosticBag();
        var cohort = SimulationCohort.TryBuild(model, design, diagnostics);
        Assert.True(cohort is not null, string.Join('\n', diagnostics));
        var layout = new ParameterLayout(cohort.Cohort.Model);
        var keeper = new Keeper();
        new Simulator(cohort, ParameterSource.Of(layout.PointAt(layout.InitialFree())!), new SimulationOptions { Seed = 3, HasPopulationPredictions = true }).Run(SimulationOrder.Stream, keeper);
        return [.. keeper.All];
    }

    private sealed record Drawn(double Elimination, ImmutableArray<(DataRecord Record, double Prediction, double Value)> Rows);

    private sealed class Keeper : ISimulationCollector<List<Drawn>>
    {
        public List<Drawn> All { get; } = [];

        public List<Drawn> CreatePart() => [];

        public void Clear(List<Drawn> part) => part.Clear();

        public void Add(List<Drawn> part, SimulatedSubject subject)
        {
            var rows = ImmutableArray.CreateBuilder<(DataRecord, double, double)>();
            for (var j = 0; j < subject.Points.Count; j++)
            {
                rows.Add((subject.Subject.Subject.Records[subject.Points.Records[j]], subject.IndividualPredictions[j], subject.Values[j]));
            }

            part.Add(new Drawn(0.1 * Math.Exp(subject.Eta[0]), rows.ToImmutable()));
        }

        public void Complete(List<Drawn> part, int replicate) => All.AddRange(part);
    }
}
