using PopPK.Data;
using PopPK.Modeling;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Conditions on the time in equations, and covariates that change, against what they mean.</summary>
public class ChangesInTimeTests
{
    private const int Subjects = 150;
    private const string Lags = "lag(depot) = lag\n  duration(central) = d\n  rate(central) = r\n  duration(depot) = d\n  rate(depot) = r\n  ";

    [Theory]
    [InlineData("TIME < 3", false)]
    [InlineData("TIME < 3", true)]
    [InlineData("3 >= TIME", false)]
    [InlineData("not (2*TIME - 1 > 5)", false)]
    [InlineData("TIME < 3 and TIME < 4 or TIME < 2", false)]
    [InlineData("TIME < 3 and TIME < 4 or TIME < 2", true)]
    public void A_condition_on_the_time_is_a_covariate_that_changes_then(string condition, bool integrated)
    {
        string Equations(string factor) => Lags + EventModels.Linear.Replace("- k*central", $"- k*central*{factor}", StringComparison.Ordinal);
        var text = RandomRegimen.DrawEverything(new Random(43), Subjects, 2, "X").Text;
        var model = EventModels.Of(Equations($"(if ({condition}) 1 else 0.3)"));
        var conditional = Bind(model, text, integrated);
        var covariate = Bind(EventModels.Of(Equations("X"), "X"), Mark(text), integrated);
        var fresh = Bind(model, text, integrated);
        Assert.Equal(integrated, conditional.Model.Solver.Description.Contains("differential equations", StringComparison.Ordinal));
        for (var i = 0; i < Subjects; i++)
        {
            var tolerance = integrated ? Tolerance.Ode : Tolerance.MatrixExponential;
            var means = conditional.Means(i);
            Near.Equal(covariate.Means(i), means, tolerance, means.Max(Math.Abs), $"subject {i + 1}");
        }

        // In another order, by another worker: the same bits.
        for (var i = Subjects - 1; i >= 0; i -= 7)
        {
            Assert.Equal(conditional.Total(i).SelectMany(t => t.Mean.ByEta), fresh.Total(i).SelectMany(t => t.Mean.ByEta));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_held_for_the_subject_before_is_forgotten(bool integrated)
    {
        // The first dose arrives at once, at a time that could be another.
        var model = EventModels.Of(
            "lag(central) = tvlag + e2\n  " + EventModels.Linear.Replace("- k*central", "- k*central*(if (TIME < d) 1 else 0.3)", StringComparison.Ordinal));
        var data = new TestData().Subject().Dose(0, 100, 2).Observe(1).Subject().Dose(0, 100, 2).Observe(50).Read();
        var (used, fresh) = (Bind(model, data, integrated).Set("tvlag", 0), Bind(model, data, integrated).Set("tvlag", 0));
        used.Total(1);

        Assert.Equal(fresh.Total(0)[0].Mean.ByEta, used.Total(0)[0].Mean.ByEta);
    }

    [Fact]
    public void A_condition_on_a_time_that_a_covariate_gives()
    {
        // Elimination falls at a third of its time when WT is 3, at 2 when WT is 6.
        var structure = EventModels.Linear.Replace("- k*central", "- k*central*(if (TIME < WT/3) 1 else 0.3)", StringComparison.Ordinal);
        var data = new TestData("WT").Subject(3).Dose(0, 100, 2).Observe(0.5, 2).With(6).Observe(3, 4).With(30).Observe(5).Read();
        foreach (var integrated in new[] { false, true })
        {
            var bound = Bind(EventModels.Of(structure, "WT"), data, integrated);
            double At(double quickly, double slowly) => 50 * Math.Exp(-0.4 * (quickly + 0.3 * slowly));

            Near.Equal([At(0.5, 0), At(1, 1), At(1, 2), At(1, 3), At(2, 3)], bound.Means(), Tolerance.Ode);
        }
    }

    [Theory]
    [InlineData("nocb", 0.4 * (2 * 3 + 1.5 * 1))]
    [InlineData("locf", 0.4 * (2 * 1 + 1.5 * 3))]
    [InlineData("linear", 0.4 * (2 * 2 + 1.5 * 2))]
    [InlineData("constant", 0.4 * 3.5)]
    public void A_covariate_between_its_records(string interpolation, double exponent)
    {
        var model = EventModels.Of(EventModels.Linear, $"X {interpolation}", "0.1*tvk*exp(e1)*X");
        var data = new TestData("X").Subject(1).Dose(0, 100, 2).With(3).Observe(2).With(1).Observe(3.5).Read();

        Near.Equal(50 * Math.Exp(-exponent), Bound.To(model, data).Means()[1], Tolerance.Ode, what: interpolation);
    }

    [Fact]
    public void A_steady_state_under_a_rhythm_equals_many_doses()
    {
        var structure = Lags + EventModels.Linear.Replace("- k*central", "- k*central*(1 + 0.4*cos(2*3.14159265358979323846*TIME/12))", StringComparison.Ordinal);
        var model = EventModels.Of(structure);
        double[] times = [0, 0.5, 3, 8, 12, 20];
        foreach (var rate in new[] { 0.0, -2 })
        {
            var steady = Bound.To(model, new TestData().Subject().Dose(0, 100, 1, rate, 1, 12, steadyState: 1).Observe(times).Read());
            var many = Bound.To(model, new TestData().Subject().Dose(-1200, 100, 1, rate, 101, 12).Observe(times).Read());

            Near.Equal(many.Means(), steady.Means(), Tolerance.Ode, what: $"rate {rate}");
        }
    }

    [Fact]
    public void The_method_for_stiff_equations_gives_the_same_numbers()
    {
        var model = EventModels.Of(EventModels.AllProperties + "\n  " + EventModels.Saturable.Replace("60*", "400*", StringComparison.Ordinal));
        var stiff = model with { Solver = model.Solver with { Method = OdeMethod.Stiff } };
        var data = RandomRegimen.DrawEverything(new Random(47), 25, 2).Read();
        var (one, other) = (Bound.To(model, data), Bound.To(stiff, data));
        for (var i = 0; i < 25; i++)
        {
            Agreement.WithIntegration.Check(one, other, i);
        }
    }

    private static Bound Bind(PopulationModel model, string text, bool integrated) => Bind(model, TestData.Read(text), integrated);

    private static Bound Bind(PopulationModel model, Dataset data, bool integrated) => integrated ? Bound.Integrated(model, data) : Bound.To(model, data);

    // Gives the covariate the value 1 up to a record at time 3, and 0.3 behind.
    private static string Mark(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var result = new List<string> { lines[0] };
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',');
            var (time, before) = (double.Parse(cells[1]), lines[i - 1].Split(','));
            if (before[0] == cells[0] && double.Parse(before[1]) < 3 && time > 3)
            {
                result.Add($"{cells[0]},3,2,0,0,0,0,0,0,.,1");
            }

            result.Add(string.Join(',', cells[..^1]) + (time < 3 ? ",1" : ",0.3"));
        }

        return string.Join('\n', result);
    }
}
