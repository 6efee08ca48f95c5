namespace PopPK.Prediction.Kernels;

/// <summary>
/// One mode of a linear compartment system: z' = -lambda z + kappa d + R, fed by a depot d' = -kappa d + Rd.
/// One compartment is one mode; the two modes of two compartments share the depot and become amounts in
/// <see cref="PairKernel"/>. Derivatives are by (lambda, kappa) only; the dependence of these on the individual parameters
/// is the chain rule's work, once per subject instead of once per observation.
/// </summary>
internal static class ModeKernel
{
    /// <summary>Numbers a mode carries: z, z_lambda, z_kappa, z_lambda,lambda, z_lambda,kappa, z_kappa,kappa.</summary>
    public const int ModeSize = 6;

    /// <summary>Numbers a depot carries: d, d_kappa, d_kappa,kappa.</summary>
    public const int DepotSize = 3;

    /// <summary>
    /// Moves a mode without a depot over a time dt: z(t + dt) = z exp(-lambda dt) + R E1(lambda; dt).
    /// Only z, z_lambda and z_lambda,lambda are touched.
    /// </summary>
    /// <param name="z">The mode's six numbers.</param>
    /// <param name="lambda">Rate constant [1/time], not negative.</param>
    /// <param name="e">exp(-lambda dt).</param>
    /// <param name="rate">Constant input R [amount/time].</param>
    /// <param name="dt">Length of the step [time], not negative.</param>
    public static void Advance(Span<double> z, double lambda, double e, double rate, double dt)
    {
        var v = z[0];
        var v1 = z[1];
        z[0] = v * e;
        z[1] = (v1 - dt * v) * e;
        z[3] = (z[3] - 2 * dt * v1 + dt * dt * v) * e;
        if (rate != 0)
        {
            ExponentialKernel.E1(lambda, dt, e, out var e1);
            z[0] += rate * e1.Value;
            z[1] += rate * e1.A;
            z[3] += rate * e1.AA;
        }
    }

    /// <summary>
    /// Moves a mode fed by a depot over a time dt (the depot itself is moved afterwards by <see cref="AdvanceDepot"/>):
    /// z(t + dt) = z exp(-lambda dt) + kappa (d E2 + Rd E3) + R E1(lambda; dt), E2 and E3 of (lambda, kappa; dt).
    /// </summary>
    /// <param name="z">The mode's six numbers.</param>
    /// <param name="depot">The depot's three numbers at the start of the step.</param>
    /// <param name="lambda">Rate constant of the mode [1/time].</param>
    /// <param name="kappa">Absorption rate constant [1/time].</param>
    /// <param name="el">exp(-lambda dt).</param>
    /// <param name="ek">exp(-kappa dt).</param>
    /// <param name="rate">Constant input R into the mode [amount/time].</param>
    /// <param name="depotRate">Constant input Rd into the depot [amount/time].</param>
    /// <param name="dt">Length of the step [time].</param>
    public static void Advance(
        Span<double> z,
        ReadOnlySpan<double> depot,
        double lambda,
        double kappa,
        double el,
        double ek,
        double rate,
        double depotRate,
        double dt)
    {
        // z_kappa and z_lambda,kappa move like z and z_lambda; the input adds to them below.
        var k = z[2];
        z[2] = k * el;
        z[4] = (z[4] - dt * k) * el;
        z[5] *= el;
        Advance(z, lambda, el, rate, dt);

        // Q = d E2 + Rd E3 and its derivatives; the input is kappa Q.
        ExponentialKernel.E2(lambda, kappa, dt, el, ek, out var e2);
        var d = depot[0];
        var d1 = depot[1];
        var d2 = depot[2];
        var q = d * e2.Value;
        var ql = d * e2.A;
        var qk = d1 * e2.Value + d * e2.B;
        var qll = d * e2.AA;
        var qlk = d1 * e2.A + d * e2.AB;
        var qkk = d2 * e2.Value + 2 * d1 * e2.B + d * e2.BB;
        if (depotRate != 0)
        {
            ExponentialKernel.E3(lambda, kappa, dt, el, ek, out var e3);
            q += depotRate * e3.Value;
            ql += depotRate * e3.A;
            qk += depotRate * e3.B;
            qll += depotRate * e3.AA;
            qlk += depotRate * e3.AB;
            qkk += depotRate * e3.BB;
        }

        z[0] += kappa * q;
        z[1] += kappa * ql;
        z[2] += q + kappa * qk;
        z[3] += kappa * qll;
        z[4] += ql + kappa * qlk;
        z[5] += 2 * qk + kappa * qkk;
    }

    /// <summary>Moves a depot over a time dt: d(t + dt) = d exp(-kappa dt) + Rd E1(kappa; dt).</summary>
    /// <param name="depot">The depot's three numbers.</param>
    /// <param name="kappa">Absorption rate constant [1/time].</param>
    /// <param name="e">exp(-kappa dt).</param>
    /// <param name="depotRate">Constant input Rd [amount/time].</param>
    /// <param name="dt">Length of the step [time].</param>
    public static void AdvanceDepot(Span<double> depot, double kappa, double e, double depotRate, double dt)
    {
        var v = depot[0];
        var v1 = depot[1];
        depot[0] = v * e;
        depot[1] = (v1 - dt * v) * e;
        depot[2] = (depot[2] - 2 * dt * v1 + dt * dt * v) * e;
        if (depotRate != 0)
        {
            ExponentialKernel.E1(kappa, dt, e, out var e1);
            depot[0] += depotRate * e1.Value;
            depot[1] += depotRate * e1.A;
            depot[2] += depotRate * e1.AA;
        }
    }
}
