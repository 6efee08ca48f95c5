using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>What data say about doses and covariates before anything is computed.</summary>
public class DataCheckTests
{
    private static (string Code, DiagnosticSeverity Severity, string Message)[] Check(string data, string individual = "  k = tvk*(WT/70)^expo")
    {
        var model = CohortOf.Model($"""
            model checked
            parameters
              tvk = 0.1 in (0, 1)
              expo = 0.75
              sd = 1 in (0, 10)
            covariates
              WT
            individual
            {individual}
            structure
              d/dt central = -k*central
            observations
              DV ~ additive(central, sd)

            """);
        return [.. DataCheck.Check(CohortOf.ModelAndData(model, data)).Select(d => (d.Code, d.Severity, d.Message))];
    }

    private static string Rows(params string[] rows) => "ID,TIME,AMT,EVID,DV,WT\n" + string.Concat(rows.Select(r => r + "\n"));

    [Fact]
    public void Doses_before_observations_raise_nothing() =>
        Assert.Empty(Check(Rows("1,0,10,1,.,70", "1,1,.,0,5,70", "1,2,10,1,.,70", "1,3,.,0,5,70", "2,0,10,1,.,60", "2,1,.,0,5,60")));

    [Fact]
    public void Doses_after_the_last_observation_are_noted_once()
    {
        var found = Check(Rows("1,0,10,1,.,70", "1,1,.,0,5,70", "1,2,10,1,.,70", "1,3,10,1,.,70", "2,0,10,1,.,60", "2,1,.,0,5,60", "2,1,10,1,.,60"));
        Assert.Equal([("PK3062", DiagnosticSeverity.Note, "3 doses are given after the last observation of subjects 1, 2")], found);
    }

    [Fact]
    public void Dose_that_a_reset_cancels_is_a_warning()
    {
        var found = Check(Rows("1,0,10,1,.,70", "1,1,.,0,5,70", "1,2,10,1,.,70", "1,3,.,3,.,70", "1,4,10,1,.,70", "1,5,.,0,5,70", "2,0,10,1,.,60", "2,1,.,0,5,60"));
        Assert.Equal([("PK3061", DiagnosticSeverity.Warning, "a dose is cancelled before an observation could show it (subject 1)")], found);
    }

    [Fact]
    public void Dose_of_a_reset_counts() =>
        Assert.Empty(Check(Rows("1,0,10,1,.,70", "1,1,.,0,5,70", "1,2,10,4,.,70", "1,5,.,0,5,70", "2,0,10,1,.,60", "2,1,.,0,5,60")));

    [Fact]
    public void Subject_whose_observations_all_come_first_is_a_warning()
    {
        var found = Check(Rows("1,0,.,0,5,70", "1,1,.,0,5,70", "1,2,10,1,.,70", "2,0,10,1,.,60", "2,1,.,0,5,60"));
        Assert.Equal([("PK3060", DiagnosticSeverity.Warning, "no dose of subject 1 comes before an observation")], found);
    }

    private static string Constant(string weight) => Rows($"1,0,10,1,.,{weight}", $"1,1,.,0,5,{weight}", $"2,0,10,1,.,{weight}", $"2,1,.,0,5,{weight}");

    [Theory]
    [InlineData("k = tvk*(WT/70)^expo")]
    [InlineData("size = WT/70\n  k = tvk*size^expo")]
    [InlineData("k = tvk*(1 + expo*(WT - 70))")]
    [InlineData("k = tvk*(if (WT > 60) expo else 1)")]
    public void Constant_covariate_with_a_parameter_of_its_own_is_a_warning(string individual)
    {
        var found = Check(Constant("70"), "  " + individual);
        Assert.Equal([("PK3063", DiagnosticSeverity.Warning, "WT is 70 in all records, so the data say nothing about expo")], found);
    }

    [Theory]
    [InlineData("k = tvk*(WT/70)^0.75")]
    [InlineData("k = (tvk + expo)*(WT/70)^0.75")]
    public void Constant_covariate_by_itself_is_a_note(string individual)
    {
        var found = Check(Constant("60"), "  " + individual);
        Assert.Equal([("PK3063", DiagnosticSeverity.Note, "WT is 60 in all records")], found);
    }
}
