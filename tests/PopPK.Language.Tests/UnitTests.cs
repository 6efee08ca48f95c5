using PopPK.Language.Poppk.Units;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Language.Tests;

public class UnitTests
{
    [Theory]
    [InlineData("L/h", "l/hr")]
    [InlineData("L/h/kg", "L/(h*kg)")]
    [InlineData("1/h", "h^-1")]
    [InlineData("h-1", "1 / h")]
    [InlineData("mg/L", "ug/mL")]
    [InlineData("mcg/mL", "\u00b5g/mL")]
    [InlineData("mL/min", "mL*min-1")]
    [InlineData("%", "1")]
    [InlineData("mM", "mmol/L")]
    [InlineData("m2", "m*m")]
    public void Two_ways_to_write_a_unit_agree(string one, string other) => Assert.True(UnitParser.Parse(one)!.Agrees(UnitParser.Parse(other)!));

    [Theory]
    [InlineData("mL/h", "L/h", true)]
    [InlineData("1/min", "1/h", true)]
    [InlineData("mg/L", "mol/L", false)]
    [InlineData("L/h", "L", false)]
    public void Units_that_differ_do_not_agree(string one, string other, bool isOfKind)
    {
        var (a, b) = (UnitParser.Parse(one)!, UnitParser.Parse(other)!);
        Assert.False(a.Agrees(b));
        Assert.Equal(isOfKind, a.IsOfKind(b));
    }

    [Theory]
    [InlineData("")]
    [InlineData("L/h/70kg")]
    [InlineData("per unit")]
    [InlineData("log L/h")]
    [InlineData("CV")]
    [InlineData("L/")]
    [InlineData("(L/h")]
    [InlineData("L^x")]
    public void What_is_not_understood_is_no_unit(string text) => Assert.Null(UnitParser.Parse(text));

    [Fact]
    public void Quotient_of_clearance_and_volume_is_a_rate()
    {
        var rate = UnitParser.Parse("mL/min/kg")!.Over(UnitParser.Parse("mL/kg")!);
        Assert.True(rate.Agrees(UnitParser.Parse("1/min")!));
        Near.Equal(1 / 60.0, rate.Factor, Tolerance.Algebra);
    }

    [Theory]
    [InlineData("cl = tvcl * (WT/70)^expo * exp(eta_cl) [L/h]")]
    [InlineData("cl = tvcl * WT/70 * exp(eta_cl) [L/h]")]
    [InlineData("cl = tvcl + eta_cl [L/h]")]
    [InlineData("cl = exp(log(tvcl) + eta_cl) [L/h]")]
    [InlineData("cl = 60*tvcl/1000 [mL/min]")]
    [InlineData("cl = tvcl*(1 + expo*(WT - 70)) [L/h]")]
    [InlineData("cl = if (WT > 70) 2*tvcl else tvcl [L/h]")]
    public void Usual_ways_to_write_a_parameter_raise_no_alarm(string definition)
    {
        var text = $"""
            model usual
            parameters
              tvcl = 5 [L/h]
              expo = 0.75
              sd = 1
            variability by ID
              eta_cl ~ 0.1
            covariates
              WT [kg]
            individual
              {definition}
            structure
              one_compartment(cl, v = 10)
            observations
              DV ~ normal(central + expo, sd)
            """;
        Assert.DoesNotContain(ModelText.Read(text).Diagnostics, d => d.Code.StartsWith("PK191", StringComparison.Ordinal));
    }
}
