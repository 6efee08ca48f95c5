using PopPK.Modeling;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;
using PopPK.TestKit;

namespace PopPK.Prediction.Tests;

/// <summary>Nonlinear models with fast components, and what is known of them in closed form.</summary>
internal static class StiffModels
{
    private const double Synthesis = 1.2;
    private const double Loss = 0.2;

    /// <summary>
    /// A signal that follows the square of the amount as fast as <paramref name="rate"/> says: A' = -k A,
    /// S' = l (A^2 - S). Nonlinear, and yet known: see <see cref="FollowerInClosedForm"/>.
    /// </summary>
    public static PopulationModel Follower(double rate)
    {
        var m = new ModelBuilder("follower");
        var a = m.Amount("a");
        var s = m.Amount("s");
        var (k, l) = (m.LogNormal("k", 0.3), m.LogNormal("l", rate));
        return m.Observe(s, m.Theta("add", 0.5)).Equations(-k * a, l * (a * a - s));
    }

    /// <summary>The same after a bolus at time 0: S = dose^2 l / (l - 2 k) (exp(-2 k t) - exp(-l t)).</summary>
    public static PopulationModel FollowerInClosedForm(double rate, double dose)
    {
        var m = new ModelBuilder("follower in closed form");
        var (k, l) = (m.LogNormal("k", 0.3), m.LogNormal("l", rate));
        var s = dose * dose * l / (l - 2 * k) * (Expr.Exp(-2 * k * m.Time) - Expr.Exp(-l * m.Time));
        return m.Observe(s, m.Theta("add", 0.5)).Algebraic();
    }

    /// <summary>
    /// Target-mediated disposition (Mager and Jusko 2001, J. Pharmacokinet. Pharmacodyn. 28:507): a drug binds to a target
    /// and the complex is taken up as fast as the target is lost.
    /// </summary>
    /// <param name="binding">kon; koff is half of it.</param>
    /// <param name="observesTarget">True when the whole target is observed, else the free drug.</param>
    public static PopulationModel TargetMediated(double binding, bool observesTarget = false)
    {
        var m = new ModelBuilder("target-mediated disposition");
        var (drug, target, complex) = (m.Amount("drug"), m.Amount("target"), m.Amount("complex"));
        var (kel, kdeg, kon) = (m.LogNormal("kel", 0.1), m.LogNormal("kdeg", Loss), m.LogNormal("kon", binding));
        var ksyn = m.Theta("ksyn", Synthesis);
        var net = kon * (drug * target - 0.5 * complex);
        return m.Observe(observesTarget ? target + complex : drug, m.Theta("add", 0.5)).Equations(
            -kel * drug - net,
            ksyn - kdeg * target - net,
            net - kdeg * complex);
    }

    /// <summary>The whole target of the same model after a bolus of target at time 0, whatever the binding.</summary>
    public static double WholeTarget(double start, double time) =>
        Synthesis / Loss + (start - Synthesis / Loss) * Math.Exp(-Loss * time);

    /// <summary>Whether the last prediction of an order went over to the method for stiff systems.</summary>
    public static bool WasStiff(this Bound bound, DerivativeOrder order) =>
        ((OdeScratch)bound.Workspace.Solver!).Integrations[(int)order * OdeScratch.Levels]!.IsStiff;
}
