using PopPK.Data;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using PopPK.Text;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Steady states that do not exist are refused, those that exist are found, and all solvers mean the same by them.</summary>
public class SteadyStateLimitTests
{
    private const string Header = "ID,TIME,AMT,DV,EVID,SS,II,RATE\n";
    private static readonly Dataset Regimen = TestData.Read(Header + "1,0,100,.,1,1,12,0\n1,1,.,1,0,0,0,0\n");
    private static readonly Dataset Constant = TestData.Read(Header + "1,0,0,.,1,1,0,5\n1,0,.,1,0,0,0,0\n");

    [Theory]
    [InlineData(0.05)]
    [InlineData(0)]
    public void An_amount_that_grows_has_no_steady_state(double growth)
    {
        foreach (var data in new[] { Regimen, Constant })
        {
            var m = new ModelBuilder();
            var central = m.Amount("central");
            var model = m.Observe(central, m.Theta("add", 1)).Equations(m.Theta("growth", growth) * central);
            Assert.Equal(PredictionStatus.SteadyStateNotReached, Bound.To(model, data).Predict(DerivativeOrder.Value));
            Assert.NotEqual(PredictionStatus.Success, Bound.Integrated(model, data).Predict(DerivativeOrder.Value));
        }
    }

    [Fact]
    public void An_amount_that_empties_slowly_has_one()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var model = m.Observe(central, m.Theta("add", 1)).Equations(-m.Theta("k", 1e-9) * central);
        var means = Bound.To(model, Constant).Means();

        Near.Equal(5e9, means[0], Tolerance.Algebra);
    }

    [Theory]
    [InlineData(-0.1, 1.5, 0.2, 0.3)]
    [InlineData(0.1, -1.5, 0.2, 0.3)]
    [InlineData(-0.1, 1.5, 0.5, 0.3)]
    [InlineData(0.1, 1.5, 0.2, -0.3)]
    public void A_negative_rate_constant_is_refused_with_and_without_properties(double k, double ka, double k12, double k21)
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(1).Read();
        foreach (var size in new[] { 1, 2, 3 })
        {
            if (size == 1 && k > 0 && ka > 0)
            {
                continue;
            }

            var m = new ModelBuilder();
            m.Amount("depot");
            var central = m.Amount("central");
            (Expr, Expr)[] exchange = [.. Enumerable.Range(1, size - 1).Select(i => (m.Theta($"k1{i}", k12), m.Theta($"k{i}1", k21)))];
            for (var i = 1; i < size; i++)
            {
                m.Amount($"peripheral{i}");
            }

            var plain = m.Observe(central, m.Theta("add", 1)).ClosedForm(m.Theta("ka", ka), m.Theta("k", k), exchange);
            var lagged = plain with { CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.Lag, 0, 0.1)] };
            Assert.Equal(PredictionStatus.RateConstantOutOfRange, Bound.To(plain, data).Predict(DerivativeOrder.SecondAll));
            Assert.Equal(PredictionStatus.RateConstantOutOfRange, Bound.To(lagged, data).Predict(DerivativeOrder.SecondAll));
        }
    }

    [Fact]
    public void What_equations_supply_themselves_is_counted_once_when_a_steady_state_is_added()
    {
        var data = TestData.Read(Header + "1,0,100,.,1,1,12,0\n1,6,50,.,1,2,12,0\n1,6,.,1,0,0,0,0\n1,9,.,1,0,0,0,0\n");
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var k = m.LogNormal("k", 0.1);
        var model = m.Observe(central, m.Theta("add", 1)).Equations(m.Theta("input", 2) - k * central) with
        {
            CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.InitialAmount, 0, 20)],
        };
        var linear = Bound.To(model, data);
        var integrated = Bound.Integrated(model, data);

        Agreement.WithIntegration.Check(linear, integrated, 0);
        var fraction = Math.Exp(-0.1 * 6) / (1 - Math.Exp(-0.1 * 12));
        Near.Equal(20 + 100 * fraction + 50 / (1 - Math.Exp(-0.1 * 12)), linear.Means()[0], Tolerance.Algebra);
    }

    // The response falls while the drug accumulates: Newton's steps for the drug must not wait for it.
    [Theory]
    [InlineData(0.25, 2)]
    [InlineData(1, 9.5)]
    [InlineData(24, 239)]
    public void A_steady_state_near_saturation_is_found_beside_a_response(double interval, double dose)
    {
        var data = TestData.Read(Header + $"1,0,{dose},.,1,1,{interval},0\n1,0,.,1,0,0,0,0\n");
        var m = new ModelBuilder();
        var (central, response) = (m.Amount("central"), m.Amount("response"));
        var k = m.LogNormal("k", 0.1);
        var drug = -10 * central / (100 + central);
        var both = m.Observe(central, m.Theta("add", 1)).Equations(drug, k * (20 * (1 - central / (central + 10)) - response)) with
        {
            CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.InitialAmount, 1, 20)],
        };
        var n = new ModelBuilder();
        var alone = n.Amount("central");
        var single = n.Observe(alone, n.Theta("add", 1)).Equations(-10 * alone / (100 + alone));

        Near.Equal(Bound.To(single, data).Means(), Bound.To(both, data).Means(), Tolerance.Ode);
    }

    [Fact]
    public void Infusions_that_have_ended_leave_nothing_behind()
    {
        var data = new TestData().Subject().Dose(0, 0.4, rate: 0.1).Dose(1, 24, rate: 4).Observe(5000).Read();
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var model = m.Observe(central, m.Theta("add", 1)).ClosedForm(null, m.LogNormal("k", 0.2));
        var lagged = model with { CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.Lag, 0, 0)] };

        Assert.Equal(0, Bound.To(model, data).Means()[0]);
        Assert.Equal(0, Bound.To(lagged, data).Means()[0]);
    }

    [Fact]
    public void Units_do_not_matter_without_doses_either()
    {
        var data = TestData.Read("ID,TIME,DV\n1,0,1\n1,20,1\n");
        double Relative(double size)
        {
            var m = new ModelBuilder();
            var cells = m.Amount("cells");
            var rate = m.LogNormal("growth", 0.4);
            var model = m.Observe(cells, m.Theta("add", 1)).Equations(rate * cells * (1 - cells / size)) with
            {
                CompartmentProperties = [new CompartmentProperty(CompartmentPropertyKind.InitialAmount, 0, 0.1 * size)],
            };
            return Bound.To(model, data).Means()[1] / size;
        }

        var expected = 1 / (1 + 9 * Math.Exp(-0.4 * 20));
        foreach (var size in new[] { 1, 5e-12, 5e-16, 1e12 })
        {
            Near.Equal(expected, Relative(size), Tolerance.Ode, what: $"size {size}");
        }
    }

    [Fact]
    public void Names_of_compartments_that_differ_in_case_are_told_apart()
    {
        var map = new CompartmentMap(["A", "a", "Depot"]);
        static DataRecord Record(string name) => new() { Row = 2, Time = 0, Kind = RecordKind.Dose, CompartmentName = name, Values = [], Cells = [] };

        Assert.Equal(0, map.Resolve(Record("A")));
        Assert.Equal(1, map.Resolve(Record("a")));
        Assert.Equal(2, map.Resolve(Record("DEPOT")));
        Assert.Equal(-1, new CompartmentMap(["Aa", "aA"]).Resolve(Record("AA")));
    }

    [Fact]
    public void A_steady_state_of_equations_with_a_rhythm_is_a_warning()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var model = m.Observe(central, m.Theta("add", 1)).Equations(1 + Expr.Call(ElementaryFunction.Cos, m.Time) - m.Theta("k", 0.2) * central);
        var binding = CohortBuilder.Build(model, Regimen);

        Assert.Equal("PK3020", Assert.Single(binding.Diagnostics, d => d.Severity == DiagnosticSeverity.Warning).Code);
    }
}
