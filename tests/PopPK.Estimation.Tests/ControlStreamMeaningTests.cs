using System.Globalization;
using PopPK.Language.Nonmem;
using PopPK.Likelihood;
using PopPK.Modeling;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Estimation.Tests;

/// <summary>What control streams mean: the same model said in two ways has the same objective.</summary>
public class ControlStreamMeaningTests
{
    private const string Head = "$PROBLEM p\n$INPUT ID TIME AMT DV WT OCC DVID CMT MDV TAD CUMD FWT BLQ SITE\n$DATA d.csv IGNORE=@\n";
    private const string Tail = "$ESTIMATION METHOD=1 INTERACTION\n";
    private const string Oral = "$SUBROUTINES ADVAN2 TRANS2\n";
    private const string OralThetas = "$THETA (0,2) (0,3) (0,30)\n$OMEGA 0.1 0.05\n";
    private const string OralPk = "$PK\nKA=THETA(1)\nCL=THETA(2)*EXP(ETA(1))\nV=THETA(3)*EXP(ETA(2))\nS2=V\n";
    private const string OralPoppk = """
        parameters
          ka = 2
          tvcl = 3
          tvv = 30
          s = 0.04
          s2 = 0.3
        variability by ID
          e1 ~ 0.1
          e2 ~ 0.05
        individual
          cl = tvcl*exp(e1)
          v = tvv*exp(e2)
        structure
          one_compartment(cl, v, ka)

        """;

    public static TheoryData<string, string> Structures => new()
    {
        { "ADVAN3 TRANS1", "" },
        { "ADVAN3 TRANS3", "V=V1\nVSS=V1+V2\n" },
        { "ADVAN3 TRANS4", "" },
        { "ADVAN3 TRANS5", "AOB=(ALPHA-K21)/(K21-BETA)\n" },
        { "ADVAN3 TRANS6", "" },
        { "ADVAN5", "K10=K\n$MODEL COMP=(CENTRAL) COMP=(PERI)\n" },
        { "ADVAN7", "K1T0=K\n$MODEL NCOMP=2\n" },
        { "ADVAN6 TOL=9", "$MODEL NCOMP=2\n$DES\nDADT(1)=K21*A(2)-(K+K12)*A(1)\nDADT(2)=K12*A(1)-K21*A(2)\n" },
        { "ADVAN13 TOL=9", "$MODEL COMP=(A) COMP=(B)\n$DES\nOUT=K12*A(1)\nBACK=K21*A(2)\nDADT(1)=BACK-OUT-K*A(1)\nDADT(2)=OUT-BACK\n" },
    };

    public static TheoryData<string, string> ThreeCompartments => new()
    {
        { "ADVAN11 TRANS1", "K12=Q2/V1\nK21=Q2/V2\nK13=Q3/V1\nK31=Q3/V3\nK=CL/V1\nS1=V1\n" },
        { "ADVAN5", "K12=Q2/V1\nK21=Q2/V2\nK13=Q3/V1\nK31=Q3/V3\nK10=CL/V1\nS1=V1\n$MODEL NCOMP=3\n" },
    };

    [Theory]
    [MemberData(nameof(Structures))]
    public void Two_compartments_are_the_same_by_any_parameters(string subroutines, string more)
    {
        const string Pk = "$PK\nCL=THETA(1)*EXP(ETA(1))\nV1=THETA(2)*EXP(ETA(2))\nQ=THETA(3)\nV2=THETA(4)\nK=CL/V1\nK12=Q/V1\nK21=Q/V2\n"
            + "SUM=K+K12+K21\nROOT=SQRT(SUM**2-4*K*K21)\nALPHA=(SUM+ROOT)/2\nBETA=(SUM-ROOT)/2\nS1=V1\n";
        const string End = "$ERROR\nY=F*(1+EPS(1))\n$THETA 3 20 2 40\n$OMEGA 0.1 0.05\n$SIGMA 0.04\n";
        var expected = Ofv(Text("ADVAN3 TRANS4", ""));
        AssertSame(expected, Ofv(Text(subroutines, more)));

        string Text(string structure, string rest)
        {
            var records = rest.Split('$', 2);
            return $"{Head.Replace(" CMT ", " CMT=DROP ", StringComparison.Ordinal)}$SUBROUTINES {structure}\n{(records.Length > 1 ? "$" + records[1] : "")}{Pk}{records[0]}{End}{Tail}";
        }
    }

    [Theory]
    [MemberData(nameof(ThreeCompartments))]
    public void Three_compartments_are_the_same_by_any_parameters(string subroutines, string more)
    {
        var records = more.Split('$', 2);
        string Text(string structure, string pk, string rest) => Head.Replace(" CMT ", " CMT=DROP ", StringComparison.Ordinal) + $"$SUBROUTINES {structure}\n{rest}"
            + "$PK\nCL=THETA(1)*EXP(ETA(1))\nV1=THETA(2)\nQ2=2\nV2=40\nQ3=0.5\nV3=80\n" + pk
            + "$ERROR\nY=F*(1+EPS(1))\n$THETA 3 20\n$OMEGA 0.1\n$SIGMA 0.04\n" + Tail;
        AssertSame(Ofv(Text("ADVAN11 TRANS4", "S1=V1\n", "")), Ofv(Text(subroutines, records[0], records.Length > 1 ? "$" + records[1] : "")));
    }

    [Fact]
    public void Michaelis_Menten_elimination_is_its_equation()
    {
        const string Pk = "$PK\nVM=THETA(1)*EXP(ETA(1))\nKM=THETA(2)\nS1=20\n";
        const string End = "$ERROR\nY=F*(1+EPS(1))\n$THETA 20 60\n$OMEGA 0.1\n$SIGMA 0.04\n" + Tail;
        var head = Head.Replace(" CMT ", " CMT=DROP ", StringComparison.Ordinal);
        AssertSame(
            Ofv($"{head}$SUBROUTINES ADVAN10\n{Pk}{End}"),
            Ofv($"{head}$SUBROUTINES ADVAN6 TOL=9\n$MODEL NCOMP=1\n{Pk}$DES\nDADT(1)=-VM*A(1)/(KM+A(1))\n{End}"));
    }

    [Theory]
    [InlineData("Y=F*(1+EPS(1))+EPS(2)", "$SIGMA 0.04 0.3", "s*cp^2 + s2")]
    [InlineData("Y=F+F*EPS(1)+EPS(2)", "$SIGMA BLOCK(2) 0.04 0.02 0.3", "s*cp^2 + 2*0.02*cp + s2")]
    [InlineData("Y=F*EXP(EPS(1))", "$SIGMA 0.04", "s*cp^2")]
    [InlineData("W=SQRT(0.04*F**2+0.3)\nY=F+W*EPS(1)", "$SIGMA 1 FIX", "s*cp^2 + s2")]
    [InlineData("Y=F+SQRT(SIGMA(1,1))*F*EPS(2)", "$SIGMA 0.04 1 FIX", "s*cp^2")]
    [InlineData("Y=F+F*EPS(1)+F*EPS(2)", "$SIGMA BLOCK(1) 0.02\n$SIGMA BLOCK(1) SAME", "s*cp^2")]
    public void Residual_errors_are_variances(string error, string sigma, string variance) =>
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk}$ERROR\n{error}\n{OralThetas}{sigma}\n{Tail}"),
            OfvOfPoppk($"{OralPoppk}observations\n  cp = central/v\n  DV ~ normal(cp, sqrt({variance}))\n"));

    [Theory]
    [InlineData("IF (DVID.EQ.1) THEN\nY=F+F*EPS(1)\nELSE\nY=F+EPS(2)\nENDIF")]
    [InlineData("IF (DVID.EQ.1) Y=F+F*EPS(1)\nIF (DVID.EQ.2) Y=F+EPS(2)")]
    [InlineData("FLAG=0\nIF (DVID.EQ.1) FLAG=1\nY=FLAG*(F+F*EPS(1))+(1-FLAG)*(F+EPS(2))")]
    [InlineData("TYPE=1\nIF (DVID.NE.1) TYPE=2\nIF (TYPE.EQ.2) THEN\nY=F+EPS(2)\nELSE\nY=F+F*EPS(1)\nENDIF")]
    public void Kinds_of_observations_are_endpoints(string error) =>
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk}$ERROR\n{error}\n{OralThetas}$SIGMA 0.04 0.3\n{Tail}"),
            OfvOfPoppk($"{OralPoppk}covariates\n  DVID\nobservations\n  cp = central/v\n  DV[DVID == 1] ~ normal(cp, sqrt(s)*cp)\n  DV[DVID == 2] ~ normal(cp, sqrt(s2))\n"));

    [Theory]
    [InlineData("IF (AMT.GT.0) TDOS=TIME\nTD=TIME-TDOS", "TD=TAD")]
    [InlineData("IF (NEWIND.NE.2) CUM=0\nCUM=CUM+AMT\nTD=CUM/100", "TD=CUMD/100")]
    [InlineData("IF (NEWIND.NE.2) THEN\n CUM=AMT\nELSE\n CUM=CUM+AMT\nENDIF\nTD=CUM/100", "TD=CUMD/100")]
    [InlineData("IF (NEWIND.NE.2) BWT=WT\nTD=BWT/70", "TD=FWT/70")]
    [InlineData("IF (NEWIND.LE.1) BCL=THETA(2)*WT/70\nTD=BCL", "TD=THETA(2)*FWT/70")]
    public void Values_carried_from_record_to_record_are_those_of_data_columns(string carried, string column)
    {
        string Text(string code) => $"{Head}{Oral}{OralPk.Replace("CL=THETA(2)", code + "\nCL=THETA(2)*(1+TD/50)", StringComparison.Ordinal)}$ERROR\nY=F*(1+EPS(1))\n{OralThetas}$SIGMA 0.04\n{Tail}";
        AssertSame(Ofv(Text(column)), Ofv(Text(carried)));
    }

    [Theory]
    [InlineData("IF (OCC.EQ.1) IOV=ETA(3)\nIF (OCC.EQ.2) IOV=ETA(4)", "")]
    [InlineData("OC1=0\nOC2=0\nIF (OCC.EQ.1) OC1=1\nIF (OCC.EQ.2) OC2=1\nIOV=OC1*ETA(3)+OC2*ETA(4)", "")]
    [InlineData("IOV=ETA(OCC_CL)", "$ABBR REPLACE ETA(OCC_CL)=ETA(3,4)\n")]
    public void Etas_that_share_a_variance_by_occasion_are_between_occasions(string iov, string abbreviated)
    {
        var pk = OralPk.Replace("CL=THETA(2)*EXP(ETA(1))", $"{iov}\nCL=THETA(2)*EXP(ETA(1)+IOV)", StringComparison.Ordinal);
        AssertSame(
            Ofv($"{Head}{abbreviated}{Oral}{pk}$ERROR\nY=F*(1+EPS(1))\n{OralThetas}$OMEGA BLOCK(1) 0.08\n$OMEGA BLOCK(1) SAME\n$SIGMA 0.04\n{Tail}"),
            OfvOfPoppk(OralPoppk.Replace("individual", "variability by OCC within ID\n  k ~ 0.08\nindividual", StringComparison.Ordinal)
                .Replace("exp(e1)", "exp(e1 + k)", StringComparison.Ordinal) + "observations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp)\n"));
    }

    [Theory]
    [InlineData("IF (BLQ.EQ.1) THEN\nF_FLAG=1\nY=PHI((DV-F)/SD)\nELSE\nF_FLAG=0\nY=F+SD*EPS(1)\nENDIF")]
    [InlineData("F_FLAG=0\nY=F+SD*EPS(1)\nIF (BLQ.EQ.1) F_FLAG=1\nIF (BLQ.EQ.1) Y=PHI((DV-F)/SD)")]
    [InlineData("IF (BLQ.EQ.0) Y=F+SD*EPS(1)\nIF (BLQ.EQ.1) THEN\nF_FLAG=2\nY=-2*LOG(PHI((DV-F)/SD))\nENDIF")]
    [InlineData("PROB=PHI((DV-F)/SD)\nIF (BLQ.EQ.1) THEN\nF_FLAG=1\nY=PROB\nELSE\nF_FLAG=0\nY=F+SD*EPS(1)\nENDIF")]
    public void Censored_observations_may_be_likelihoods(string error) =>
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk}$ERROR\nSD=SQRT(0.04)*F\n{error}\n{OralThetas}$SIGMA 1 FIX\n$ESTIMATION METHOD=1 LAPLACIAN INTERACTION\n"),
            OfvOfPoppk($"{OralPoppk}covariates\n  BLQ\nobservations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp) censored by BLQ\n", "laplace"));

    [Fact]
    public void Properties_of_compartments_have_their_names() =>
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk}F1=0.8\nALAG1=0.25*EXP(ETA(1))\nA_0(2)=7*EXP(ETA(2))\n$ERROR\nY=A(2)/V*(1+EPS(1))\n{OralThetas}$SIGMA 0.04\n{Tail}"),
            OfvOfPoppk(OralPoppk.TrimEnd('\n') + "\n  bioavailability(depot) = 0.8\n  lag(depot) = 0.25*exp(e1)\n  initial(central) = 7*exp(e2)\nobservations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp)\n"));

    [Fact]
    public void Model_event_times_are_conditions_on_the_time()
    {
        const string Start = "$SUBROUTINES ADVAN13 TOL=9\n$MODEL COMP=(DEPOT) COMP=(CENTRAL)\n";
        string Des(string flag) => $"$DES\nDADT(1)=-KA*A(1)\nDADT(2)=KA*A(1)-CL*(1+0.5*{flag})/V*A(2)\n$ERROR\nY=F*(1+EPS(1))\n{OralThetas}$SIGMA 0.04\n{Tail}";
        AssertSame(
            Ofv($"{Head}{Start}{OralPk}MTIME(1)=3.3*EXP(ETA(1))\n{Des("MPAST(1)")}"),
            OfvOfPoppk(OralPoppk.Replace("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = ka*depot - (if (t >= 3.3*exp(e1)) 1.5 else 1)*cl/v*central", StringComparison.Ordinal)
                + "observations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp)\n"));
    }

    [Fact]
    public void Parameters_may_change_at_model_event_times()
    {
        var pk = OralPk.Replace("CL=THETA(2)*EXP(ETA(1))", "MTIME(1)=3.3\nCL=THETA(2)*EXP(ETA(1))*(1+0.5*MPAST(1))", StringComparison.Ordinal);
        AssertSame(
            Ofv($"{Head}{Oral}{pk}$ERROR\nY=F*(1+EPS(1))\n{OralThetas}$SIGMA 0.04\n{Tail}"),
            OfvOfPoppk(OralPoppk.Replace("one_compartment(cl, v, ka)", "d/dt depot = -ka*depot\n  d/dt central = ka*depot - (if (t >= 3.3) 1.5 else 1)*cl/v*central", StringComparison.Ordinal)
                + "observations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp)\n"));
    }

    [Fact]
    public void L2_correlates_residual_errors_at_one_time()
    {
        const string Data = "ID,TIME,AMT,DV,DVID,L2\n1,0,100,0,1,1\n1,1,0,2.4,1,2\n1,1,0,2.6,2,2\n1,4,0,2.1,1,3\n1,4,0,1.7,2,3\n2,0,100,0,1,1\n2,2,0,2.9,1,2\n2,2,0,3.1,2,2\n";
        var stream = $"$PROBLEM p\n$INPUT ID TIME AMT DV DVID L2\n$DATA d.csv IGNORE=@\n{Oral}{OralPk}$ERROR\nIF (DVID.EQ.1) THEN\nY=F+F*EPS(1)\nELSE\nY=F+EPS(2)\nENDIF\n{OralThetas}$SIGMA BLOCK(2) 0.04 0.05 0.3\n{Tail}";
        var model = Read(stream);
        var options = new EstimationOptions { Approximation = MarginalApproximation.Focei };
        var text = "model m\n" + OralPoppk + "covariates\n  DVID\nobservations\n  cp = central/v\n  DV[DVID == 1] ~ normal(cp, sqrt(s)*cp)\n  DV[DVID == 2] ~ normal(cp, sqrt(s2))\n  correlation(1, 2) = 0.05/sqrt(s*s2)\n";
        AssertSame(
            Estimator.Evaluate(CohortOf.TextAndData(text, Data), options).Ofv,
            Estimator.Evaluate(CohortOf.ModelAndData(model, Data), options).Ofv);
    }

    [Fact]
    public void Levels_above_subjects_group_them() =>
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk.Replace("EXP(ETA(1))", "EXP(ETA(1)+ETA(3))", StringComparison.Ordinal)}$ERROR\nY=F*(1+EPS(1))\n{OralThetas}$OMEGA 0.08\n$LEVEL SITE=(3[1])\n$SIGMA 0.04\n{Tail}"),
            OfvOfPoppk(OralPoppk.Replace("individual", "variability by SITE\n  k ~ 0.08\nindividual", StringComparison.Ordinal)
                .Replace("exp(e1)", "exp(e1 + k)", StringComparison.Ordinal) + "observations\n  cp = central/v\n  DV ~ normal(cp, sqrt(s)*cp)\n"));

    [Fact]
    public void The_prediction_is_that_of_the_compartment_the_record_names()
    {
        const string End = "$THETA 2 3 30\n$OMEGA 0.1 0.05\n$SIGMA 0.04 0.3\n" + Tail;
        AssertSame(
            Ofv($"{Head}{Oral}{OralPk}$ERROR\nIF (CMT.EQ.1) THEN\nY=A(1)+EPS(2)\nELSE\nY=A(2)/V*(1+EPS(1))\nENDIF\n{End}"),
            Ofv($"{Head}{Oral}{OralPk}$ERROR\nIF (CMT.EQ.1) THEN\nY=F+EPS(2)\nELSE\nY=F*(1+EPS(1))\nENDIF\n{End}"));
    }

    [Fact]
    public void A_block_of_residual_variances_is_estimated_as_a_block()
    {
        var text = $"{Head}{Oral}{OralPk}$ERROR\nY=F+F*EPS(1)+EPS(2)\n{OralThetas}$SIGMA BLOCK(2) 0.04 0.02 0.3\n{Tail}";
        var layout = new ParameterLayout(Bind(Read(text)).Model);
        Assert.Contains((3, 2), layout.FreeTriangles);
        Assert.Equal(["SIGMA(1,1)", "SIGMA(2,1)", "SIGMA(2,2)"], layout.Parameters.Where(p => p.Kind == ParameterKind.Sigma).Select(p => p.Name));
        var scale = new UnconstrainedScale(layout);
        var coordinates = new double[scale.Dimension];
        var back = new double[scale.Dimension];
        scale.FromNatural(layout.InitialFree(), coordinates);
        scale.ToNatural(coordinates, back);
        Assert.All(layout.InitialFree().Zip(back), p => Assert.Equal(p.First, p.Second, Tolerance.Algebra));
    }

    private static void AssertSame(double expected, double actual) =>
        Assert.Equal(expected, actual, Tolerance.Ode * Math.Max(1, Math.Abs(expected)));

    private static double Ofv(string stream)
    {
        var model = Read(stream);
        return Evaluate(model, model.Method!);
    }

    private static double OfvOfPoppk(string text, string method = "focei") => Evaluate(CohortOf.Model("model m\n" + text), method);

    private static double Evaluate(PopulationModel model, string method)
    {
        var result = Estimator.Evaluate(Bind(model), new EstimationOptions { Approximation = MarginalApproximation.Find(method)! });
        Assert.True(result.HasObjective, result.Termination);
        return result.Ofv;
    }

    private static PopPK.Prediction.Cohort Bind(PopulationModel model) => CohortOf.ModelAndData(model, Data());

    private static PopulationModel Read(string stream)
    {
        var reading = ControlStreamReader.Read(new SourceText("model.mod", stream));
        Assert.True(reading.Model is not null, string.Concat(reading.Diagnostics.Select(d => DiagnosticRenderer.Render(d))));
        return reading.Model;
    }

    // Four subjects of two sites, two doses on two occasions, weights that change; every third value is below a limit.
    private static string Data()
    {
        var text = new System.Text.StringBuilder("ID,TIME,AMT,DV,WT,OCC,DVID,CMT,MDV,TAD,CUMD,FWT,BLQ,SITE\n");
        double[] times = [0, 0.5, 2, 5, 12, 12, 12.5, 15, 20];
        for (var id = 1; id <= 4; id++)
        {
            for (var i = 0; i < times.Length; i++)
            {
                var isDose = i is 0 or 5;
                var (occasion, after) = i < 5 ? (1, times[i]) : (2, times[i] - 12);
                var value = 3.2 * Math.Exp(-0.09 * after) * (1 - Math.Exp(-1.7 * after)) * (1 + 0.1 * Math.Sin(7 * id + i)) + (i < 5 ? 0 : 0.6);
                text.AppendLine(string.Join(',', ((double[])
                [
                    id, times[i], isDose ? 100 : 0, isDose ? 0 : value, 60 + 5 * id + i, occasion, 1 + i % 2, isDose ? 1 : 2, isDose ? 1 : 0,
                    after, 100 * occasion, 60 + 5 * id, !isDose && i % 3 == 0 ? 1 : 0, 1 + id / 3,
                ]).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
            }
        }

        return text.ToString();
    }
}
