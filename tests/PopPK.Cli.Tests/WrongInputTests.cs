using Xunit;

namespace PopPK.Cli.Tests;

public sealed class WrongInputTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Typo_in_the_model_is_shown_with_its_place_and_a_suggestion()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/typo.poppk", "tvv  * exp", "tvvv * exp");
        var error = Refused("fit", "models/typo.poppk");
        Assert.Contains("models/typo.poppk:24:8", error, StringComparison.Ordinal);
        Assert.Contains("^^^^", error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'tvv'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_model_method_and_folder_are_shown_together()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/typo.poppk", "tvv  * exp", "tvvv * exp");
        var error = Refused("fit", "models/typo.poppk", "--method", "sam", "--out", "datasets");
        Assert.Contains("PK1301", error, StringComparison.Ordinal);
        Assert.Contains("PK6030", error, StringComparison.Ordinal);
        Assert.Contains("PK5301", error, StringComparison.Ordinal);
        Assert.Contains("3 errors; nothing was run.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models/teophylline.poppk", "did you mean 'models/theophylline.poppk'?")]
    [InlineData("models/theophylline", "did you mean 'models/theophylline.poppk'?")]
    [InlineData("models", "is a folder")]
    [InlineData("nowhere/x.poppk", "there is no folder 'nowhere'")]
    public void Missing_model_is_said_with_what_there_is(string path, string expected) =>
        Assert.Contains(expected, Refused("fit", path), StringComparison.Ordinal);

    [Fact]
    public void A_control_stream_is_told_what_it_lacks()
    {
        _workspace.Write("run1.mod", "$PROBLEM x\n$INPUT ID DV\n");
        var error = Refused("fit", "run1.mod");
        Assert.Contains("error PK6104: the record $DATA is missing", error, StringComparison.Ordinal);
        Assert.Contains("run1.mod:1:1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_data_file_is_pointed_at_in_the_model()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/lost.poppk", "theophylline.csv", "teophylline.csv");
        var error = Refused("fit", "models/lost.poppk");
        Assert.Contains("error PK6021", error, StringComparison.Ordinal);
        Assert.Contains("models/lost.poppk:6:", error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'datasets/theophylline.csv'?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Model_without_data_asks_for_them()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/bare.poppk", "  data \"../datasets/theophylline.csv\"\n", "");
        Assert.Contains("give --data", Refused("fit", "models/bare.poppk"), StringComparison.Ordinal);
        Assert.Equal(0, _workspace.Run("evaluate", "models/bare.poppk", "--data", "datasets/theophylline.csv").Code);
    }

    [Fact]
    public void Bad_cell_is_shown_unless_values_are_hidden()
    {
        _workspace.WriteChanged("datasets/theophylline.csv", "datasets/bad.csv", "0.57,.,6.57", "0.57,.,6.5x7");
        string[] command = ["fit", "models/theophylline.poppk", "--data", "datasets/bad.csv"];
        Assert.Contains("row 5, column DV: '6.5x7'", Refused(command), StringComparison.Ordinal);
        var hidden = Refused([.. command, "--hide-values"]);
        Assert.Contains("row 5, column DV", hidden, StringComparison.Ordinal);
        Assert.DoesNotContain("6.5x7", hidden, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no command 'fti'", "did you mean 'fit'?", "fti", "models/theophylline.poppk")]
    [InlineData("fit has no option --thread", "did you mean '--threads'?", "fit", "--thread", "2", "models/theophylline.poppk")]
    [InlineData("fit has no option --thread", "did you mean '--threads'?", "fit", "models/theophylline.poppk", "--thread=2")]
    [InlineData("--threads needs a value", "write --threads N", "fit", "models/theophylline.poppk", "--threads")]
    [InlineData("--method takes one value, not several", "write --method", "fit", "models/theophylline.poppk", "--method", "fo", "--method", "focei")]
    [InlineData("'zero' is no value for --threads", "from 1 to 1024", "fit", "models/theophylline.poppk", "--threads", "zero")]
    [InlineData("'-3' is no value for --seed", "from 0", "fit", "models/theophylline.poppk", "--seed", "-3")]
    [InlineData("'t' is no covariance matrix", "sandwich, r or s", "fit", "models/theophylline.poppk", "--covariance", "t")]
    [InlineData("contradict", "give one of them", "fit", "models/theophylline.poppk", "--covariance", "r", "--no-covariance")]
    [InlineData("evaluate has no option --no-covariance", "the options are", "evaluate", "models/theophylline.poppk", "--no-covariance")]
    [InlineData("fit needs a model", "MODEL is a *.poppk file", "fit")]
    [InlineData("'more' is one word too many", "--help", "fit", "models/theophylline.poppk", "more")]
    [InlineData("explain needs --stage", "tokens, syntax, model, equations, kernels", "explain", "models/theophylline.poppk")]
    [InlineData("there is no stage 'kernel'", "did you mean 'kernels'?", "explain", "models/theophylline.poppk", "--stage", "kernel")]
    [InlineData("there is no method 'foceii'", "did you mean 'focei'?", "fit", "models/theophylline.poppk", "--method", "foceii")]
    [InlineData("there is no method 'laplacei'", "did you mean 'laplace'?", "fit", "models/theophylline.poppk", "--method", "fo,laplacei")]
    [InlineData("a method is missing", "fo,focei", "fit", "models/theophylline.poppk", "--method", "fo,,focei")]
    [InlineData("'agq:0' has a number of nodes that cannot be", "1 to 100", "fit", "models/theophylline.poppk", "--method", "agq:0")]
    [InlineData("method 'saem' is not available yet", "nothing else is used in its place", "fit", "models/theophylline.poppk", "--method", "saem")]
    public void Wrong_command_is_refused_with_advice(string message, string advice, params string[] arguments)
    {
        var error = Refused(arguments);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Method_of_the_model_is_honoured_or_refused()
    {
        _workspace.WriteChanged("models/theophylline.poppk", "models/saem.poppk", "method focei", "method saem");
        Assert.Contains("PK6031", Refused("fit", "models/saem.poppk"), StringComparison.Ordinal);
        Assert.Contains("PK6031", _workspace.Run("check", "models/saem.poppk").Error, StringComparison.Ordinal);
        Assert.Equal(2, _workspace.Run("check", "models/saem.poppk").Code);
        Assert.Equal(0, _workspace.Run("evaluate", "models/saem.poppk", "--method", "FOCEI").Code);
    }

    [Fact]
    public void Program_without_a_command_shows_its_help()
    {
        var run = _workspace.Run();
        Assert.Equal(2, run.Code);
        Assert.Contains("evaluate <MODEL>", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_and_help_are_done()
    {
        Assert.Equal(new CliRun(0, ProgramVersion.Text + Environment.NewLine, ""), _workspace.Run("--version"));
        Assert.Equal(0, _workspace.Run("fit", "--help").Code);
    }

    [Fact]
    public void Defect_is_said_calmly_and_with_details_on_request()
    {
        static void Fail() => throw new InvalidOperationException("wheel off");
        using var output = new WatchingWriter("Result", Fail);
        var run = _workspace.RunWith(output, CancellationToken.None, "fit", "models/theophylline.poppk");
        Assert.Equal(3, run.Code);
        Assert.Contains("InvalidOperationException: wheel off", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        using var again = new WatchingWriter("Result", Fail);
        Assert.Contains("   at ", _workspace.RunWith(again, CancellationToken.None, "fit", "models/theophylline.poppk", "--verbose").Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("runs")));
    }

    /// <summary>Runs a command that must be refused without a trace, and returns what was said.</summary>
    private string Refused(params string[] arguments)
    {
        var run = _workspace.Run(arguments);
        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.False(Directory.Exists(_workspace.Path("runs")));
        return run.Error;
    }
}
