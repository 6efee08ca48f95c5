using Xunit;

namespace PopPK.Cli.Tests;

public sealed class CheckAndExplainTests : IDisposable
{
    private const string Model = """
        model bolus
          data "bolus.csv"

        parameters
          tvcl = 2   in (0, 10)  [L/h]
          v    = 20  in (0, 100) [L]
          prop = 0.1 in (0, 1)

        variability by ID
          eta_cl ~ 0.1

        individual
          cl = tvcl * exp(eta_cl)

        structure
          d/dt central = -cl/v*central

        observations
          cp = central/v
          DV ~ proportional(cp, prop)

        """;

    private const string Data = "ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,4\n1,2,.,3.5\n2,0,50,.\n2,4,.,1.5\n";

    private readonly Workspace _workspace = new();

    public CheckAndExplainTests()
    {
        _workspace.Write("bolus.poppk", Model);
        _workspace.Write("bolus.csv", Data);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Check_and_fit_say_what_the_data_cannot_tell_and_fit_records_it()
    {
        _workspace.Write("bolus.poppk", Model.Replace("  v    = 20", "  f1   = 1   in (0, 5)\n  x    = 1   in (0, 5)\n  v    = 20", StringComparison.Ordinal)
            .Replace("-cl/v*central\n", "-cl/v*central\n  bioavailability(central) = f1*(if (WT > 100) x else 1)\n", StringComparison.Ordinal)
            .Replace("individual\n", "covariates\n  WT [kg]\n\nindividual\n", StringComparison.Ordinal));
        _workspace.Write("bolus.csv", "ID,TIME,AMT,DV,WT\n1,0,100,.,70\n1,1,.,4.2,70\n1,2,.,3.5,70\n1,9,.,1.5,70\n2,0,50,.,70\n2,4,.,1.5,70\n2,6,.,1.3,70\n2,12,.,0.6,70\n2,13,9,.,70\n");
        string[] codes = ["PK3062", "PK3063", "PK4101", "PK4103"];
        var check = _workspace.Run("check", "bolus.poppk");
        var fit = _workspace.Run("fit", "bolus.poppk", "--out", "run");
        var json = _workspace.Read("run/fit.json");
        Assert.All(codes, code => Assert.Contains(code, check.Error, StringComparison.Ordinal));
        Assert.All(codes, code => Assert.Contains(code, fit.Error, StringComparison.Ordinal));
        Assert.All(codes, code => Assert.Contains($"\"{code}\"", json, StringComparison.Ordinal));
        Assert.Contains("bolus.poppk:5:3", check.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_says_how_the_model_is_solved_and_what_is_in_the_data()
    {
        var run = _workspace.Run("check", "bolus.poppk");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("model bolus\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            """

            data bolus.csv
              2 subjects, 3 observations, 2 doses
              observations per subject  1 to 2
              times of observations     1.000 to 4.000
              columns                   ID, TIME, AMT, DV

            no problems found

            """,
            run.Out,
            StringComparison.Ordinal);
        Assert.Contains("\nsolved by\n  linear equations, 1 compartment, solved by the matrix exponential\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_shows_the_model_even_when_its_data_are_bad()
    {
        _workspace.Write("bolus.csv", Data.Replace("3.5", "3,5", StringComparison.Ordinal));
        var run = _workspace.Run("check", "bolus.poppk");
        Assert.Equal(2, run.Code);
        Assert.Contains("solved by", run.Out, StringComparison.Ordinal);
        Assert.Contains("PK2101", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 error, 0 warnings", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_does_without_data_when_the_model_names_none()
    {
        _workspace.Write("alone.poppk", Model.Replace("  data \"bolus.csv\"\n", "", StringComparison.Ordinal));
        var run = _workspace.Run("check", "alone.poppk");
        Assert.Equal(0, run.Code);
        Assert.Contains("solved by", run.Out, StringComparison.Ordinal);
        Assert.Contains("PK6024", run.Error, StringComparison.Ordinal);

        // A fit needs them.
        Assert.Equal(2, _workspace.Run("fit", "alone.poppk").Code);
    }

    [Fact]
    public void Check_reports_errors_of_the_model()
    {
        _workspace.Write("bolus.poppk", Model.Replace("-cl/v", "-cl/w", StringComparison.Ordinal));
        var run = _workspace.Run("check", "bolus.poppk");
        Assert.Equal(2, run.Code);
        Assert.Contains("'w' is not defined", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Equations_show_individual_quantities_and_the_observation()
    {
        var run = _workspace.Run("explain", "bolus.poppk", "--stage", "equations");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("individual quantities (phi): ", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"\n  active   +h\d+ += [^\n]*tvcl", run.Out);
        Assert.Matches(@"\n  passive +h\d+ += prop\^2\n", run.Out);
        Assert.Matches(@"\nendpoint cp, in solver variables, phi and time\n  mean      = [^\n]*central[^\n]*\n  variance  = ", run.Out);
    }

    [Theory]
    [InlineData("tokens", "1:1 ")]
    [InlineData("syntax", "model text\n  section model bolus\n")]
    [InlineData("model", "model bolus\n")]
    [InlineData("kernels", "individual: ")]
    public void Every_stage_is_shown(string stage, string beginning)
    {
        var run = _workspace.Run("explain", "bolus.poppk", "--stage", stage);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(beginning, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_are_listed_with_their_outputs()
    {
        var run = _workspace.Run("explain", "bolus.poppk", "--stage", "kernels");
        Assert.Contains("observation of cp: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n  out[0] = ", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tokens", true)]
    [InlineData("syntax", true)]
    [InlineData("equations", false)]
    public void Stages_before_an_error_are_shown_beside_it(string stage, bool isShown)
    {
        _workspace.Write("bolus.poppk", Model.Replace("-cl/v", "-cl/w", StringComparison.Ordinal));
        var run = _workspace.Run("explain", "bolus.poppk", "--stage", stage);
        Assert.Equal(2, run.Code);
        Assert.Contains("'w' is not defined", run.Error, StringComparison.Ordinal);
        Assert.Equal(isShown, run.Out.Length > 0);
    }

    [Fact]
    public void Explain_does_not_need_the_data()
    {
        File.Delete(_workspace.Path("bolus.csv"));
        Assert.Equal(0, _workspace.Run("explain", "bolus.poppk", "--stage", "equations").Code);
    }
}
