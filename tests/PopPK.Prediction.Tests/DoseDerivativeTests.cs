using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>
/// Derivatives through dosing events whose times and sizes are estimated, by the matrix exponential and by integration. With the random
/// effects of the check lag is 0.84, f 0.77, d 2.26, r 20.4.
/// </summary>
public class DoseDerivativeTests
{
    private const string Lag = "lag(depot) = lag\n  lag(central) = lag\n  ";
    private const string F = "bioavailability(depot) = f\n  bioavailability(central) = f\n  ";
    private const string D = "duration(central) = d\n  ";
    private const string R = "rate(central) = r\n  ";

    private static readonly Dictionary<string, (string Properties, Func<TestData, TestData> Records)> Linear = new()
    {
        ["bolus, lag"] = (Lag, s => s.Dose(0, 100).Observe(0.4, 1.5, 4, 9)),
        ["infusion, lag"] = (Lag, s => s.Dose(0, 100, 2, 40).Observe(0.4, 2, 5, 9)),
        ["infusion, bioavailability"] = (F, s => s.Dose(0, 100, 2, 40).Observe(0.8, 3, 7)),
        ["rate modelled"] = (R + F, s => s.Dose(0, 100, 2, -1).Observe(1.5, 6, 9)),
        ["rate modelled, lag"] = (Lag + R + F, s => s.Dose(0, 100, 2, -1).Observe(0.4, 2.5, 6, 9)),
        ["duration modelled"] = (D, s => s.Dose(0, 100, 2, -2).Observe(1, 4, 7)),
        ["duration modelled, lag, bioavailability"] = (Lag + D + F, s => s.Dose(0, 100, 2, -2).Observe(0.4, 2, 4, 8)),
        ["all kinds at once"] = (Lag + F + D + R, s => s
            .Dose(0, 100, 2, -2).Observe(0.4).Dose(0.5, 60, 2, -1).Dose(1, 80, 2, 30).Dose(1.1, 50).Dose(1.2, 50, 2).Observe(1.6, 2.4, 5, 8)),
        ["additional doses, lag"] = (Lag + F, s => s.Dose(0, 100, 1, 0, 3, 2.5).Observe(0.4, 2.2, 4.5, 7.2, 12)),
        ["additional overlapping infusions, lag"] = (Lag + D, s => s.Dose(0, 100, 2, -2, 3, 1.5).Observe(0.4, 1.5, 2.8, 5, 9)),
        ["steady state, bolus"] = (Lag + F, s => s.Dose(0, 100, 1, 0, 1, 6, steadyState: 1).Observe(0.4, 3, 8)),
        ["steady state, bolus without lag"] = (F, s => s.Dose(0, 100, 1, 0, 1, 6, steadyState: 1).Observe(0, 3, 8)),
        ["steady state, lag of more than an interval"] = (Lag + F, s => s.Dose(0, 30, 1, 0, 2, 0.6, steadyState: 1).Observe(0.1, 0.5, 1, 1.7, 4)),
        ["steady state, infusion"] = (Lag + F, s => s.Dose(0, 100, 2, 40, 0, 6, steadyState: 1).Observe(0.4, 1.8, 4, 9)),
        ["steady state, infusion across the record"] = (Lag + F, s => s.Dose(0, 100, 2, 20, 0, 4, steadyState: 1).Observe(0.2, 1.5, 2.5, 6, 9)),
        ["steady state, overlapping infusions"] = (Lag + F, s => s.Dose(0, 100, 2, 40, 0, 1, steadyState: 1).Observe(0.2, 0.5, 1.3, 2.2, 4)),
        ["steady state, duration"] = (Lag + D + F, s => s.Dose(0, 100, 2, -2, 0, 6, steadyState: 1).Observe(0.4, 1.8, 4, 9)),
        ["steady state, duration of more than an interval"] = (Lag + D, s => s.Dose(0, 40, 2, -2, 1, 1.5, steadyState: 1).Observe(0.4, 1.4, 2.8, 5.5)),
        ["steady state, rate, lag of more than an interval"] = (Lag + R, s => s.Dose(0, 10, 2, -1, 0, 0.7, steadyState: 1).Observe(0.4, 1.1, 2)),
        ["steady state added"] = (Lag + F, s => s.Dose(0, 80).Dose(1.3, 100, 1, 0, 1, 6, steadyState: 2).Observe(1.7, 3.5, 9)),
        ["steady state of infusions added to an infusion"] = (Lag + D, s => s
            .Dose(0, 80, 2, -2).Dose(1.3, 100, 2, -2, 0, 4, steadyState: 2).Observe(1.4, 1.8, 2.6, 4, 6)),
        ["constant infusion"] = ("", s => s.Dose(0, 0, 2, 12, steadyState: 1).Observe(0, 0.5, 3)),
        ["reset with doses on their way"] = (Lag + D, s => s
            .Dose(0, 100).Dose(0.1, 50, 2, -2).Reset(0.5).Dose(0.6, 70).Observe(1.1, 2, 5).Dose(6, 40, 2, -2, reset: true).Observe(6.4, 8, 11)),
        ["initial amounts"] = ("depot(0) = 20*f\n  central(0) = d/k\n  " + Lag, s => s
            .Observe(0, 1).Dose(1, 50).Observe(1.5, 4).Reset(5).Observe(5, 7)),
        ["compartment off and on"] = (Lag + D, s => s
            .Dose(0, 100).Observe(0.5, 1.2).Other(1.5, -2).Observe(2).Other(3, 2).Observe(4, 6).Dose(6, 50, 2, -2).Observe(8)),
        ["depot off, the next dose on"] = (Lag + D, s => s.Dose(0, 100).Observe(1.2).Other(1.5, -1).Observe(2).Dose(2, 100).Observe(2.5, 4, 6)),
    };

    private static readonly Dictionary<string, (string Structure, Func<TestData, TestData> Records)> Special = new()
    {
        ["own input in steady state"] = (EventModels.WithOwnInput, s => s.Dose(0, 0, 2, 0, steadyState: 1).Observe(0, 1).Dose(1, 50).Observe(3)),
        ["own input and doses in steady state"] = (
            Lag + D + EventModels.WithOwnInput, s => s.Dose(0, 50, 2, -2, 0, 4, steadyState: 1).Observe(0.3, 1.5, 6)),
        ["time condition"] = (
            EventModels.Linear.Replace("- k*central", "- k*central*(if (TIME < d) 1 else 0.3)", StringComparison.Ordinal),
            s => s.Dose(0, 100).Observe(1, 2, 3, 6)),
        ["zero-order production that stops"] = (
            Lag + EventModels.Linear.Replace("- k*central", "- k*central + (if (TIME <= d) 30 else 0)", StringComparison.Ordinal),
            s => s.Observe(0.5).Dose(1, 100).Observe(1.8, 3, 6)),
        ["time condition at the lag"] = (
            Lag + EventModels.Linear.Replace("- k*central", "- k*central*(if (TIME > lag) 1 else 0.3)", StringComparison.Ordinal),
            s => s.Dose(0, 100).Dose(0, 50, 2).Observe(0.4, 2, 5)),
        ["time condition at the end of an infusion"] = (
            D + "duration(depot) = d\n  " + EventModels.Linear.Replace("- k*central", "- k*central*(if (TIME >= d) 1 else 0.3)", StringComparison.Ordinal),
            s => s.Dose(0, 100, 1, -2).Dose(0, 50, 2, -2).Observe(1, 3, 5)),
    };

    private static readonly Dictionary<string, (string Structure, Func<TestData, TestData> Records)> Nonlinear = new()
    {
        ["saturable, lag and duration"] = (Lag + D + F + EventModels.Saturable, s => s.Dose(0, 100).Observe(0.4).Dose(0.5, 60, 2, -2).Observe(2, 5, 9)),
        ["saturable, rate given"] = (F + EventModels.Saturable, s => s.Dose(0, 100, 2, 40).Observe(1, 3, 7)),
        ["saturable, steady state"] = (Lag + F + EventModels.Saturable, s => s.Dose(0, 60, 1, 0, 1, 6, steadyState: 1).Observe(0.4, 3, 8)),
        ["saturable, steady state of infusions"] = (Lag + D + EventModels.Saturable, s => s.Dose(0, 20, 2, -2, 0, 1.5, steadyState: 1).Observe(0.4, 1.4, 2.8, 5.5)),
        ["saturable, constant infusion"] = (EventModels.Saturable, s => s.Dose(0, 0, 2, 12, steadyState: 1).Observe(0, 0.5, 3)),
        ["response, lag"] = (Lag + D + "response(0) = 40/d\n  " + EventModels.IndirectResponse, s => s.Dose(0, 100).Observe(0.4).Dose(0.5, 60, 2, -2).Observe(2, 5, 9)),
        ["response, steady state"] = (Lag + F + EventModels.IndirectResponse, s => s.Dose(0, 60, 1, 0, 1, 6, steadyState: 1).Observe(0.4, 3, 8)),
        ["response, own input in steady state"] = (EventModels.IndirectResponse, s => s.Dose(0, 0, 3, 0, steadyState: 1).Observe(0).Dose(0, 50).Observe(2, 6)),
    };

    public static TheoryData<string> LinearCases => [.. Linear.Keys];

    public static TheoryData<string> SpecialCases => [.. Special.Keys];

    public static TheoryData<string> NonlinearCases => [.. Nonlinear.Keys];

    [Theory]
    [MemberData(nameof(LinearCases))]
    public void Doses_by_the_matrix_exponential(string name) => Check(Linear[name].Properties + EventModels.Linear, Linear[name].Records, false);

    [Theory]
    [MemberData(nameof(LinearCases))]
    public void Doses_by_integration(string name) => Check(Linear[name].Properties + EventModels.Linear, Linear[name].Records, true);

    [Theory]
    [MemberData(nameof(SpecialCases))]
    public void Own_inputs_and_time_conditions_by_the_matrix_exponential(string name) => Check(Special[name].Structure, Special[name].Records, false);

    [Theory]
    [MemberData(nameof(SpecialCases))]
    public void Own_inputs_and_time_conditions_by_integration(string name) => Check(Special[name].Structure, Special[name].Records, true);

    [Theory]
    [MemberData(nameof(NonlinearCases))]
    public void Nonlinear_equations(string name) => Check(Nonlinear[name].Structure, Nonlinear[name].Records, true);

    [Theory]
    [InlineData("nocb", false)]
    [InlineData("nocb", true)]
    [InlineData("locf", false)]
    [InlineData("locf", true)]
    [InlineData("linear", true)]
    [InlineData("constant", false)]
    [InlineData("constant", true)]
    public void Covariates_that_change(string interpolation, bool integrated)
    {
        var model = EventModels.Of(
            "lag(depot) = lag*WT/70\n  bioavailability(depot) = f*(WT/70)^0.5\n  lag(central) = lag*WT/70\n  duration(central) = d*WT/70\n  " + EventModels.Linear,
            $"WT {interpolation}",
            "0.1*tvk*exp(e1)*(WT/70)^0.75");
        var data = new TestData("WT").Subject(60)
            .Dose(0, 100, 1, 0, 1, 5).Observe(0.4).With(75).Observe(2).Dose(2.5, 60, 2, -2).With(90).Observe(3, 4.5).With(70).Observe(7, 9).Read();
        Check(integrated ? Bound.Integrated(model, data) : Bound.To(model, data), integrated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Properties_without_random_effects(bool integrated)
    {
        // Lag, bioavailability and duration depend on fixed effects only.
        var structure = "lag(depot) = tvlag\n  lag(central) = 0.5*tvlag\n  bioavailability(central) = tvf\n  duration(central) = tvd\n  " + EventModels.Linear;
        Check(structure, s => s.Dose(0, 100).Dose(0, 60, 2, -2, 1, 6).Observe(0.2, 2, 5).Dose(5.1, 50, 2, 20, 0, 8, steadyState: 1).Observe(9, 12), integrated);
    }

    [Fact]
    public void A_rate_of_a_closed_form_that_changes_at_an_estimated_time()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var change = m.LogNormal("change", 2.5);
        var condition = new ComparisonCondition(Comparison.Less, m.Time, change);
        var model = m.Observe(central / 10, m.Theta("add", 0.5)).ClosedForm(null, m.LogNormal("k", 1) * Expr.Select(condition, 0.5, 0.2));

        DerivativeCheck.Run(Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(1, 3.5, 6).Read()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_property_that_depends_on_the_time_of_the_dose(bool integrated)
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.5);
        var f = Expr.Exp(-m.LogNormal("decline", 0.4) * m.Time);
        var model = m.Observe(central / 10, m.Theta("add", 0.5)).Equations(-k * central) with
        {
            CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.Bioavailability, 0, f)],
        };
        var data = new TestData().Subject().Dose(0, 100).Dose(2, 100).Observe(3).Read();
        var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);

        Near.Equal(10 * (Math.Exp(-1.5) + Math.Exp(-0.8 - 0.5)), bound.Means()[0], Tolerance.Ode);
        DerivativeCheck.Run(bound);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lower_orders_give_the_numbers_of_the_highest(bool integrated)
    {
        foreach (var (properties, records) in Linear.Values)
        {
            var (model, data) = (EventModels.Of(properties + EventModels.Linear), records(new TestData().Subject()).Read());
            var bound = integrated ? Bound.Integrated(model, data) : Bound.To(model, data);
            Assert.Equal(PredictionStatus.Success, bound.Predict(DerivativeOrder.SecondAll));
            var all = bound.Workspace.Layout;
            var count = bound.Cohort.Subjects[0].Observations.Count;
            var means = Enumerable.Range(0, count).Select(j => bound.Workspace.Mean(j)).ToArray();
            var first = Enumerable.Range(0, count).Select(j => bound.Workspace.MeanFirst(j).ToArray()).ToArray();
            var pairs = Enumerable.Range(0, count).Select(j => bound.Workspace.MeanSecond(j).ToArray()).ToArray();
            foreach (var order in Enum.GetValues<DerivativeOrder>())
            {
                Assert.Equal(PredictionStatus.Success, bound.Predict(order));
                var some = bound.Workspace.Layout;
                for (var j = 0; j < count; j++)
                {
                    var scale = Math.Abs(means[j]) + pairs[j].Max(Math.Abs);
                    Near.Equal(means[j], bound.Workspace.Mean(j), Tolerance.Ode, scale, $"{order}");
                    if (order == DerivativeOrder.Value)
                    {
                        continue;
                    }

                    Near.Equal(first[j].AsSpan(0, some.FirstCount), bound.Workspace.MeanFirst(j), Tolerance.Ode, scale, $"{order}");
                    for (var a = 0; a < some.Active && JetLayout.HasSecond(order); a++)
                    {
                        for (var b = 0; b < some.Active; b++)
                        {
                            Near.Equal(
                                pairs[j][all.PairIndex(a, b)], bound.Workspace.MeanSecond(j)[some.PairIndex(a, b)], Tolerance.Ode, scale, $"{order}");
                        }
                    }
                }
            }
        }
    }

    private static void Check(string structure, Func<TestData, TestData> records, bool integrated)
    {
        var (model, data) = (EventModels.Of(structure), records(new TestData().Subject()).Read());
        Check(integrated ? Bound.Integrated(model, data) : Bound.To(model, data), integrated);
    }

    private static void Check(Bound bound, bool integrated)
    {
        Assert.Contains(integrated ? "differential equations" : "matrix exponential", bound.Model.Solver.Description, StringComparison.Ordinal);
        DerivativeCheck.Run(bound);
    }
}
