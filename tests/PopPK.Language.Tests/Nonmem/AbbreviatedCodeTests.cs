using PopPK.Language.Nonmem;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Language.Tests.Nonmem;

/// <summary>What statements of abbreviated code compute: the prediction of a model that consists of them.</summary>
public class AbbreviatedCodeTests
{
    private const double X = 2;
    private const double Z = -1.5;

    [Theory]
    [InlineData("2**3**2", 512)]
    [InlineData("-2**2", -4)]
    [InlineData("2*-3+1", -5)]
    [InlineData("2**-1", 0.5)]
    [InlineData("-X-1", -3)]
    [InlineData("1/2*4", 2)]
    [InlineData("8/4/2", 1)]
    [InlineData("10-4-3", 3)]
    [InlineData("(1+2)*3", 9)]
    [InlineData(".5E1+1.D1+2d0+1e-1", 17.1)]
    [InlineData("+x*X", 4)]
    public void Operators_bind_as_in_Fortran(string expression, double expected) => AssertNear(expected, Predict($"Y={expression}+EPS(1)"));

    [Theory]
    [InlineData("LOG(X)", 0.69314718055994529)]
    [InlineData("LOG10(100)", 2)]
    [InlineData("exp(0)", 1)]
    [InlineData("SQRT(X*8)", 4)]
    [InlineData("SIN(0.5)", 0.47942553860420301)]
    [InlineData("COS(0.5)", 0.87758256189037276)]
    [InlineData("TAN(0.5)", 0.54630248984379048)]
    [InlineData("ASIN(0.5)", 0.52359877559829893)]
    [InlineData("ACOS(0.5)", 1.0471975511965979)]
    [InlineData("ATAN(1)*4", Math.PI)]
    [InlineData("ABS(Z)", 1.5)]
    [InlineData("INT(Z)", -1)]
    [InlineData("INT(2.9)", 2)]
    [InlineData("MOD(7,3)", 1)]
    [InlineData("MOD(-7,3)", -1)]
    [InlineData("MIN(X,Z,0)", -1.5)]
    [InlineData("MAX(X,Z,0)", 2)]
    [InlineData("PHI(0)", 0.5)]
    [InlineData("GAMLN(5)", 3.1780538303479458)]
    [InlineData("PEXP(1000)-EXP(100)", 0)]
    [InlineData("PLOG(1)", 0)]
    [InlineData("PZR(X)", 2)]
    [InlineData("DLOG(1)+DEXP(0)", 1)]
    public void Functions_are_those_of_the_language(string expression, double expected) => AssertNear(expected, Predict($"Y={expression}+EPS(1)"));

    [Theory]
    [InlineData("X.EQ.2", true)]
    [InlineData("X==2", true)]
    [InlineData("X.NE.2", false)]
    [InlineData("X/=2", false)]
    [InlineData("X.GT.1.AND.Z.LT.0", true)]
    [InlineData("X>1.AND.Z>=0", false)]
    [InlineData("X.GT.9.OR.Z.LE.-1.5", true)]
    [InlineData(".NOT.X.GT.9", true)]
    [InlineData(".NOT.(X.GT.1.OR.Z.GT.1)", false)]
    [InlineData("1.EQ.2.OR.2.EQ.2.", true)]
    [InlineData("X.eq.2.and..not.Z.gt.0", true)]
    [InlineData("X.GT.9.AND.X.GT.9.OR.Z<0", true)]
    public void Conditions_have_two_spellings(string condition, bool expected)
    {
        Assert.Equal(expected ? 1 : 0, Predict($"Q=0\nIF ({condition}) Q=1\nY=Q+EPS(1)"));
        Assert.Equal(expected ? 1 : 0, Predict($"IF ({condition}) THEN\nQ=1\nELSE\nQ=0\nENDIF\nY=Q+EPS(1)"));
    }

    [Theory]
    [InlineData("IF (X.EQ.1) THEN\n Q=1\nELSEIF (X.EQ.2) THEN\n Q=2\nELSE\n Q=3\nENDIF", 2)]
    [InlineData("IF (X.EQ.1) THEN\n Q=1\nELSE IF (X.EQ.3) THEN\n Q=2\nELSE\n Q=3\nEND IF", 3)]
    [InlineData("Q=1\nIF (X.EQ.2) THEN\n IF (Z.LT.0) THEN\n  Q=Q+10\n ELSE\n  Q=Q+100\n ENDIF\n Q=Q*2\nENDIF", 22)]
    [InlineData("Q=0\nI=1\nDO WHILE (I.LE.4)\n Q=Q+I*X\n I=I+1\nENDDO", 20)]
    [InlineData("Q=0\nI=0\nDOWHILE (I<6)\n I=I+1\n IF (MOD(I,2).EQ.0) Q=Q+I\nEND DO", 12)]
    [InlineData("Q=X + & ; the first\n  1", 3)]
    [InlineData("q=x ; lower case\nQ=q*Q", 4)]
    [InlineData("IF (ICALL.EQ.4) Q=5\nQ=1", 1)]
    [InlineData("IF (ICALL.EQ.2) Q=5", 5)]
    [InlineData("DO=1\nIF=2\nQ=DO+IF", 3)]
    public void Statements_do_what_they_say(string code, double expected) => AssertNear(expected, Predict($"{code}\nY=Q+EPS(1)"));

    [Theory]
    [InlineData("Y=X*(1+EPS(1))", 2)]
    [InlineData("Y=X*EXP(EPS(1))", 2)]
    [InlineData("Y=X+3*ERR(1)", 3)]
    [InlineData("W=SQRT(X*X+5)\nY=X+W*EPS(1)", 3)]
    [InlineData("Y=X+EPS(1)+X*EPS(2)", 3)]
    [InlineData("Y=LOG(X)+EPS(2)", 1.4142135623730951)]
    public void The_residual_deviation_is_first_order_in_epsilon(string code, double expected)
    {
        var model = Read(code);
        var normal = Assert.IsType<NormalDistribution>(Assert.Single(model.Endpoints).Distribution);
        AssertNear(expected, Math.Abs(Evaluate(model, normal.StandardDeviation)));
    }

    [Fact]
    public void A_statement_is_understood_whatever_its_case_and_blanks() =>
        AssertNear(Predict("Y=THETA(1)*EXP(X)+EPS(1)"), Predict("  y = theta( 1 ) * exp( x ) + eps( 1 )"));

    [Fact]
    public void A_variable_that_is_assigned_again_uses_its_own_old_value() =>
        AssertNear(2 * (1 + 3 * X), Predict("Q=X\nQ=3*Q\nQ=1+Q\nY=2*Q+EPS(1)"));

    [Fact]
    public void The_last_definition_of_a_variable_has_its_name()
    {
        var model = Read("Q=THETA(1)\nQ=Q*X\nQ=Q*X\nY=Q+EPS(1)");
        Assert.Equal(["Q.2", "Q"], model.Individual.Select(d => d.Name));
    }

    private static void AssertNear(double expected, double actual) => Assert.Equal(expected, actual, Tolerance.Algebra * Math.Max(1, Math.Abs(expected)));

    private static double Predict(string code)
    {
        var model = Read(code);
        return Evaluate(model, Assert.Single(model.Endpoints).Distribution.Prediction!);
    }

    private static PopulationModel Read(string code)
    {
        var text = $"$PROBLEM code\n$INPUT ID TIME DV X Z\n$DATA d.csv IGNORE=@\n$PRED\n{code}\n$THETA 0.5\n$OMEGA 0.1\n$SIGMA BLOCK(2) 1 0 2\n$ESTIMATION METHOD=1 INTERACTION\n";
        var reading = ControlStreamReader.Read(new SourceText("model.mod", text));
        Assert.True(reading.Model is not null, string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        return reading.Model;
    }

    private static double Evaluate(PopulationModel model, Expr value)
    {
        var known = model.FixedEffects.ToDictionary(f => f.Symbol, f => f.Initial);
        foreach (var covariate in model.Covariates)
        {
            known[covariate.Symbol] = covariate.Name == "X" ? X : Z;
        }

        foreach (var definition in model.Individual.Concat(model.Predictions))
        {
            known[definition.Symbol] = Interpreter.Evaluate(definition.Value, s => known.GetValueOrDefault(s));
        }

        return Interpreter.Evaluate(value, s => known.GetValueOrDefault(s));
    }
}
