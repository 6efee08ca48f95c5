using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.TestKit;
using Xunit;

namespace PopPK.Prediction.Tests;

/// <summary>Linear equations of any size by the matrix exponential: against an integrator, known solutions and identities.</summary>
public class LinearEquationsTests
{
    private const int Subjects = 40;
    private const int Cases = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Three_compartments_equal_their_integration(bool withDepot) =>
        CompareWithIntegration(TestModels.ThreeCompartments(withDepot));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Transit_compartments_of_equal_rates_equal_their_integration(int length) =>
        CompareWithIntegration(TransitChain(length, isAbsorptionEqual: false));

    [Fact]
    public void A_transit_chain_of_equal_rates_is_a_gamma_density()
    {
        const int Length = 6;
        var bound = Bound.To(
            TransitChain(Length, isAbsorptionEqual: true), new TestData().Subject().Dose(0, 100).Observe(0.5, 2, 4.5, 12, 40).Read());
        double[] times = [0.5, 2, 4.5, 12, 40];
        bound.Set("tvktr", 1.25);

        // The last of the compartments with rate k has received what a Gamma(n, k) time let through.
        var factorial = Enumerable.Range(1, Length - 1).Aggregate(1.0, (p, i) => p * i);
        var expected = times.Select(t => 100 / 10.0 * Math.Pow(1.25 * t, Length - 1) * Math.Exp(-1.25 * t) / factorial).ToArray();
        for (var j = 0; j < times.Length; j++)
        {
            Near.Equal(expected[j], bound.Means()[j], Tolerance.Algebra, what: $"t = {times[j]}");
        }
    }

    [Fact]
    public void A_cycle_with_complex_eigenvalues_equals_its_integration()
    {
        var m = new ModelBuilder();
        var (gut, central, bile) = (m.Amount("gut"), m.Amount("central"), m.Amount("bile"));
        var (ka, kb, kg) = (m.LogNormal("ka", 1), m.LogNormal("kb", 0.8), m.LogNormal("kg", 0.7));
        var k10 = m.LogNormal("k10", 0.05);

        CompareWithIntegration(Observe(m, central).Equations(
            kg * bile - ka * gut,
            ka * gut - (kb + k10) * central,
            kb * central - kg * bile));
    }

    [Fact]
    public void A_turnover_with_a_constant_input_equals_its_integration()
    {
        var m = new ModelBuilder();
        var (central, effect) = (m.Amount("central"), m.Amount("effect"));
        var (k10, kin, kout) = (m.LogNormal("k10", 0.2), m.LogNormal("kin", 2), m.LogNormal("kout", 0.3));

        CompareWithIntegration(Observe(m, effect).Equations(-k10 * central, kin + 0.5 * central - kout * effect));
    }

    [Fact]
    public void A_constant_input_alone_accumulates()
    {
        var m = new ModelBuilder();
        var central = m.Amount("central");
        var model = m.Observe(central, m.Theta("add", 0.5)).Equations(m.LogNormal("kin", 2));
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(3).Reset(5).Observe(5, 9).Read());

        Assert.Equal([106.0, 0.0, 8.0], bound.Means());
        Assert.Equal([6.0, 0.0, 8.0], bound.Total().Select(p => p.Mean.ByEta[0]));
    }

    [Fact]
    public void Compartments_without_any_rate_keep_what_they_get()
    {
        var m = new ModelBuilder();
        var (central, urine) = (m.Amount("central"), m.Amount("urine"));
        var k = m.LogNormal("k", 0.3);
        var model = m.Observe(central + urine, m.Theta("add", 0.5)).Equations(-k * central, k * central);
        var bound = Bound.To(model, new TestData().Subject().Dose(0, 100).Observe(0, 1, 7, 1e6).Read());

        Near.Equal([100, 100, 100, 100], bound.Means(), Tolerance.Algebra);
    }

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e6)]
    [InlineData(1e12)]
    public void A_very_fast_absorption_is_a_bolus(double ka)
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(1, 24, 100).Dose(120, 50, rate: 10).Observe(122, 130);
        var model = TestModels.OneCompartment(withDepot: true);
        var closed = Bound.To(model, data.Read()).Set("tvka", ka);
        var exponential = Bound.To(model.AsEquations(), data.Read()).Set("tvka", ka);

        // Relative to each value: the fast rate costs the slow one no digits.
        Near.Equal(closed.Means(), exponential.Means(), Tolerance.Algebra);
        Agreement.OfExactSolutions.Check(exponential, closed, 0);
    }

    [Fact]
    public void A_washed_out_amount_keeps_its_digits()
    {
        var data = new TestData().Subject().Dose(0, 100).Observe(1, 50, 300, 1200).Read();
        var model = TestModels.OneCompartment(withDepot: false);

        Near.Equal(Bound.To(model, data).Means(), Bound.To(model.AsEquations(), data).Means(), Tolerance.MatrixExponential);
    }

    [Fact]
    public void Where_nothing_but_the_time_repeats_itself_everything_is_new()
    {
        // One interval again and again, with boluses, the end of an infusion and a reset in between.
        var data = new TestData().Subject()
            .Dose(0, 100, rate: 50).Observe(1, 2, 3).Dose(3, 70).Observe(4).Dose(5, 30, compartment: 2, rate: 15).Observe(6, 7, 8, 9)
            .Reset(10).Observe(11).Dose(12, 60, rate: 20).Observe(13, 14, 15, 16)
            .Read();
        var model = TestModels.TwoCompartments(withDepot: true);

        Agreement.OfExactSolutions.Check(Bound.To(model.AsEquations(), data), Bound.To(model, data), 0);
    }

    [Fact]
    public void The_unit_of_time_changes_nothing()
    {
        var model = TestModels.TwoCompartments(withDepot: true).AsEquations();
        double[] Means(double unit)
        {
            var data = new TestData().Subject().Dose(0, 100).Observe(unit, 7 * unit).Dose(8 * unit, 50, rate: 25 / unit).Observe(9 * unit, 20 * unit);
            var bound = Bound.To(model, data.Read());
            foreach (var name in new[] { "tvka", "tvk10", "tvk12", "tvk21" })
            {
                bound.Set(name, bound.Model.Model.FixedEffects.Single(f => f.Name == name).Initial / unit);
            }

            return bound.Means();
        }

        Near.Equal(Means(1), Means(60), Tolerance.Algebra);
        Near.Equal(Means(1), Means(1e-9), Tolerance.Algebra);
    }

    private static PopulationModel TransitChain(int length, bool isAbsorptionEqual)
    {
        var m = new ModelBuilder();
        var chain = Enumerable.Range(1, length).Select(i => m.Amount($"transit{i}")).ToArray();
        var ktr = m.LogNormal("ktr", 1.25);
        var rates = chain.Select((amount, i) => i == 0 ? -ktr * amount : ktr * chain[i - 1] - ktr * amount).ToList();
        if (isAbsorptionEqual)
        {
            return Observe(m, chain[^1]).Equations([.. rates]);
        }

        var central = m.Amount("central");
        return Observe(m, central).Equations([.. rates, ktr * chain[^1] - m.LogNormal("k10", 0.2) * central]);
    }

    private static ModelBuilder Observe(ModelBuilder m, Expr amount)
    {
        var cp = m.Prediction("cp", amount / 10);
        var (add, prop) = (m.Theta("add", 0.5), m.Theta("prop", 0.1));
        return m.Observe(cp, Expr.Sqrt(add * add + prop * prop * cp * cp));
    }

    // Rates over three decades; in a third of the cases two of them are equal or almost equal.
    private static void CompareWithIntegration(PopulationModel model)
    {
        var data = RandomRegimen.Draw(new Random(23), Subjects, model.Structure.Compartments.Length).Read();
        var exponential = Bound.To(model, data);
        var integrated = Bound.Integrated(model.AsEquations(), data);
        Assert.Contains("matrix exponential", exponential.Model.Solver.Description, StringComparison.Ordinal);
        var rates = Enumerable.Range(0, exponential.Theta.Length)
            .Where(i => exponential.Model.Model.FixedEffects[i].Name.StartsWith("tvk", StringComparison.Ordinal))
            .ToArray();
        RandomCases.Check(
            random =>
            {
                foreach (var i in rates)
                {
                    exponential.Theta[i] = random.LogUniform(0.01, 10);
                }

                for (var k = 0; k < exponential.Eta.Length; k++)
                {
                    exponential.Eta[k] = 0.6 * (random.NextDouble() - 0.5);
                }

                if (random.Next(3) == 0)
                {
                    Array.Clear(exponential.Eta);
                    var nearly = 1 + random.Next(2) * random.LogUniform(1e-15, 1e-2);
                    exponential.Theta[rates[0]] = exponential.Theta[rates[^1]] * nearly;
                }

                Agreement.WithIntegration.Check(exponential, integrated, random.Next(Subjects));
            },
            Cases);
    }
}
