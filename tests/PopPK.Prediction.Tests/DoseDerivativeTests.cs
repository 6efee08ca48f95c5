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
