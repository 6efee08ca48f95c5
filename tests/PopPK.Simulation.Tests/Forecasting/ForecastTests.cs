using System.Collections.Immutable;
using PopPK.Modeling.Regimens;
using PopPK.Prediction;
using PopPK.Simulation.Exposure;
using PopPK.Simulation.Forecasting;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Simulation.Tests.Forecasting;

/// <summary>Predicted courses: the engine's own, under the doses of the data and of candidates; targets and doses; what is refused.</summary>
public class ForecastTests
{
    private const string Bolus = """
        model bolus
        parameters
          tvcl = 5
          tvv = 50
          sd = 0.1
        variability by ID
          eta_cl ~ 0.09
          eta_v ~ 0.04
        individual
          cl = tvcl * exp(eta_cl)
          v = tvv * exp(eta_v)
        structure
          one_compartment(cl, v)
        observations
          cp = central/v
          DV ~ normal(cp, sd * cp)
        """;

    private const string Header = "ID,TIME,AMT,II,ADDL,DV\n";
    private const string Patient = Header + "1,0,500,0,0,.\n1,2,0,0,0,7.1\n1,8,0,0,0,4.4\n";

    // One compartment after boluses at some times.
    private static double Curve(double cl, double v, double time, params (double Time, double Amount)[] doses) =>
        doses.Where(d => d.Time < time).Sum(d => d.Amount / v * Math.Exp(-cl / v * (time - d.Time)));

    private static (double Cl, double V) MapOf(SubjectForecast forecast) => (forecast.Parameters[0].Individual, forecast.Parameters[1].Individual);

    private static ForecastRow At(CourseForecast course, double time) => course.Rows.First(r => r.Point.Time == time);

    [Fact]
    public void Courses_are_the_formula_at_the_mode_and_at_zero()
    {
        var plan = new ForecastPlan { Times = [2, 8, 12, 20, 36], Candidates = [Forecasts.Candidate(300, 12, 3, at: 4)] };
        var forecast = Forecasts.Run(CohortOf.TextAndData(Bolus, Patient), plan)[0];
        var (cl, v) = MapOf(forecast);
        Assert.Equal(["as given", "300 every 12"], forecast.Courses.Select(c => c.Name));
        Assert.Equal((8.0, 36.0), (forecast.From, forecast.Until));
        foreach (var time in (double[])[12, 20, 36])
        {
            Near.Equal(Curve(cl, v, time, (0, 500)), At(forecast.Courses[0], time).Individual, Tolerance.Algebra);
            Near.Equal(Curve(5, 50, time, (0, 500)), At(forecast.Courses[0], time).Population, Tolerance.Algebra);

            // A prediction at the time of a dose is the trough before it.
            Near.Equal(Curve(cl, v, time, (0, 500), (12, 300), (24, 300), (36, 300)), At(forecast.Courses[1], time).Individual, Tolerance.Algebra);
        }

        Assert.Equal(7.1, At(forecast.Courses[0], 2).Point.Value);
        Assert.All(forecast.Courses[1].Rows, r => Assert.True(r.Point.Time >= 8));
        Assert.All(forecast.Courses.SelectMany(c => c.Rows), r => Assert.True(r.Sample.Lower < r.Sample.Median && r.Sample.Median < r.Sample.Upper));
    }

    [Fact]
    public void A_candidate_replaces_what_the_data_go_on_with()
    {
        // Additional doses at 0, 12, 24, 36, 48; known up to 24, the dose at that time is the candidate's.
        var data = CohortOf.TextAndData(Bolus, Header + "1,0,500,12,4,.\n1,2,0,0,0,7.1\n1,24,0,0,0,4.4\n");
        var plan = new ForecastPlan { Times = [24, 25, 40, 60], Candidates = [Forecasts.Candidate(200, 24, 2)] };
        var forecast = Forecasts.Run(data, plan)[0];
        var (cl, v) = MapOf(forecast);
        foreach (var time in (double[])[25, 40, 60])
        {
            Near.Equal(Curve(cl, v, time, (0, 500), (12, 500), (24, 500), (36, 500), (48, 500)), At(forecast.Courses[0], time).Individual, Tolerance.Algebra);
            Near.Equal(Curve(cl, v, time, (0, 500), (12, 500), (24, 200), (48, 200)), At(forecast.Courses[1], time).Individual, Tolerance.Algebra);
        }
    }

    [Fact]
    public void Doses_written_out_and_as_one_record_give_one_forecast()
    {
        var one = CohortOf.TextAndData(Bolus, Header + "1,0,500,12,3,.\n1,2,0,0,0,7.1\n1,14,0,0,0,9\n");
        var many = CohortOf.TextAndData(Bolus, Header + "1,0,500,0,0,.\n1,2,0,0,0,7.1\n1,12,500,0,0,.\n1,14,0,0,0,9\n1,24,500,0,0,.\n1,36,500,0,0,.\n");
        var plan = new ForecastPlan { From = 14, Until = 48, Times = [20, 30, 40], Candidates = [Forecasts.Candidate(100, 6, 4)] };
        var (a, b) = (Forecasts.Run(one, plan)[0], Forecasts.Run(many, plan)[0]);
        for (var c = 0; c < 2; c++)
        {
            foreach (var time in plan.Times)
            {
                var (x, y) = (At(a.Courses[c], time), At(b.Courses[c], time));
                Near.Equal(x.Individual, y.Individual, Tolerance.Algebra);
                Near.Equal(x.Sample.Upper, y.Sample.Upper, Tolerance.SameModel);
            }
        }
    }

    [Fact]
    public void Levels_behind_the_decision_tell_nothing()
    {
        var known = CohortOf.TextAndData(Bolus, Patient);
        var later = CohortOf.TextAndData(Bolus, Patient + "1,20,0,0,0,3.9\n");
        var plan = new ForecastPlan { From = 8, Until = 30 };
        var (a, b) = (Forecasts.Run(known, plan)[0], Forecasts.Run(later, plan)[0]);
        Assert.Equal(a.Posterior.Mode.ToArray(), b.Posterior.Mode.ToArray());
        var row = b.Courses[0].Rows.Single(r => r.Point.Source == 3);
        Assert.Equal((3.9, false), (row.Point.Value, row.Point.IsUsed));
        Assert.NotEqual(a.Posterior.Mode.ToArray(), Forecasts.Run(later, plan with { From = 20 })[0].Posterior.Mode.ToArray());
    }

    [Fact]
    public void Amounts_may_depend_on_covariates_and_infusions_take_their_time()
    {
        var text = Bolus.Replace("individual\n", "covariates\n  WT\nindividual\n", StringComparison.Ordinal).Replace("tvv * exp", "tvv * WT/70 * exp", StringComparison.Ordinal);
        var data = CohortOf.TextAndData(text, "ID,TIME,AMT,DV,WT\n1,0,500,.,60\n1,2,0,7.1,60\n");
        var weight = data.Model.Model.Covariates[0].Symbol;
        var rule = new DoseRule(5 * Expr.Of(weight), 0) { Times = [1], Input = DoseRuleInput.Duration, InputValue = Expr.Constant(2) };
        var forecast = Forecasts.Run(data, new ForecastPlan { Times = [4, 6], Candidates = [new CandidateRegimen("5 mg/kg", [rule])] })[0];
        var (cl, v) = MapOf(forecast);
        var k = cl / v;
        double Infused(double t) => 300 / (2 * cl) * (Math.Exp(-k * Math.Max(0, t - 5)) - Math.Exp(-k * (t - 3)));
        Near.Equal(Curve(cl, v, 4, (0, 500)) + Infused(4), At(forecast.Courses[1], 4).Individual, Tolerance.Algebra);
        Near.Equal(Curve(cl, v, 6, (0, 500)) + Infused(6), At(forecast.Courses[1], 6).Individual, Tolerance.Algebra);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sample()
    {
        var forecast = Forecasts.Run(CohortOf.TextAndData(Bolus, Patient), new ForecastPlan { Times = [12, 24] }, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 301 } })[0];
        double[] drawn =
        [
            .. Enumerable.Range(0, 301)
                .Select(i => Curve(5 * Math.Exp(forecast.Posterior.Draw(i)[0]), 50 * Math.Exp(forecast.Posterior.Draw(i)[1]), 24, (0, 500))).Order(),
        ];
        var sample = At(forecast.Courses[0], 24).Sample;
        Near.Equal([drawn[15], drawn[150], drawn[285]], [sample.Lower, sample.Median, sample.Upper], Tolerance.Algebra);
    }

    [Fact]
    public void Residual_error_widens_intervals_as_its_variance_says()
    {
        var data = CohortOf.TextAndData(Bolus, Patient);
        var options = new ForecastOptions { Posterior = new PosteriorOptions { Samples = 20_000 } };
        var plan = new ForecastPlan { Times = [24] };
        var (without, with) = (At(Forecasts.Run(data, plan, options)[0].Courses[0], 24).Sample, At(Forecasts.Run(data, plan, options with { HasResiduals = true })[0].Courses[0], 24).Sample);
        double Width(Percentiles p) => (p.Upper - p.Lower) / (2 * 1.6449 * p.Median);
        Near.Equal(Math.Sqrt(Math.Pow(Width(without), 2) + 0.01), Width(with), 0.03, 0, "relative width");
    }

    [Fact]
    public void The_dose_for_an_area_is_the_target_times_clearance()
    {
        var target = new Target(new Measure(MeasureKind.Auc) { From = 48, To = 60 }, 40, 60);
        var plan = new ForecastPlan { Candidates = [Forecasts.Candidate(300, 12, 20)], Targets = [target] };
        var forecast = Forecasts.Run(CohortOf.TextAndData(Bolus, Patient), plan, new ForecastOptions { Posterior = new PosteriorOptions { Samples = 400 } })[0];
        var (cl, v) = MapOf(forecast);

        // What is left of the dose before does not scale.
        double Area(double c, double w, double dose)
        {
            double Of(double at, double amount) => amount / c * (Math.Exp(-c / w * (56 - at)) - Math.Exp(-c / w * (68 - at)));
            return Of(0, 500) + Enumerable.Range(0, 4).Sum(i => Of(8 + (12 * i), dose)) + (dose / c * (1 - Math.Exp(-c / w * 12)));
        }

        var result = forecast.Courses[1].Targets[0];
        Near.Equal(Area(cl, v, 300), result.Individual, Tolerance.Ode);
        var rest = Area(cl, v, 0);
        var expected = (50 - rest) / (Area(cl, v, 300) - rest);
        Near.Equal(expected, result.Search!.Dose, Tolerance.Ode);
        Assert.Equal([300.0], result.Amounts.ToArray());
        double Share(double dose) => Enumerable.Range(0, 400).Count(i => target.IsAttained(Area(
            5 * Math.Exp(forecast.Posterior.Draw(i)[0]), 50 * Math.Exp(forecast.Posterior.Draw(i)[1]), dose))) / 400.0;
        Assert.Equal(Share(300), result.Probability, 1e-9);
        Assert.Equal(Share(300 * result.Search.Dose), result.ProbabilityAtDose, 1e-9);
        Assert.Null(forecast.Courses[0].Targets[0].Search);
    }

    [Fact]
    public void Two_endpoints_are_forecast_each_by_itself()
    {
        var text = Bolus.Replace("  DV ~ normal(cp, sd * cp)", "  DV[DVID == 1] ~ normal(cp, sd * cp)\n  amount = central\n  DV[DVID == 2] ~ normal(amount, 10)", StringComparison.Ordinal)
            .Replace("individual\n", "covariates\n  DVID\nindividual\n", StringComparison.Ordinal);
        var data = CohortOf.TextAndData(text, "ID,TIME,AMT,DV,DVID\n1,0,500,.,1\n1,2,0,7.1,1\n1,3,0,330,2\n1,8,0,4.4,1\n");
        var forecast = Forecasts.Run(data, new ForecastPlan { Times = [12] })[0];
        var rows = forecast.Courses[0].Rows.Where(r => r.Point.Time == 12).ToArray();
        Assert.Equal([0, 1], rows.Select(r => r.Endpoint));
        Near.Equal(rows[0].Individual * MapOf(forecast).V, rows[1].Individual, Tolerance.Algebra);
    }

    [Fact]
    public void A_log_scale_is_left_again()
    {
        var text = Bolus.Replace("DV ~ normal(cp, sd * cp)", "DV ~ lognormal(cp, sd)", StringComparison.Ordinal);
        var data = CohortOf.TextAndData(text, Patient);
        var forecast = Forecasts.Run(data, new ForecastPlan { Times = [12], Targets = [new Target(new Measure(MeasureKind.Value) { From = 4, To = 4 }, 1, 2)] })[0];
        var (cl, v) = MapOf(forecast);
        Near.Equal(Curve(cl, v, 12, (0, 500)), At(forecast.Courses[0], 12).Individual, Tolerance.Algebra);
        Near.Equal(Curve(cl, v, 12, (0, 500)), forecast.Courses[0].Targets[0].Individual, Tolerance.Ode);
    }

    [Fact]
    public void Without_levels_the_forecast_is_the_prior()
    {
        var data = CohortOf.TextAndData(Bolus, Header + "1,0,500,0,0,.\n2,0,500,0,0,.\n2,3,0,0,0,5\n");
        var (forecaster, diagnostics) = Forecasts.Build(data, new ForecastPlan { Times = [12] });
        Assert.Contains(diagnostics, d => d.Code == "PK7304");
        var forecast = Forecasts.Run(forecaster!, new ForecastOptions())[0];
        Assert.Equal([0.0, 0.0], forecast.Posterior.Mode.ToArray());
        Near.Equal([0.09, 0, 0, 0.04], forecast.Posterior.Covariance.AsSpan(), Tolerance.Algebra, 1);
        Assert.Equal(At(forecast.Courses[0], 12).Population, At(forecast.Courses[0], 12).Individual);
    }

    [Fact]
    public void Occasions_to_come_widen_the_forecast()
    {
        var data = CohortOf.TextAndData(Forecasts.Occasions, Forecasts.OccasionData);
        var plan = new ForecastPlan { Until = 72, Times = [48, 72] };
        var (forecaster, diagnostics) = Forecasts.Build(data, plan);
        Assert.Contains(diagnostics, d => d.Code == "PK7308" && d.Message.Contains("OCC", StringComparison.Ordinal));
        var options = new ForecastOptions { Posterior = new PosteriorOptions { Samples = 2000 } };
        var forecast = Forecasts.Run(forecaster!, options)[0];

        // The rows of an occasion in the data say which one goes on.
        var goingOn = CohortOf.TextAndData(Forecasts.Occasions, Forecasts.OccasionData.Replace("2,0,400", "1,72,0,.,2\n2,0,400", StringComparison.Ordinal));
        var known = Forecasts.Run(goingOn, plan with { From = 36 }, options)[0];
        double Width(SubjectForecast f) => At(f.Courses[0], 48).Sample is var s ? Math.Log(s.Upper / s.Lower) : 0;
        Assert.True(Width(forecast) > 1.2 * Width(known), $"{Width(forecast)} and {Width(known)}");
    }

    public static IEnumerable<object[]> Refused =>
    [
        ["PK7301", new ForecastPlan { Until = 5 }],
        ["PK7301", new ForecastPlan { Times = [1, 8] }],
        ["PK7302", new ForecastPlan { From = -1 }],
        ["PK7303", new ForecastPlan { Times = [-4, 12] }],
        ["PK7305", new ForecastPlan { Candidates = [Forecasts.Candidate(-5, 12, 2)] }],
        ["PK7306", new ForecastPlan { Candidates = [Forecasts.Candidate(5, 1e-5, 1_000_000)], Until = 20 }],
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_forecast_is_refused_by_name(string code, object plan) =>
        Assert.Contains(Forecasts.Build(CohortOf.TextAndData(Bolus, Patient), (ForecastPlan)plan).Diagnostics, d => d.Code == code);

    [Fact]
    public void Observations_without_a_course_are_refused()
    {
        var text = Bolus.Replace("DV ~ normal(cp, sd * cp)", "DV ~ loglikelihood(DV*log(cp) - cp - lgamma(DV + 1))", StringComparison.Ordinal);
        Assert.Contains(Forecasts.Build(CohortOf.TextAndData(text, Header + "1,0,500,0,0,.\n1,2,0,0,0,7\n"), new ForecastPlan()).Diagnostics, d => d is { Code: "PK7310", IsError: true });
    }

    [Fact]
    public void Subjects_that_share_effects_are_forecast_together_up_to_a_number()
    {
        var text = Bolus.Replace("individual\n", "variability by SITE\n  eta_site ~ 0.05\nindividual\n", StringComparison.Ordinal).Replace("exp(eta_cl)", "exp(eta_cl + eta_site)", StringComparison.Ordinal);
        string Data(int subjects) => "ID,TIME,AMT,DV,SITE\n" + string.Concat(Enumerable.Range(1, subjects).Select(i => $"{i},0,500,.,1\n{i},2,0,7.1,1\n{i},8,0,{4 + (0.1 * i)},1\n"));
        var three = Forecasts.Run(CohortOf.TextAndData(text, Data(3)), new ForecastPlan { Times = [24] });
        Assert.Equal(3, three.Length);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(three[0].Posterior.Draw(i)[2], three[2].Posterior.Draw(i)[2]));
        Assert.Contains(Forecasts.Build(CohortOf.TextAndData(text, Data(40)), new ForecastPlan()).Diagnostics, d => d.Code == "PK7309");
    }
}
