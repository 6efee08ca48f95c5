using Xunit;

namespace PopPK.Cli.Tests;

public sealed class ExplainSubjectTests : IDisposable
{
    private const string Model = """
        model oral
          data "oral.csv"

        parameters
          ka   = 1.2 in (0, 20)   [1/h]
          tvcl = 2   in (0, 20)   [L/h]
          v    = 20  in (0, 200)  [L]
          tlag = 0.4 in [0, 4]    [h]
          f1   = 0.8 in (0, 1)
          d2   = 2.5 in (0, 10)   [h]
          prop = 0.1 in (0, 1)
          add  = 0.1 in (0, 1)

        variability by ID
          eta_cl ~ 0.1

        covariates
          WT [kg]
          SEX in {0: female, 1: male}

        individual
          cl = tvcl * (WT/70) * (if (SEX == male) 1 else 0.9) * exp(eta_cl)

        structure
          one_compartment(cl, v, ka)
          lag(depot) = tlag
          bioavailability(depot) = f1
          duration(central) = d2

        observations
          cp = central/v
          DV ~ combined(cp, add, prop)

        """;

    private const string Data = """
        ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID,DV,WT,SEX,MDV
        1,0,100,0,0,0,0,depot,1,.,70,1,1
        1,1,.,0,0,0,0,central,0,2.1,70,1,0
        7,0,100,0,12,0,1,depot,1,.,70,1,1
        7,1,.,0,0,0,0,central,0,2.1,70,1,0
        7,2,100,0,12,6,0,depot,1,.,70,1,1
        7,8,50,-2,0,0,0,central,1,.,77,1,1
        7,9.5,.,0,0,0,0,central,0,3.3,77,1,0
        7,20,.,0,0,0,0,central,0,2.2,84,1,0
        7,24,.,0,0,0,0,.,3,.,84,1,1
        7,24,60,30,0,0,0,central,1,.,84,1,1
        7,25,.,0,0,0,0,central,0,1.0,84,1,0
        7,30,100,0,12,3,0,depot,1,.,84,1,1
        7,48,.,0,0,0,0,central,0,.,84,1,1

        """;

    private readonly Workspace _workspace = new();

    public ExplainSubjectTests()
    {
        _workspace.Write("oral.poppk", Model);
        _workspace.Write("oral.csv", Data);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Records_are_shown_as_they_are_understood()
    {
        var text = Explained("records");
        Assert.Contains("subject     7: 11 records, 4 observations, 14 doses with the additional ones\n", text, StringComparison.Ordinal);
        Assert.Contains("covariates  SEX 1 (male)\n", text, StringComparison.Ordinal);
        Assert.Matches("\nWT +between two records the value of the later one holds \\(nocb\\)\n", text);
        Assert.Matches("\n +4 +0 +dose +100 +bolus +12 +1 +depot +70\n", text);
        Assert.Matches("\n +6 +2 +dose +100 +bolus +12 +6 +depot +70\n", text);
        Assert.Matches("\n +7 +8 +dose +50 +duration by model +central +77\n", text);
        Assert.Matches("\n +8 +9\\.5 +observation +3\\.3 +cp +77\n", text);
        Assert.Matches("\n +10 +24 +reset +84\n", text);
        Assert.Matches("\n +11 +24 +dose +60 +rate 30 +central +84\n", text);
        Assert.Matches("\n +14 +48 +prediction only +cp +84\n", text);
    }

    [Theory]
    [InlineData("locf", "70")]
    [InlineData("linear", "70 to 77")]
    public void Covariate_that_holds_before_a_record_is_shown_where_it_is_not_the_records_own(string word, string before)
    {
        _workspace.Write("oral.poppk", Model.Replace("WT [kg]", $"WT {word} [kg]", StringComparison.Ordinal));
        Assert.Matches($"\n +7 +8 +dose +50 +duration by model +central +77 +{before}\n", Explained("records"));
    }

    [Fact]
    public void Timeline_is_the_default_and_shows_doses_as_they_arrive()
    {
        var text = Explained(null);
        Assert.Contains("parameters  the model's initial values, eta = 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nTimeline  (in the order of processing; amounts after bioavailability)\n", text, StringComparison.Ordinal);
        Assert.Matches("\n +0 +steady state +depot +80\\.00 +0\\.4000 +4  every 12\n", text);
        Assert.Matches("\n +0\\.4 +bolus +depot +80\\.00 +0\\.4000 +4\n", text);
        Assert.Matches("\n +8 +infusion starts +central +50\\.00 +20\\.00 +2\\.500 +7\n", text);
        Assert.Matches("\n +10\\.5 +infusion ends +central +20\\.00 +7\n", text);
        Assert.Matches("\n +14\\.4 +bolus +depot +80\\.00 +0\\.4000 +1 of 6 +6\n", text);
        Assert.Matches("\n +24 +reset +10  cancels 5 doses\n", text);
        Assert.Matches("\n +24 +infusion starts +central +60\\.00 +30\\.00 +2\\.000 +11\n", text);
        Assert.Matches("\n +42\\.4 +bolus +depot +80\\.00 +0\\.4000 +1 of 3 +13\n", text);
        Assert.EndsWith("  2 doses would come behind the last record and are left out\n", text, StringComparison.Ordinal);
        Assert.Equal(text, Explained("timeline"));
    }

    [Fact]
    public void Trajectory_shows_amounts_what_holds_and_predictions()
    {
        var text = Explained("trajectory");
        Assert.Contains("structure   1 compartment with first-order absorption, solved in closed form\n", text, StringComparison.Ordinal);
        Assert.Matches("\n +0\\.4 +bolus, depot +80\\.00 +[0-9.]+\n", text);
        Assert.Matches("\n +8 +9\\.5 +observation +[0-9.]+ +([0-9.]+) +8 +[0-9.]+ +3\\.3 +20\\.00 +WT 77\n", text);
        Assert.Matches("\n +24 +reset +0 +0 +10\n", text);

        // One compartment after a reset, infusion of rate 30: f = 30/CL (1 - exp(-CL/V)) at CL = 2 * 84/70.
        var expected = 30 / 2.4 * (1 - Math.Exp(-2.4 / 20));
        Assert.Matches($"\n +24 +25 +observation +0 +[0-9.]+ +12 +{expected:F3} +1 +30\\.00 +WT 84\n", text);
    }

    [Fact]
    public void Integrated_equations_show_their_solver_and_steps()
    {
        _workspace.Write("oral.poppk", Model.Replace("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = ka*depot - cl/v*central/(1 + 0.001*central)", StringComparison.Ordinal));
        var text = Explained("trajectory");
        Assert.Contains("d/dt central is not linear in the amounts\n", text, StringComparison.Ordinal);
        Assert.Matches("\n +0 +0\\.4 +Runge-Kutta [1-9][0-9]* ", text);
        Assert.Contains("steps are those of amounts alone", text, StringComparison.Ordinal);
        _workspace.Write("oral.poppk", _workspace.Read("oral.poppk").Replace("structure\n", "structure\n  solver stiff\n", StringComparison.Ordinal));
        Assert.Matches("\n +0 +0\\.4 +Rosenbrock [1-9][0-9]* ", Explained("trajectory"));
    }

    [Fact]
    public void Condition_on_the_time_divides_an_interval()
    {
        _workspace.Write("oral.poppk", Model.Replace("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = (if (t < 8.5) ka*depot else 0) - cl/v*central", StringComparison.Ordinal));
        var text = Explained("trajectory");
        Assert.Matches("\n +8 +8\\.5 +condition changes ", text);
        Assert.Matches("\n +8\\.5 +9\\.5 +observation ", text);
    }

    [Fact]
    public void Model_names_its_own_data_and_ids_are_numbers_where_they_can_be()
    {
        var run = _workspace.Run("explain", "oral.poppk", "--subject", "7.0");
        Assert.Equal(0, run.Code);
        Assert.Equal(Explained("timeline"), run.Out);
    }

    [Theory]
    [InlineData("records", 80)]
    [InlineData("records", 120)]
    [InlineData("timeline", 80)]
    [InlineData("timeline", 120)]
    [InlineData("trajectory", 80)]
    [InlineData("trajectory", 120)]
    public void Tables_fit_a_terminal(string stage, int width)
    {
        using var output = new StringWriter();
        var environment = new CliEnvironment(output, TextWriter.Null, _workspace.Root) { IsOutTerminal = true, UseColor = false, Width = width };
        Assert.Equal(0, CliApplication.Run(["explain", "oral.csv", "--model", "oral.poppk", "--subject", "7", "--stage", stage], environment));
        var text = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", "").ReplaceLineEndings("\n");
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width));
        Assert.Contains("─────", text, StringComparison.Ordinal);
        Assert.Matches(stage == "trajectory" ? "9\\.5 +observation .*3\\.3" : stage == "records" ? "9\\.5 +observation +3\\.3|3\\.3 +cp" : "14\\.4 .*1 of 6", text);
    }

    [Theory]
    [InlineData("77", "did you mean '7'? the data have 2 subjects: 1, 7")]
    [InlineData("8", "the data have 2 subjects: 1, 7")]
    [InlineData("abc", "the data have 2 subjects: 1, 7")]
    public void Unknown_subject_is_refused_with_those_there_are(string id, string advice)
    {
        var run = _workspace.Run("explain", "oral.csv", "--model", "oral.poppk", "--subject", id);
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains($"error PK6032: there is no subject '{id}'", run.Error, StringComparison.Ordinal);
        Assert.Contains($"= {advice}\n", run.Error, StringComparison.Ordinal);
        var hidden = _workspace.Run("explain", "oral.csv", "--model", "oral.poppk", "--subject", id, "--hide-values").Error;
        Assert.Contains("= the data have 2 subjects\n", hidden, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'timline'", "did you mean 'timeline'?", "oral.csv", "--model", "oral.poppk", "--subject", "7", "--stage", "timline")]
    [InlineData("about the model alone", "leave out '7'", "oral.poppk", "--subject", "7", "--stage", "equations")]
    [InlineData("about the model alone", "leave out 'oral.poppk'", "oral.csv", "--model", "oral.poppk", "--stage", "equations")]
    [InlineData("explain needs --subject", "the data have 2 subjects: 1, 7", "oral.poppk", "--stage", "records")]
    [InlineData("explain needs --stage or --subject", "--subject and the ID", "oral.poppk")]
    [InlineData("looks like a data file", "explain oral.csv --model MODEL", "oral.csv", "--subject", "7")]
    [InlineData("cannot both be the data file", "leave out --data", "oral.csv", "--model", "oral.poppk", "--data", "oral.csv", "--subject", "7")]
    [InlineData("'nodata.csv' does not exist", "oral.csv", "nodata.csv", "--model", "oral.poppk", "--subject", "7")]
    public void Wrong_command_is_refused_with_advice(string message, string advice, params string[] arguments)
    {
        var run = _workspace.Run(["explain", .. arguments]);
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_the_data_are_reported_as_everywhere()
    {
        _workspace.Write("oral.csv", Data.Replace("3.3", "3,3", StringComparison.Ordinal));
        var run = _workspace.Run("explain", "oral.csv", "--model", "oral.poppk", "--subject", "7");
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains("PK2101", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Subject_that_cannot_be_solved_is_shown_as_far_as_it_goes()
    {
        // A' = A^2/25 from 50 at time 9.5 is beyond all bounds half a time unit later.
        _workspace.Write("burst.poppk", Model
            .Replace("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = central^2/25*(cl/cl)", StringComparison.Ordinal)
            .Replace("  duration(central) = d2\n", "", StringComparison.Ordinal));
        _workspace.Write("burst.csv", "ID,TIME,AMT,CMT,DV,WT,SEX\n7,0,.,.,0.5,70,1\n7,9.5,50,central,.,70,1\n7,9.6,.,.,1,70,1\n7,12,.,.,1,70,1\n");
        var run = _workspace.Run("explain", "burst.csv", "--model", "burst.poppk", "--subject", "7", "--stage", "trajectory");
        Assert.Equal(1, run.Code);
        Assert.Matches("error PK6050: subject 7 at time (9\\.99[0-9]*|10): the differential equations could not be solved", run.Error);

        // 50/(1 - 50/25 * 0.1) = 62.5 at 9.6.
        Assert.Matches("\n +9\\.5 +9\\.6 +observation +Runge-Kutta [0-9]+ +0 +62\\.50 +4 +3\\.125 +1\n", run.Out);
        Assert.Matches("\n +9\\.6 +(9\\.99[0-9]*|10) +solver stops ", run.Out);
        Assert.DoesNotMatch("\n +9\\.6 +12 ", run.Out);
        var timeline = _workspace.Run("explain", "burst.csv", "--model", "burst.poppk", "--subject", "7");
        Assert.Equal(0, timeline.Code);
        Assert.Matches("\n +12 +observation +5\n", timeline.Out);
    }

    [Fact]
    public void Dose_that_cannot_be_evaluated_is_named_by_its_time()
    {
        _workspace.Write("bad.poppk", Model.Replace("duration(central) = d2", "duration(central) = d2 - 3", StringComparison.Ordinal));
        var run = _workspace.Run("explain", "oral.csv", "--model", "bad.poppk", "--subject", "7");
        Assert.Equal(1, run.Code);
        Assert.Contains("subject 7 at time 8: the duration of central is -", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, _workspace.Run("explain", "oral.csv", "--model", "bad.poppk", "--subject", "1").Code);
    }

    [Fact]
    public void Observation_without_a_usable_variance_is_named_by_its_row()
    {
        _workspace.Write("bad.poppk", Model.Replace("combined(cp, add, prop)", "proportional(cp, prop)", StringComparison.Ordinal).Replace("  add  = 0.1 in (0, 1)\n", "", StringComparison.Ordinal));
        _workspace.Write("zero.csv", "ID,TIME,AMT,CMT,DV,WT,SEX\n7,0,.,.,0.5,70,1\n7,1,50,central,.,70,1\n7,2,.,.,1,70,1\n");
        var run = _workspace.Run("explain", "zero.csv", "--model", "bad.poppk", "--subject", "7", "--stage", "trajectory");
        Assert.Equal(1, run.Code);
        Assert.Contains("error PK6050: subject 7 (row 2): the residual variance is zero", run.Error, StringComparison.Ordinal);
        Assert.Matches("\n +1 +2 +observation ", run.Out);
    }

    [Theory]
    [InlineData("WT [kg]", "WT [kg]", "1 compartment with first-order absorption, solved in closed form\n")]
    [InlineData("WT [kg]", "WT linear [kg]", "relative tolerance 1E-10: the equations depend on WT, which is linear between records\n")]
    [InlineData("one_compartment(cl, v, ka)", "three_compartment(cl, v1 = v, q2 = 0.5, v2 = 10, q3 = 0.1, v3 = 90, ka)", "solved by the matrix exponential: its eigenvalues are the roots of a cubic")]
    [InlineData("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = ka*depot - cl*central/(v + central)", ": d/dt central is not linear in the amounts\n")]
    [InlineData("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = ka*depot - cl/v*(1 + t/100)*central", ": the equations depend on the time\n")]
    public void Check_says_why_a_model_is_not_solved_in_a_simpler_way(string old, string replacement, string expected)
    {
        Assert.Contains(old, Model, StringComparison.Ordinal);
        _workspace.Write("oral.poppk", Model.Replace(old, replacement, StringComparison.Ordinal));
        Assert.Contains(expected, _workspace.Run("check", "oral.poppk").Out, StringComparison.Ordinal);
    }

    private string Explained(string? stage)
    {
        string[] arguments = ["explain", "oral.csv", "--model", "oral.poppk", "--subject", "7"];
        var run = _workspace.Run(stage is null ? arguments : [.. arguments, "--stage", stage]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.DoesNotContain("\u001b", run.Out, StringComparison.Ordinal);
        return run.Out;
    }
}
