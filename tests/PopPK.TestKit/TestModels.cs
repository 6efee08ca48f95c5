using PopPK.Modeling;
using PopPK.Symbolics;

namespace PopPK.TestKit;

/// <summary>
/// The models most tests need. Individual parameters are log-normal and named; the residual has an additive part "add" and a
/// proportional part "prop", which are fixed effects without random effects.
/// </summary>
public static class TestModels
{
    /// <summary>One compartment in micro-constants: (ka,) k10, v.</summary>
    /// <param name="withDepot">True with first-order absorption.</param>
    public static PopulationModel OneCompartment(bool withDepot)
    {
        var m = new ModelBuilder("one compartment");
        var (ka, _, central) = Begin(m, withDepot);
        var k10 = m.LogNormal("k10", 0.2);
        ObserveConcentration(m, central / m.LogNormal("v", 20));
        return m.ClosedForm(ka, k10);
    }

    /// <summary>Two compartments in micro-constants: (ka,) k10, k12, k21, v.</summary>
    /// <param name="withDepot">True with first-order absorption.</param>
    public static PopulationModel TwoCompartments(bool withDepot)
    {
        var m = new ModelBuilder("two compartments");
        var (ka, _, central) = Begin(m, withDepot);
        m.Amount("peripheral");
        var k10 = m.LogNormal("k10", 0.2);
        var k12 = m.LogNormal("k12", 0.4);
        var k21 = m.LogNormal("k21", 0.1);
        ObserveConcentration(m, central / m.LogNormal("v", 20));
        return m.ClosedForm(ka, k10, (k12, k21));
    }

    /// <summary>Three compartments in micro-constants: (ka,) k10, k12, k21, k13, k31, v; k13 without a random effect.</summary>
    /// <param name="withDepot">True with first-order absorption.</param>
    public static PopulationModel ThreeCompartments(bool withDepot)
    {
        var m = new ModelBuilder("three compartments");
        var (ka, _, central) = Begin(m, withDepot);
        m.Amount("shallow");
        m.Amount("deep");
        var k10 = m.LogNormal("k10", 0.2);
        var (k12, k21) = (m.LogNormal("k12", 0.4), m.LogNormal("k21", 0.3));
        var (k13, k31) = (m.Individual("k13", m.Theta("tvk13", 0.1)), m.LogNormal("k31", 0.02));
        ObserveConcentration(m, central / m.LogNormal("v", 20));
        return m.ClosedForm(ka, k10, (k12, k21), (k13, k31));
    }

    /// <summary>One compartment with saturable elimination: vmax, km, v; equations.</summary>
    public static PopulationModel MichaelisMenten()
    {
        var m = new ModelBuilder("Michaelis-Menten");
        var central = m.Amount("central");
        var vmax = m.LogNormal("vmax", 10);
        var km = m.LogNormal("km", 2);
        var v = m.LogNormal("v", 20);
        ObserveConcentration(m, central / v);
        return m.Equations(-vmax * central / (km * v + central));
    }

    /// <summary>No compartments: an exponential that declines to a covariate-dependent baseline.</summary>
    public static PopulationModel Decline()
    {
        var m = new ModelBuilder("decline");
        var start = m.LogNormal("start", 10);
        var rate = m.LogNormal("rate", 0.3);
        var baseline = m.Individual("baseline", m.Theta("tvbaseline", 2) * Expr.Power(m.Covariate("WT") / 70, m.Theta("slope", 0.7)));
        ObserveConcentration(m, baseline + start * Expr.Exp(-rate * m.Time));
        return m.Algebraic();
    }

    /// <summary>
    /// The theophylline model of the textbooks: one compartment with first-order absorption in ka, CL/F and V/F,
    /// combined residual error.
    /// </summary>
    public static PopulationModel Theophylline()
    {
        var m = new ModelBuilder("theophylline");
        m.Amount("depot");
        var central = m.Amount("central");
        var ka = m.LogNormal("ka", 1.5);
        var cl = m.LogNormal("cl", 2.8);
        var v = m.LogNormal("v", 32);
        ObserveConcentration(m, central / v);
        return m.ClosedForm(ka, cl / v);
    }

    /// <summary>The same model with its closed form written as differential equations; other structures stay what they are.</summary>
    /// <param name="model">The model.</param>
    public static PopulationModel AsEquations(this PopulationModel model)
    {
        if (model.Structure is not ClosedFormStructure closed)
        {
            return model;
        }

        var amounts = closed.Compartments.Select(c => Expr.Of(c.Amount)).ToArray();
        var first = closed.AbsorptionRate is null ? 0 : 1;
        var rates = new Expr[amounts.Length];
        rates[first] = -closed.EliminationRate * amounts[first];
        if (closed.AbsorptionRate is { } ka)
        {
            rates[0] = -ka * amounts[0];
            rates[first] += ka * amounts[0];
        }

        for (var i = 0; i < closed.Exchange.Length; i++)
        {
            var (fromCentral, toCentral) = closed.Exchange[i];
            var flow = fromCentral * amounts[first] - toCentral * amounts[first + 1 + i];
            rates[first] -= flow;
            rates[first + 1 + i] = flow;
        }

        return model with { Structure = new EquationStructure(closed.Compartments, [.. rates]) };
    }

    private static (Expr? Absorption, Expr? Depot, Expr Central) Begin(ModelBuilder m, bool withDepot)
    {
        var depot = withDepot ? m.Amount("depot") : null;
        var central = m.Amount("central");
        return (withDepot ? m.LogNormal("ka", 1) : null, depot, central);
    }

    private static void ObserveConcentration(ModelBuilder m, Expr value)
    {
        var cp = m.Prediction("cp", value);
        var add = m.Theta("add", 0.5);
        var prop = m.Theta("prop", 0.1);
        m.Observe(cp, Expr.Sqrt(add * add + prop * prop * cp * cp));
    }
}
