using PopPK.Likelihood.Checks;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Likelihood.Tests.Checks;

public class InformationCheckTests
{
    private const string Individual = "  cl = tvcl*exp(eta_cl)\n  v = tvv*exp(eta_v)";
    private const string Structure = "  one_compartment(cl, v)";
    private const string Observations = "  cp = central/v\n  DV ~ proportional(cp, prop)";

    // Three boluses, five observations each; the weight varies, and so does the group; two occasions.
    private const string Data = """
        ID,TIME,AMT,DV,WT,GROUP,OCC
        1,0,100,.,70,0,1
        1,1,.,4.1,70,0,1
        1,2,.,3.9,70,0,1
        1,5,.,3.0,70,0,1
        1,9,.,2.1,70,0,2
        1,15,.,1.2,70,0,2
        2,0,120,.,60,0,1
        2,1,.,4.4,60,0,1
        2,3,.,3.3,60,0,1
        2,6,.,2.4,60,0,1
        2,10,.,1.5,60,0,2
        2,16,.,0.7,60,0,2
        3,0,80,.,90,0,1
        3,2,.,2.7,90,0,1
        3,4,.,2.3,90,0,1
        3,8,.,1.6,90,0,1
        3,12,.,1.2,90,0,2
        3,20,.,0.6,90,0,2

        """;

    private static string[] Check(
        string parameters = "",
        string effects = "  eta_cl ~ 0.1\n  eta_v ~ 0.1",
        string individual = Individual,
        string structure = Structure,
        string observations = Observations,
        string more = "",
        string data = Data)
    {
        var text = $"""
            model checked
            parameters
              tvcl = 2 in (0, inf)
              tvv = 20 in (0, inf)
              prop = 0.2 in (0, 1)
            {parameters}
            variability by ID
            {effects}
            {more}
            covariates
              WT
              GROUP
            individual
            {individual}
            structure
            {structure}
            observations
            {observations}

            """;
        return [.. InformationCheck.Check(CohortOf.TextAndData(text, data)).Select(d => $"{d.Code} {d.Message}")];
    }

    [Fact]
    public void Sound_model_raises_nothing() => Assert.Empty(Check());

    [Fact]
    public void Lag_of_a_compartment_without_doses_is_named()
    {
        // The depot is the first compartment, all doses go to the second.
        var central = string.Concat(Data.Split('\n').Where(l => l.Length > 0).Select((l, i) => $"{l},{(i == 0 ? "CMT" : "2")}\n"));
        Assert.Equal(
            ["PK4101 no observation depends on tlag"],
            Check("  tlag = 0.5 in (0, 5)", structure: "  one_compartment(cl, v, ka = 1)\n  lag(depot) = tlag", data: central));
    }

    [Fact]
    public void Effect_of_a_group_that_does_not_occur_is_named() =>
        Assert.Equal(["PK4101 no observation depends on factor"], Check("  factor = 1.2 in (0, 5)", individual: "  cl = tvcl*(if (GROUP == 1) factor else 1)*exp(eta_cl)\n  v = tvv*exp(eta_v)"));

    [Fact]
    public void Random_effect_of_a_group_that_does_not_occur_is_named() => Assert.Equal(
        ["PK4102 no observation depends on the random effect eta_x"],
        Check(effects: "  eta_cl, eta_x ~ [0.1; 0.01, 0.1]\n  eta_v ~ 0.1", individual: "  cl = tvcl*exp(eta_cl + (if (GROUP == 1) eta_x else 0))\n  v = tvv*exp(eta_v)"));

    [Fact]
    public void Standard_deviation_of_an_endpoint_without_observations_is_named() => Assert.Equal(
        ["PK4101 no observation depends on other"],
        Check("  other = 1 in (0, 5)", observations: "  cp = central/v\n  DV[GROUP == 0] ~ proportional(cp, prop)\n  DV[GROUP == 1] ~ additive(cp, other)"));

    [Fact]
    public void Parameters_that_occur_as_a_ratio_are_named_with_it()
    {
        var found = Check("  f1 = 0.9 in (0, 5)", individual: "  cl = tvcl*exp(eta_cl)\n  v = tvv*exp(eta_v)", observations: "  cp = central*f1/v\n  DV ~ proportional(cp, prop)", structure: "  d/dt central = -0.1*exp(eta_cl)*tvcl/2*central");
        var only = Assert.Single(found);
        Assert.StartsWith("PK4103 the data cannot tell tvv and f1 apart", only, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_parameters_of_a_direction_are_named_with_their_shares()
    {
        var only = Assert.Single(Check("  f1 = 0.9 in (0, 5)", structure: "  one_compartment(cl, v)\n  bioavailability(central) = f1"));
        Assert.Equal(
            "PK4103 the data cannot tell tvcl, tvv and f1 apart: to first order no prediction changes when tvcl grows by 1 %, tvv grows by 1 % and f1 grows by 1 %", only);
    }

    [Fact]
    public void Two_random_effects_of_one_parameter_are_named()
    {
        var only = Assert.Single(Check(effects: "  eta_cl ~ 0.1\n  eta_v ~ 0.1\n  eta_x ~ 0.2", individual: "  cl = tvcl*exp(eta_cl + eta_x)\n  v = tvv*exp(eta_v)"));
        Assert.StartsWith("PK4103 the data cannot tell omega(eta_cl) and omega(eta_x) apart", only, StringComparison.Ordinal);
    }

    [Fact]
    public void Factor_of_a_random_effect_and_its_variance_are_one()
    {
        var only = Assert.Single(Check("  factor = 0.5 in (0, 5)", individual: "  cl = tvcl*exp(factor*eta_cl)\n  v = tvv*exp(eta_v)"));
        Assert.StartsWith("PK4103 the data cannot tell factor and omega(eta_cl) apart", only, StringComparison.Ordinal);
        Assert.Empty(Check("  factor = 0.5 in (0, 5)", "  eta_cl ~ 1 fixed\n  eta_v ~ 0.1", "  cl = tvcl*exp(factor*eta_cl)\n  v = tvv*exp(eta_v)"));
    }

    [Fact]
    public void Occasions_tell_their_variance_from_that_between_subjects()
    {
        const string individual = "  cl = tvcl*exp(eta_cl + kappa)\n  v = tvv*exp(eta_v)";
        Assert.Empty(Check(individual: individual, more: "variability by OCC within ID\n  kappa ~ 0.05"));
        var one = Data.Replace(",0,2\n", ",0,1\n", StringComparison.Ordinal);
        Assert.StartsWith("PK4103 the data cannot tell omega(eta_cl) and omega(kappa) apart", Assert.Single(Check(individual: individual, more: "variability by OCC within ID\n  kappa ~ 0.05", data: one)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_vanishes_at_the_initial_estimates_only_is_not_blamed_on_the_data() =>
        // tvx has no influence while slope is exactly 0, and slope and tvx look alike where WT is 70.
        Assert.Empty(Check("  slope = 0\n  tvx = 3 in (0, 10)", individual: "  cl = tvcl*exp(slope*(WT - 70)/tvx)*exp(eta_cl)\n  v = tvv*(WT/70)^tvx*exp(eta_v)"));

    [Fact]
    public void Shape_of_a_transform_of_random_effects_is_not_called_without_influence() =>
        Assert.Empty(Check("  shape = 0.5", individual: "  cl = tvcl*exp((exp(shape*eta_cl) - 1)/shape)\n  v = tvv*exp(eta_v)"));

    [Fact]
    public void Constant_covariate_makes_its_exponent_indistinguishable()
    {
        var constant = Data.Replace(",60,0,", ",50,0,", StringComparison.Ordinal).Replace(",70,0,", ",50,0,", StringComparison.Ordinal).Replace(",90,0,", ",50,0,", StringComparison.Ordinal);
        const string individual = "  cl = tvcl*(WT/70)^expo*exp(eta_cl)\n  v = tvv*exp(eta_v)";
        Assert.Empty(Check("  expo = 0.75", individual: individual));
        Assert.StartsWith("PK4103 the data cannot tell tvcl and expo apart", Assert.Single(Check("  expo = 0.75", individual: individual, data: constant)), StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_with_a_prior_needs_no_observation() =>
        Assert.Empty(Check("  factor = 1.2 in (0, 5)", individual: "  cl = tvcl*(if (GROUP == 1) factor else 1)*exp(eta_cl)\n  v = tvv*exp(eta_v)", more: "priors\n  factor ~ normal(1.2, 0.1)"));

    [Fact]
    public void Direction_of_fixed_effects_is_found_in_data_that_are_not_normal()
    {
        var only = Assert.Single(Check("  a = 1\n  b = 2", observations: "  cp = central/v\n  DV ~ student_t(cp, prop*cp, 5 + exp(a + b))"));
        Assert.StartsWith("PK4103 the data cannot tell a and b apart", only, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.2 in (0.19999999, 1)", true)]
    [InlineData("0.99999 in (0, 1)", true)]
    [InlineData("0.01 in (0, 1)", false)]
    [InlineData("1e-9 in (0, inf)", false)]
    public void Initial_estimate_next_to_a_bound_is_named(string initial, bool isNamed)
    {
        var model = CohortOf.Model($"""
            model edge
            parameters
              m = {initial}
              sd = 1 in (0, 10)
            individual
              x = m
            observations
              DV ~ additive(x, sd)

            """);
        Assert.Equal(isNamed ? ["PK4104"] : [], InitialEstimateCheck.Check(model).Select(d => d.Code));
    }

    [Theory]
    [InlineData(0.09999, true)]
    [InlineData(0.09, false)]
    public void Initial_correlation_next_to_one_is_named(double covariance, bool isNamed)
    {
        var model = CohortOf.Model($"""
            model edge
            parameters
              sd = 1 in (0, 10)
            variability by ID
              a, b ~ [0.1; {covariance}, 0.1]
            individual
              x = a
              y = b
            observations
              DV ~ additive(x + t*y, sd)

            """);
        Assert.Equal(isNamed ? ["PK4104"] : [], InitialEstimateCheck.Check(model).Select(d => d.Code));
    }
}
