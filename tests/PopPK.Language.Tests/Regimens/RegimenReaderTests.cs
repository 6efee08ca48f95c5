using PopPK.Language.Regimens;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Regimens;

/// <summary>What regimens mean.</summary>
public sealed class RegimenReaderTests
{
    private static PopulationModel Theophylline => RegimenText.ModelFile("theophylline");

    [Fact]
    public void A_file_says_who_is_given_what_and_observed_when()
    {
        var model = RegimenText.ModelFile("phenobarbital");
        var regimen = RegimenText.Read(model, """
            # A comment.
            regimen neonates
              "Loading dose, then twice daily"
              dose 20*WT                       # at time 0
              sample at 0 to 24 by 6, 36
              sample cp at 48 before doses

            population 500 separate
              WT    ~ lognormal(1.5, cv = 0.3) in (0.5, 4)
              APGAR = 7
              AGE, SIZE ~ normal([10, 50], [4; 1, 9])
              GA    ~ uniform(28, 40)
              BOY   ~ bernoulli(0.5)

            arm "2.5 mg/kg" 50
              dose 2.5*WT at 12, 13 every 12 times 10

            arm high
              dose 5*WT
                at 12 every 12
                until 240
            """);
        Assert.Equal(("neonates", "Loading dose, then twice daily"), (regimen.Name, regimen.Title));
        Assert.Equal((500, true, false), (regimen.Population.Count, regimen.Population.IsSeparate, regimen.Population.File is not null));
        Assert.Equal(["WT", "APGAR", "AGE SIZE", "GA", "BOY"], regimen.Population.Sources.Select(s => string.Join(' ', s.Symbols.Select(x => x.Name))));
        Assert.Same(model.Covariates.Single(c => c.Name == "WT").Symbol, regimen.Population.Sources[0].Symbols[0]);
        var weight = Assert.IsType<DrawnCovariate>(regimen.Population.Sources[0]);
        Assert.Equal((0.5, 4.0), (weight.Lower, weight.Upper));
        var logarithmic = Assert.IsType<LogNormalCovariate>(weight.Distribution);
        Assert.Equal(Math.Sqrt(Math.Log(1.09)), Interpreter.Evaluate(logarithmic.StandardDeviation, _ => 0), Tolerance.Algebra);
        Assert.Equal(["2.5 mg/kg", "high"], regimen.Arms.Select(a => a.Name));
        Assert.Equal([50, null], regimen.Arms.Select(a => a.People));
        Assert.All(regimen.Arms, a => Assert.Equal(2, a.Doses.Length));
        Assert.Equal([12, 13], regimen.Arms[0].Doses[1].Times.ToArray());
        Assert.Equal((12.0, 10, null), (regimen.Arms[0].Doses[1].Interval, regimen.Arms[0].Doses[1].Count, regimen.Arms[0].Doses[1].Until));
        Assert.Equal((12.0, null, 240.0), (regimen.Arms[1].Doses[1].Interval, regimen.Arms[1].Doses[1].Count, regimen.Arms[1].Doses[1].Until));
        Assert.Equal([0, 6, 12, 18, 24, 36], regimen.Arms[0].Samples[0].Times.ToArray());
        Assert.Equal([false, true], regimen.Arms[0].Samples.Select(s => s.IsBeforeDoses));
    }

    [Fact]
    public void Lines_of_the_command_line_say_the_same_as_a_file()
    {
        var model = Theophylline;
        var file = RegimenText.Read(model, "regimen regimen\n  dose 100 into central every 12 times 10 over 0.5\n  sample cp at 0, 1\npopulation 30\n  SIZE ~ normal(3, 1)\n");
        var lines = RegimenText.Read(
            model,
            null,
            (RegimenLineKind.Dose, "100 into central every 12 for 10 doses over 0.5"),
            (RegimenLineKind.Sample, "cp at 0, 1"),
            (RegimenLineKind.Population, "30"),
            (RegimenLineKind.Population, "SIZE ~ normal(3, 1)"));
        foreach (var regimen in new[] { file, lines })
        {
            var dose = Assert.Single(Assert.Single(regimen.Arms).Doses);
            Assert.Equal((1, 12.0, 10, DoseRuleInput.Duration), (dose.Compartment, dose.Interval, dose.Count, dose.Input));
            Assert.Equal([0, 1], regimen.Arms[0].Samples.Single().Times.ToArray());
            Assert.Equal((30, "SIZE"), (regimen.Population.Count, regimen.Population.Sources.Single().Symbols[0].Name));
        }
    }

    [Fact]
    public void Lines_add_to_a_file_and_replace_covariates()
    {
        var regimen = RegimenText.Read(
            Theophylline,
            "regimen r\n  dose SIZE\n  sample 0\npopulation 30\n  SIZE ~ normal(3, 1)\n",
            (RegimenLineKind.Dose, "dose 50 at 12"),
            (RegimenLineKind.Arm, "low: 10 at 24; reset at 30"),
            (RegimenLineKind.Arm, "\"very low\" 5: 1 at 24"),
            (RegimenLineKind.Population, "population 60"),
            (RegimenLineKind.Statement, "sample 5"),
            (RegimenLineKind.Population, "SIZE = 4"));
        Assert.Equal(60, regimen.Population.Count);
        Assert.IsType<ComputedCovariate>(regimen.Population.Sources.Single());
        Assert.Equal(["low", "very low"], regimen.Arms.Select(a => a.Name));
        Assert.Equal([30], regimen.Arms[0].Resets.ToArray());
        Assert.All(regimen.Arms, a => Assert.Equal((3, 2), (a.Doses.Length, a.Samples.Length)));
    }

    [Fact]
    public void The_models_own_data_give_what_the_model_needs_and_nobody_says()
    {
        var model = RegimenText.ModelFile("remifentanil");
        var regimen = RegimenText.Read(model, "regimen r\n  dose 2*WT\n  sample 1\npopulation 9\n  AGE = 50\n");
        Assert.True(regimen.Population.UsesModelData);
        Assert.Equal(["LBM", "WT"], regimen.Population.Columns.Select(c => c.Symbol.Name).Order());
        var other = RegimenText.Read(model, "regimen r\n  dose 2*WT\n  sample 1\npopulation 9 from \"a.csv\"\n");
        Assert.Equal(("a.csv", false), (other.Population.File, other.Population.UsesModelData));
    }

    [Fact]
    public void A_titration_knows_the_dose_and_what_was_found()
    {
        var regimen = RegimenText.Read(Theophylline, """
            regimen r
              dose 100 every 12
              titrate at 72, 48 on cp:
                if (DV > 20) 0.75*dose
                else if (cp < 10) dose*1.25 else dose
                in [50, 400], in steps of 25
              titrate into central at 72 on observed cp: 0
              sample 100
            """);
        var (first, second) = (regimen.Arms[0].Titrations[0], regimen.Arms[0].Titrations[1]);
        Assert.Equal([48, 72], first.Times.ToArray());
        Assert.Equal((50.0, 400.0, 25.0, false, null), (first.Lower, first.Upper, first.Step, first.HasResidual, first.Compartment));
        Assert.Equal((true, 1), (second.HasResidual, second.Compartment));
        double Dose(double found) => Interpreter.Evaluate(first.Dose, s => s == first.Observed ? found : s == first.Current ? 200 : throw new ArgumentException(s.Name));
        Assert.Equal([250, 200, 150], new[] { 5.0, 15, 25 }.Select(Dose));
    }

    [Theory]
    [InlineData("dose 10 at rate 5", DoseRuleInput.Rate)]
    [InlineData("dose 10 over 2*3", DoseRuleInput.Duration)]
    [InlineData("dose 10 at modelled rate", DoseRuleInput.ModelledRate)]
    [InlineData("dose 10 over modelled duration", DoseRuleInput.ModelledDuration)]
    [InlineData("dose 10 every 24 at steady state at 12", DoseRuleInput.Bolus)]
    public void A_dose_enters_its_compartment_in_several_ways(string line, DoseRuleInput input)
    {
        var text = File.ReadAllText(RepositoryFiles.Path("models", "theophylline.poppk"))
            .Replace("one_compartment(cl, v, ka)", "one_compartment(cl, v, ka)\n  rate(depot) = 5\n  duration(depot) = 3", StringComparison.Ordinal);
        var rule = Assert.Single(RegimenText.Read(CohortOf.Model(text), $"regimen r\n  {line}\n  sample 1\n").Arms[0].Doses);
        Assert.Equal((input, line.Contains("steady", StringComparison.Ordinal)), (rule.Input, rule.IsSteadyState));
    }

    [Fact]
    public void Nothing_that_is_cut_off_makes_the_reader_throw()
    {
        const string Text = "regimen r\n  \"t\"\n  dose if (WT < 50) 50 else 100 into depot at 0, 5 to 9 by 2 every 12 times 3 over 2\n  sample cp at 1 before doses\n  occasion OCC at 0, 9\n  FORM = 1 from 0, 2 from 5\n  titrate at 5 on DV: dose in [1, 2] in steps of 1\n  reset at 3\npopulation 5 separate from \"f\"\n  WT ~ normal(70, 3) in (1, 2)\n  A, B ~ normal([1, 2], [1; 0, 1])\n  C ~ categorical {1: 0.5, 2: 0.5}\narm \"x\" 3\n  dose 1\n";
        var model = RegimenText.ModelFile("theophylline");
        for (var i = 0; i <= Text.Length; i++)
        {
            RegimenText.Reading(model, Text[..i]);
            RegimenText.Reading(model, Text[i..]);
            RegimenText.Reading(model, Text.Remove(Math.Min(i, Text.Length - 1), 1));
            foreach (var kind in Enum.GetValues<RegimenLineKind>())
            {
                RegimenText.Reading(model, null, (kind, Text[i..Math.Min(Text.Length, i + 30)]));
            }
        }

        Assert.NotNull(RegimenText.Reading(model, Text).Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Warning) ?? RegimenText.Reading(model, Text).Diagnostics.FirstOrDefault());
    }
}
