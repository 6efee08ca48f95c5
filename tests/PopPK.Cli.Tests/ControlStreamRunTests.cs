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
        var included = document.RootElement.GetProperty("provenance").GetProperty("includedFiles").EnumerateArray().Single();
        Assert.Equal("models/pk.inc", included.GetProperty("file").GetString());
        Assert.Equal(64, included.GetProperty("sha256").GetString()!.Length);
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

    [Fact]
    public void Files_for_other_programs_have_their_layout()
    {
        _workspace.Write("models/run7.mod", Head + """
            $ESTIMATION METHOD=1 INTER
            $COVARIANCE
            $TABLE ID TIME IPRED W KA V=VOL ETA(1) ETA2 CWRES NPDE NOPRINT ONEHEADER FILE=sdtab7
            $TABLE ID CL ETAS(1:LAST) NOAPPEND FIRSTONLY NOTITLE NOPRINT FILE=patab7 FORMAT=,1PE12.5
            $TABLE ID TIME NOAPPEND NOHEADER FILE=all FORMAT=sF8.3

            """);
        var run = _workspace.Run("fit", "models/run7.mod", "--out", "out7");
        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("PK6073", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["all", "exchange.txt", "fit.json", "individuals.csv", "iterations.csv", "patab7", "predictions.csv", "report.html", "report.json", "run7.coi", "run7.cor", "run7.cov", "run7.ext", "run7.lst", "run7.mod", "run7.phi", "sdtab7"],
            _workspace.Entries("out7"));

        var table = _workspace.Read("out7", "sdtab7").TrimEnd().Split('\n');
        Assert.Equal("TABLE NO.  1", table[0]);
        Assert.Equal(" ID          TIME        IPRED       W           KA          VOL         ETA1        ETA2        CWRES       DV          PRED        RES         WRES", table[1]);
        Assert.Equal(2 + 144, table.Length);
        Assert.All(table.Skip(2), line => Assert.Equal(13 * 12, line.Length));
        var predictions = _workspace.Read("out7", "predictions.csv").TrimEnd().Split('\n').Select(l => l.Split(',')).ToArray();
        var ipred = Array.IndexOf(predictions[0], "IPRED");
        for (var i = 1; i < predictions.Length; i++)
        {
            var printed = double.Parse(table[i + 1].AsSpan(24, 12), System.Globalization.CultureInfo.InvariantCulture);
            var exact = double.Parse(predictions[i][ipred], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(exact, printed, 1e-4 * (1 + Math.Abs(exact)));
        }

        var first = _workspace.Read("out7", "patab7").TrimEnd().Split('\n');
        Assert.Equal(",ID          ,CL          ,ETA1        ,ETA2        ,ETA3", first[0]);
        Assert.Equal(1 + 12, first.Length);
        Assert.StartsWith("    1.000    0.000\n", _workspace.Read("out7", "all"), StringComparison.Ordinal);

        var ext = _workspace.Read("out7", "run7.ext").TrimEnd().Split('\n');
        Assert.Equal("TABLE NO.     1: First Order Conditional Estimation with Interaction: Goal Function=MINIMUM VALUE OF OBJECTIVE FUNCTION: Problem=1 Subproblem=0 Superproblem1=0 Iteration1=0 Superproblem2=0 Iteration2=0", ext[0]);
        Assert.Equal(" ITERATION    THETA1       THETA2       THETA3       THETA4       THETA5       SIGMA(1,1)   OMEGA(1,1)   OMEGA(2,1)   OMEGA(2,2)   OMEGA(3,1)   OMEGA(3,2)   OMEGA(3,3)   OBJ", ext[1]);
        foreach (var code in new[] { "-1000000000", "-1000000001", "-1000000004", "-1000000005", "-1000000006", "-1000000007", "-1000000008" })
        {
            Assert.Single(ext, l => l.StartsWith("  " + code, StringComparison.Ordinal));
        }

        var estimates = ext.Single(l => l.Contains("-1000000000")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ReadOfv("out7"), double.Parse(estimates[^1], System.Globalization.CultureInfo.InvariantCulture), 1e-9);
        var phi = _workspace.Read("out7", "run7.phi").TrimEnd().Split('\n');
        Assert.Equal(2 + 12, phi.Length);
        Assert.Equal(" SUBJECT_NO   ID           ETA(1)       ETA(2)       ETA(3)       ETC(1,1)     ETC(2,1)     ETC(2,2)     ETC(3,1)     ETC(3,2)     ETC(3,3)     OBJ", phi[1]);
        Assert.Equal(2 + 12, _workspace.Read("out7", "run7.cov").TrimEnd().Split('\n').Length);
        CheckInverse();
        var listing = _workspace.Read("out7", "run7.lst");
        foreach (var mark in new[] { "$PROBLEM Theophylline", " #METH: First Order Conditional Estimation with Interaction", "0MINIMIZATION SUCCESSFUL", " #TERM:", " #TERE:", " #OBJT:", " #OBJV:", "FINAL PARAMETER ESTIMATE", "STANDARD ERROR OF ESTIMATE", "COVARIANCE MATRIX OF ESTIMATE", " ETASHRINKSD(%)", "TOT. NO. OF INDIVIDUALS" })
        {
            Assert.Contains(mark, listing, StringComparison.Ordinal);
        }

        // A second run may replace the folder.
        Assert.Equal(0, _workspace.Run("fit", "models/run7.mod", "--out", "out7").Code);
    }

    private void CheckInverse()
    {
        double[][] Matrix(string file) => [.. _workspace.Read("out7", file).TrimEnd().Split('\n').Skip(2)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        var (covariance, inverse) = (Matrix("run7.cov"), Matrix("run7.coi"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, Enumerable.Range(0, covariance.Length).Sum(k => covariance[i][k] * inverse[k][i]), 0.02);
        }
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
