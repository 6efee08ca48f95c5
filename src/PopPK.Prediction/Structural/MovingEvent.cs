namespace PopPK.Prediction.Structural;

/// <summary>
/// Derivatives through an event whose time tau depends on phi. A state A(t; phi) is kept with its derivatives at a fixed time. On
/// arrival they are turned into those along the moving event, B(phi) = A(tau(phi); phi); the event changes B; then they are turned back
/// with the rates that hold behind it. With f the rates, g_a the derivatives of f at a fixed time and h the second derivative by time:
/// <code>
/// B_a  = A_a + f tau_a
/// B_ab = A_ab + g_a tau_b + g_b tau_a + h tau_a tau_b + f tau_ab
/// </code>
/// (the chain rule; to first order E. N. Rozenvasser 1967, General sensitivity equations of discontinuous systems, Automation and
/// Remote Control 28, 400-404).
/// </summary>
internal static class MovingEvent
{
    /// <summary>Turns the derivatives at a fixed time into those along the event.</summary>
    /// <param name="solver">Knows the rates.</param>
    /// <param name="scratch">The state.</param>
    /// <param name="tau">The jet of the event's time; its value does not matter.</param>
    public static void Leave(JetSolver solver, JetScratch scratch, ReadOnlySpan<double> tau)
    {
        solver.ComputeRates(scratch);
        if (scratch.Layout.Active > 0)
        {
            solver.ComputeAcceleration(scratch);
            AddPairs(scratch, tau, 1);
        }

        AddFirst(scratch, tau, 1);
    }

    /// <summary>Turns the derivatives along the event into those at a fixed time, with the rates behind the event.</summary>
    /// <param name="solver">Knows the rates.</param>
    /// <param name="scratch">The state.</param>
    /// <param name="tau">The jet of the event's time.</param>
    public static void Enter(JetSolver solver, JetScratch scratch, ReadOnlySpan<double> tau)
    {
        solver.ComputeRates(scratch);
        AddFirst(scratch, tau, -1);
        if (scratch.Layout.Active > 0)
        {
            // g belongs to the derivatives at a fixed time, which are known now.
            solver.ComputeRates(scratch);
            solver.ComputeAcceleration(scratch);
            AddPairs(scratch, tau, -1);
        }
    }

    private static void AddFirst(JetScratch scratch, ReadOnlySpan<double> tau, double sign)
    {
        for (var i = 0; i < scratch.Acceleration.Length; i++)
        {
            var amount = scratch.Amount(i);
            var f = sign * scratch.Rates[i * scratch.Blocks];
            for (var a = 1; a <= scratch.Layout.Total; a++)
            {
                amount[a] += f * tau[a];
            }
        }
    }

    private static void AddPairs(JetScratch scratch, ReadOnlySpan<double> tau, double sign)
    {
        var layout = scratch.Layout;
        for (var i = 0; i < scratch.Acceleration.Length; i++)
        {
            var amount = scratch.Amount(i);
            var rates = scratch.Rates.AsSpan(i * scratch.Blocks, scratch.Blocks);
            var h = scratch.Acceleration[i];
            var p = 1 + layout.Total;
            for (var a = 1; a <= layout.Active; a++)
            {
                for (var b = a; b <= layout.Total; b++, p++)
                {
                    amount[p] += sign * (rates[a] * tau[b] + rates[b] * tau[a] + h * tau[a] * tau[b] + rates[0] * tau[p]);
                }
            }
        }
    }
}
