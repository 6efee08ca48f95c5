using System.Text.Json;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Cli.Tests;

/// <summary>Commands on control streams.</summary>
public sealed class ControlStreamRunTests : IDisposable
{
    private const string Head = """
        $PROBLEM Theophylline
        $INPUT ID TIME AMT CP=DV EVID WT
        $DATA ../datasets/theophylline.csv IGNORE=@
        $SUBROUTINES ADVAN2 TRANS2
        $INCLUDE pk.inc
        $ERROR
          IPRED = F
          W = SQRT(THETA(4)**2 + THETA(5)**2*IPRED**2)
          Y = IPRED + W*EPS(1)
        $THETA (0,1.5,20) ; KA
               (0,2.7,20) ; CL
               (0,32,200) ; V
               (0,0.3,5)  ; add
               (0,0.1,1)  ; prop
        $OMEGA 0.4 0.1 0.02
        $SIGMA 1 FIX

        """;

    private readonly Workspace _workspace = new();

    public ControlStreamRunTests() => _workspace.Write("models/pk.inc", """
        $PK
          KA = THETA(1)*EXP(ETA(1))
          CL = THETA(2)*EXP(ETA(2))
          V  = THETA(3)*EXP(ETA(3))
          S2 = V

        """);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void The_same_model_in_both_languages_has_the_same_objective()
    {
        _workspace.Write("models/run1.mod", Head + "$ESTIMATION METHOD=1 INTER MAXEVAL=9999\n");
        Assert.Equal(Ofv("evaluate", "models/theophylline.poppk"), Ofv("evaluate", "models/run1.mod"), Tolerance.Algebra);
    }

    [Fact]
    public void Maxeval_0_evaluates_and_without_a_covariance_record_there_is_no_covariance_step()
    {
        _workspace.Write("models/run2.mod", Head + "$ESTIMATION METHOD=1 INTER MAXEVAL=0\n$COVARIANCE\n");
        var run = _workspace.Run("fit", "models/run2.mod", "--out", "out2");
        Assert.Equal(0, run.Code);
        using var document = JsonDocument.Parse(_workspace.Read("out2", "fit.json"));
        Assert.Equal("evaluatedOnly", document.RootElement.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("", null, new string[0])]
    [InlineData("", "sandwich", new[] { "--covariance", "sandwich" })]
    [InlineData("$COVARIANCE\n", "sandwich", new string[0])]
    [InlineData("$COVARIANCE MATRIX=R\n", "r", new string[0])]
    [InlineData("$COVARIANCE MATRIX=R\n", null, new[] { "--no-covariance" })]
    [InlineData("$COVARIANCE OMITTED\n", null, new string[0])]
    public void The_covariance_step_is_what_the_command_or_the_control_stream_says(string record, string? matrix, string[] options)
    {
        _workspace.Write("models/run3.mod", Head + "$ESTIMATION METHOD=0\n" + record);
        var run = _workspace.Run(["fit", "models/run3.mod", "--out", "out3", .. options]);
        Assert.True(run.Code == 0, run.Error);
        using var document = JsonDocument.Parse(_workspace.Read("out3", "fit.json"));
        var step = document.RootElement.GetProperty("covarianceStep");
        Assert.Equal(matrix is not null, step.GetProperty("succeeded").GetBoolean());
        if (matrix is not null)
        {
            Assert.Equal(matrix, step.GetProperty("matrix").GetString());
        }
    }

    [Fact]
    public void Maxeval_0_in_one_of_several_records_is_refused()
    {
        _workspace.Write("models/run4.mod", Head + "$ESTIMATION METHOD=0\n$ESTIMATION METHOD=1 MAXEVAL=0\n");
        var run = _workspace.Run("fit", "models/run4.mod", "--out", "out4");
        Assert.Equal(2, run.Code);
        Assert.Contains("error PK6070", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_data_are_read_by_the_rules_of_the_control_stream()
    {
        _workspace.Write("models/run5.mod", Head + "$ESTIMATION METHOD=1 INTER\n");
        var lines = _workspace.Read("datasets", "theophylline.csv").TrimEnd().Split('\n').Skip(1).Select(l => l.Replace(',', ' '));
        _workspace.Write("blank.dat", string.Join('\n', lines) + "\n");
        var run = _workspace.Run("evaluate", "models/run5.mod", "--data", "blank.dat", "--out", "out5");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(Ofv("evaluate", "models/run5.mod"), ReadOfv("out5"));
    }

    [Fact]
    public void Check_and_explain_show_what_was_understood()
    {
        _workspace.Write("models/run6.mod", Head + "$ESTIMATION METHOD=1 INTER PRINT=1\n");
        var check = _workspace.Run("check", "models/run6.mod");
        Assert.Equal(0, check.Code);
        Assert.Contains("12 subjects", check.Out, StringComparison.Ordinal);
        Assert.Contains("PK6510", check.Error + check.Out, StringComparison.Ordinal);
        Assert.Contains("ID TIME AMT DV=CP EVID WT", _workspace.Run("explain", "models/run6.mod", "--stage", "syntax").Out, StringComparison.Ordinal);
        Assert.Contains("KA", _workspace.Run("explain", "models/run6.mod", "--stage", "model").Out, StringComparison.Ordinal);
        Assert.Equal(2, _workspace.Run("explain", "models/run6.mod", "--stage", "tokens").Code);
    }

    [Fact]
    public void A_control_stream_is_converted_to_the_same_model()
    {
        _workspace.Write("models/run4.mod", Head + "$ESTIMATION METHOD=1 INTER\n");
        var run = _workspace.Run("convert", "models/run4.mod", "--output", "models/run4.poppk");
        Assert.Equal(0, run.Code);
        Assert.Contains("tvKA", _workspace.Read("models", "run4.poppk"), StringComparison.Ordinal);
        Assert.Equal(Ofv("evaluate", "models/run4.mod"), Ofv("evaluate", "models/run4.poppk"), Tolerance.Algebra);
        Assert.Equal(2, _workspace.Run("convert", "models/run4.mod", "--output", "models/run4.poppk").Code);
        Assert.Contains("parameters", _workspace.Run("convert", "models/run4.mod").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_control_streams_are_converted()
    {
        var run = _workspace.Run("convert", "models/theophylline.poppk");
        Assert.Equal(2, run.Code);
        Assert.Contains("PK6005", run.Error, StringComparison.Ordinal);
    }

    private double Ofv(string command, string model)
    {
        var folder = "of-" + Path.GetFileName(model);
        var run = _workspace.Run(command, model, "--out", folder);
        Assert.True(run.Code == 0, run.Error);
        return ReadOfv(folder);
    }

    private double ReadOfv(string folder)
    {
        using var document = JsonDocument.Parse(_workspace.Read(folder, "fit.json"));
        return document.RootElement.GetProperty("objective").GetProperty("ofv").GetDouble();
    }
}
