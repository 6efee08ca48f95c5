using PopPK.Data;
using PopPK.Modeling;
using PopPK.Modeling.Regimens;
using PopPK.Prediction;
using PopPK.Simulation.Design;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Design;

/// <summary>Where people's covariates come from.</summary>
public sealed class PopulationTests
{
    private const int Count = 20_000;

    private static PopulationModel Model => CohortOf.Model(Designed.WithCovariates);

    [Theory]
    [InlineData("normal(70, 10)", 70, 10)]
    [InlineData("lognormal(70, 0.2)", 71.41, 14.425)]
    [InlineData("lognormal(70, cv = 0.3)", 73.0822, 21.9247)]
    [InlineData("uniform(40, 100)", 70, 17.3205)]
    [InlineData("categorical {40: 0.2, 60: 0.5, 90: 0.3}", 65, 18.0278)]
    public void Drawn_covariates_have_the_moments_of_their_distribution(string distribution, double mean, double deviation)
    {
        var drawn = Draw(distribution);
        AssertMoments(drawn, mean, deviation);
    }

    [Theory]
    [InlineData("normal(70, 10) in (60, 75)", 60, 75)]
    [InlineData("normal(70, 10) in (95, inf)", 95, double.PositiveInfinity)]
    [InlineData("normal(70, 10) in (130, inf)", 130, double.PositiveInfinity)]
    [InlineData("lognormal(70, 0.2) in (0, 60)", 0, 60)]
    [InlineData("uniform(40, 100) in (50, 120)", 50, 120)]
    public void Truncated_covariates_are_those_of_the_distribution_that_lie_inside(string distribution, double lower, double upper)
    {
        var drawn = Draw(distribution);
        Assert.All(drawn, x => Assert.InRange(x, lower, upper));
        var (mean, deviation) = MomentsBetween(distribution, lower, upper);
        AssertMoments(drawn, mean, deviation);
    }

    [Fact]
    public void Covariates_drawn_together_are_correlated()
    {
        var design = Designed.Of(Model, $"regimen r\n  dose HT\n  sample 1\npopulation {Count}\n  WT, HT ~ normal([70, 170], [100; 40, 64])\n  SEX = female\n");
        var (weights, heights) = (Designed.People(design, "WT"), Designed.People(design, "HT"));
        AssertMoments(weights, 70, 10);
        AssertMoments(heights, 170, 8);
        AssertMoments([.. weights.Zip(heights, (w, h) => (w - 70) * (h - 170))], 40, Math.Sqrt((100 * 64) + (40 * 40)));
        var logarithmic = Designed.Of(Model, $"regimen r\n  dose HT\n  sample 1\npopulation {Count}\n  WT, HT ~ lognormal([70, 170], [0.04; 0.01, 0.01])\n  SEX = female\n");
        AssertMoments([.. Designed.People(logarithmic, "WT").Select(w => Math.Log(w / 70))], 0, 0.2);
        AssertMoments([.. Designed.People(logarithmic, "HT").Select(h => Math.Log(h / 170))], 0, 0.1);
    }

    [Fact]
    public void A_distribution_may_depend_on_other_covariates()
    {
        var design = Designed.Of(Model, $"regimen r\n  dose 1\n  sample 1\npopulation {Count}\n  SEX ~ categorical {{female: 0.3, male: 0.7}}\n  WT ~ normal(if (SEX == male) 80 else 60, 5)\n");
        var people = Designed.People(design, "SEX").Zip(Designed.People(design, "WT")).ToArray();
        AssertMoments([.. people.Select(p => p.First)], 0.7, Math.Sqrt(0.21));
        AssertMoments([.. people.Where(p => p.First == 1).Select(p => p.Second)], 80, 5);
        AssertMoments([.. people.Where(p => p.First == 0).Select(p => p.Second)], 60, 5);
    }

    [Fact]
    public void People_from_data_keep_their_covariates_together()
    {
        var (model, data) = Remifentanil();
        var design = Designed.Of(model, "regimen r\n  dose 10*WT over 2\n  sample 1\npopulation 300 from data\n", data);
        string[] columns = ["AGE", "LBM", "WT"];
        var known = data.Subjects.Select(s => string.Join(' ', columns.Select(c => s.Records[0].Values[data.IndexOf(c)]))).ToHashSet();
        var people = design.Dataset.Subjects.Select(s => string.Join(' ', columns.Select(c => s.Records[0].Values[design.Dataset.IndexOf(c)]))).ToArray();
        Assert.All(people, p => Assert.Contains(p, known));
        Assert.InRange(people.Distinct().Count(), 50, known.Count);
    }

    [Fact]
    public void Without_a_number_everybody_in_the_data_takes_part_once()
    {
        var (model, data) = Remifentanil();
        var design = Designed.Of(model, "regimen r\n  dose 1\n  sample 1\n", data);
        Assert.Equal(data.Subjects.Select(s => s.Records[0].Values[data.IndexOf("AGE")]), Designed.People(design, "AGE"));
        Assert.Equal(["PK7063"], Designed.Errors(model, "regimen r\n  dose 1\n  sample 1\narm a 1000\n", data));
    }

    [Fact]
    public void A_file_of_people_needs_no_records()
    {
        var model = Model;
        var regimen = Designed.Regimen(model, "regimen r\n  dose WT\n  sample 1\npopulation\n  from \"people.csv\"\n");
        DatasetReading Read(string content) => PeopleReader.Read(model, regimen.Population, content, "people.csv");
        var people = Read("ID,WT,SEX\n1,50,0\n2,60,1\n3,70,1\n");
        Assert.DoesNotContain(people.Diagnostics, d => d.IsError);
        var design = DesignBuilder.Build(model, regimen, people.Dataset, 1).Design!;
        Assert.Equal([50, 60, 70], Designed.People(design, "WT"));
        Assert.Equal([0, 1, 1], Designed.People(design, "SEX"));
        Assert.Contains(Read("ID;WT;SEX\n1;50;2\n").Diagnostics, d => d.IsError);
        Assert.Contains(Read("ID,SEX\n1,1\n").Diagnostics, d => d.IsError && d.Message.Contains("WT", StringComparison.Ordinal));
        Assert.Null(Read("").Dataset);
    }

    [Theory]
    [InlineData("dose WT - 70", "WT ~ normal(70, 1)\n  SEX = 0", "PK7067")]
    [InlineData("dose 1 over WT - 70", "WT ~ normal(70, 1)\n  SEX = 0", "PK7067")]
    [InlineData("dose log(SEX - 1)", "WT = 70\n  SEX = 0", "PK7067")]
    [InlineData("dose 1", "WT = 70\n  SEX = 2", "PK7066")]
    [InlineData("dose 1", "WT ~ normal(70, 1) in (200, 201)\n  SEX = 0", "PK7065")]
    [InlineData("dose 1", "SEX = 1\n  WT ~ normal(70, SEX - 2)", "PK7064")]
    [InlineData("dose 1", "WT = 70\n  P = WT/100\n  SEX ~ bernoulli(2*P)", "PK7064")]
    [InlineData("dose 1", "WT = log(-SIZE)\n  SEX = 1", "PK7064")]
    [InlineData("dose SEX\n  titrate at 0 on DV: dose", "WT = 70\n  SEX = 0", "PK7072")]
    [InlineData("dose 1\n  wt = 3", "WT = 70\n  SEX = 0", "PK7071")]
    [InlineData("dose 1\n  occasion OCC every 0.0000001", "WT = 70\n  SEX = 0", "PK7070")]
    public void What_is_wrong_with_people_is_said_once_with_the_first_of_them(string dose, string covariates, string code)
    {
        var text = $"regimen r\n  {dose}\n  sample 1\npopulation 50\n  {(covariates.Contains("SIZE", StringComparison.Ordinal) ? "SIZE = 3\n  " : "")}{covariates}\n";
        Assert.Equal([code], Designed.Errors(Model, text).Distinct());
    }

    [Fact]
    public void Data_that_are_missing_are_asked_for()
    {
        var (model, data) = Remifentanil();
        Assert.Equal(["PK7060"], Designed.Errors(model, "regimen r\n  dose 1\n  sample 1\n"));
        Assert.Equal(["PK7061"], Designed.Errors(model, "regimen r\n  dose WGT\n  sample 1\n", data));
    }

    [Fact]
    public void People_without_a_value_are_named()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var data = ModelDataset.Read(model, new StringReader("ID,TIME,AMT,DV,AGE\n1,0,1,.,30\n1,1,.,2,30\n2,0,1,.,.\n2,1,.,2,40\n"), "test.csv").Dataset!;
        var regimen = Designed.Regimen(model, "regimen r\n  dose AGE\n  sample 1\npopulation from data\n");
        var result = DesignBuilder.Build(model, regimen, data, 1);
        var problem = Assert.Single(result.Diagnostics);
        Assert.Equal("PK7062", problem.Code);
        Assert.Contains("subject 2", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DVID > 5 and DVID < 5", true)]
    [InlineData("AMT == 5 and DVID == 1", true)]
    [InlineData("DVID > 5 and DVID < 7", false)]
    [InlineData("not (DVID <= 2.5)", false)]
    [InlineData("CMT == 2 and DVID != 3", false)]
    public void Columns_that_tell_endpoints_apart_follow_from_their_conditions(string condition, bool isImpossible)
    {
        var model = CohortOf.Model(Designed.Bolus
            .Replace("individual", "covariates\n  DVID, AMT, CMT\nindividual", StringComparison.Ordinal)
            .Replace("DV ~ additive(cp, add)", $"twice = 2*cp\n  DV[not ({condition})] ~ additive(cp, add)\n  DV[{condition}] ~ additive(twice, add)", StringComparison.Ordinal));
        const string Text = "regimen r\n  dose 100\n  sample 1\npopulation 2\n";
        if (isImpossible)
        {
            Assert.Contains("PK7068", Designed.Errors(model, Text));
            return;
        }

        var means = Designed.Typical(model, Designed.Of(model, Text).Dataset);
        Assert.Equal([2 * means[0]], means[1..]);
    }

    [Fact]
    public void Doses_that_columns_are_carried_from_cannot_be_titrated()
    {
        var model = CohortOf.Model(Designed.Bolus);
        var amount = new Symbol("AMT");
        var carrying = model with { CarriedColumns = [new CarriedColumn(new Symbol("LAST"), amount, [amount])] };
        const string Text = "regimen r\n  dose 100 every 12\n  sample 30\npopulation 2\n";
        var last = Designed.Column(Designed.Of(carrying, Text), "LAST");
        Assert.Equal([0, 100], last);
        Assert.Equal(["PK7069"], Designed.Errors(carrying, Text.Replace("population", "  titrate at 24 on DV: dose/2\npopulation", StringComparison.Ordinal)));
    }

    private static (PopulationModel Model, Dataset Data) Remifentanil()
    {
        var model = Designed.ModelFile("remifentanil");
        return (model, ModelDataset.Read(model, RepositoryFiles.Path("datasets", "remifentanil.csv")).Dataset!);
    }

    private static double[] Draw(string distribution) =>
        Designed.People(Designed.Of(Model, $"regimen r\n  dose 1\n  sample 1\npopulation {Count}\n  WT ~ {distribution}\n  SEX = 1\n"), "WT");

    // Mean within its standard errors; the variance within those of normal numbers, with room for other shapes.
    private static void AssertMoments(double[] drawn, double mean, double deviation)
    {
        var error = deviation / Math.Sqrt(drawn.Length);
        Assert.Equal(mean, drawn.Average(), Tolerance.MonteCarloStandardErrors * error);
        var variance = drawn.Sum(x => Math.Pow(x - mean, 2)) / drawn.Length;
        var fourth = drawn.Sum(x => Math.Pow(x - mean, 4)) / drawn.Length;
        Assert.Equal(deviation * deviation, variance, Tolerance.MonteCarloStandardErrors * Math.Sqrt((fourth - (variance * variance)) / drawn.Length));
    }

    // By the trapezoidal rule over the density, whatever its constant.
    private static (double Mean, double Deviation) MomentsBetween(string distribution, double lower, double upper)
    {
        double Density(double x) => distribution.StartsWith("uniform", StringComparison.Ordinal) ? (x is > 40 and < 100 ? 1 : 0)
            : distribution.StartsWith("log", StringComparison.Ordinal) ? Math.Exp(-0.5 * Math.Pow(Math.Log(x / 70) / 0.2, 2)) / x
            : Math.Exp(-0.5 * ((x - 70) / 10 * ((x - 70) / 10)));
        var (from, to) = (Math.Max(lower, 1), double.IsInfinity(upper) ? lower + 60 : upper);
        const int Steps = 200_000;
        var (zero, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Steps; i++)
        {
            var x = from + ((to - from) * (i + 0.5) / Steps);
            var weight = Density(x);
            (zero, first, second) = (zero + weight, first + (weight * x), second + (weight * x * x));
        }

        var mean = first / zero;
        return (mean, Math.Sqrt((second / zero) - (mean * mean)));
    }
}
