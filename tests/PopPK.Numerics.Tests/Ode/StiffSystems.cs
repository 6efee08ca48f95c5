using PopPK.Numerics.Ode;

namespace PopPK.Numerics.Tests.Ode;

/// <summary>
/// Robertson's chemical reaction, from (1, 0, 0): Mazzia and Magherini (2008), Test Set for Initial Value Problem Solvers,
/// release 2.4, problem ROBER; Hairer and Wanner (1996), Solving Ordinary Differential Equations II, section IV.1.
/// </summary>
internal readonly struct Robertson : IStiffOdeSystem
{
    private static readonly JacobianStructure Structure = JacobianStructure.Dense(3);

    // Computed for this test by Taylor series of order 24 with 30 digits, 11 122 steps: an independent method.
    public static double[] AtForty => [0.715827068719405090, 0.918553476455776390e-5, 0.284163745745830352];

    // Sixteen digits.
    public static double[] PublishedAtTenToTheEleven => [0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050];

    public int Dimension => 3;

    public JacobianStructure JacobianStructure => Structure;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        rates[0] = (-0.04 * state[0]) + (1e4 * state[1] * state[2]);
        rates[2] = 3e7 * state[1] * state[1];
        rates[1] = -rates[0] - rates[2];
    }

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        (entries[0], entries[1], entries[2]) = (-0.04, 1e4 * state[2], 1e4 * state[1]);
        (entries[6], entries[7], entries[8]) = (0, 6e7 * state[1], 0);
        for (var j = 0; j < 3; j++)
        {
            entries[3 + j] = -entries[j] - entries[6 + j];
        }

        entries[9..].Clear();
    }
}

/// <summary>
/// Van der Pol's oscillator with epsilon = 1e-6 (mu = 1000), from (2, 0): Mazzia and Magherini (2008), problem VDPOL.
/// </summary>
internal readonly struct VanDerPol : IStiffOdeSystem
{
    private static readonly JacobianStructure Structure = JacobianStructure.Dense(2);

    // Sixteen digits.
    public static double[] PublishedAtTwo => [0.1706167732170483e1, -0.8928097010247975];

    public int Dimension => 2;

    public JacobianStructure JacobianStructure => Structure;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        rates[0] = state[1];
        rates[1] = (((1 - (state[0] * state[0])) * state[1]) - state[0]) * 1e6;
    }

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        (entries[0], entries[1]) = (0, 1);
        (entries[2], entries[3]) = (((-2 * state[0] * state[1]) - 1) * 1e6, (1 - (state[0] * state[0])) * 1e6);
        entries[4..].Clear();
    }
}

/// <summary>
/// The high irradiance response of plants (Schaefer 1975), from (1, 0, 0, 0, 0, 0, 0, 0.0057): Mazzia and Magherini (2008),
/// problem HIRES.
/// </summary>
internal readonly struct HighIrradianceResponse : IStiffOdeSystem
{
    private static readonly JacobianStructure Structure = JacobianStructure.Dense(8);

    // The linear part, by rows; the product of the sixth and the eighth component comes on top.
    private static readonly double[] Linear =
    [
        -1.71, 0.43, 8.32, 0, 0, 0, 0, 0,
        1.71, -8.75, 0, 0, 0, 0, 0, 0,
        0, 0, -10.03, 0.43, 0.035, 0, 0, 0,
        0, 8.32, 1.71, -1.12, 0, 0, 0, 0,
        0, 0, 0, 0, -1.745, 0.43, 0.43, 0,
        0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0,
        0, 0, 0, 0, 0, 0, -1.81, 0,
        0, 0, 0, 0, 0, 0, 1.81, 0,
    ];

    public static double EndTime => 321.8122;

    // Sixteen digits; Taylor series of order 24 with 30 digits (3 359 steps) agree with fifteen.
    public static double[] PublishedAtEnd =>
    [
        0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
        0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
    ];

    public int Dimension => 8;

    public JacobianStructure JacobianStructure => Structure;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        for (var i = 0; i < 8; i++)
        {
            rates[i] = 0;
            for (var j = 0; j < 8; j++)
            {
                rates[i] += Linear[(i * 8) + j] * state[j];
            }
        }

        var reaction = 280 * state[5] * state[7];
        rates[0] += 0.0007;
        rates[5] -= reaction;
        rates[6] += reaction;
        rates[7] -= reaction;
    }

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        Linear.CopyTo(entries);
        foreach (var (row, sign) in (ReadOnlySpan<(int, double)>)[(5, -1), (6, 1), (7, -1)])
        {
            entries[(row * 8) + 5] += sign * 280 * state[7];
            entries[(row * 8) + 7] += sign * 280 * state[5];
        }

        entries[64..].Clear();
    }
}

/// <summary>y' = -lambda (y - sin t) + cos t from 0, with the solution sin t: Prothero and Robinson (1974).</summary>
internal readonly struct ProtheroRobinson(double lambda) : IStiffOdeSystem
{
    private static readonly JacobianStructure Structure = JacobianStructure.Dense(1);

    public int Dimension => 1;

    public JacobianStructure JacobianStructure => Structure;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) =>
        rates[0] = (-lambda * (state[0] - Math.Sin(time))) + Math.Cos(time);

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries) =>
        (entries[0], entries[1]) = (-lambda, (lambda * Math.Cos(time)) - Math.Sin(time));
}

/// <summary>
/// Fast reversible binding A + B = C with elimination of A, and the sensitivities of all three in the rate constant of
/// binding and in that of elimination; the second block leaves nothing out, the third neither, as binding reaches all.
/// With <paramref name="asOneBlock"/> the same equations have one dense Jacobian.
/// </summary>
internal readonly struct Binding(double on, double off, double elimination, bool asOneBlock = false) : IStiffOdeSystem
{
    private static readonly JacobianStructure Dense = JacobianStructure.Dense(9);

    private static readonly JacobianStructure Blocks = new(
        [[0, 1, 2], [0, 1, 2], [0, 1, 2]],
        [(3, 0), (3, 1), (3, 2), (4, 0), (4, 1), (4, 2), (5, 0), (5, 1), (5, 2), (6, 0), (6, 1), (7, 0), (7, 1), (8, 0), (8, 1)]);

    public static double[] Start => [10, 4, 0, 0, 0, 0, 0, 0, 0];

    public int Dimension => 9;

    public JacobianStructure JacobianStructure => asOneBlock ? Dense : Blocks;

    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        var (a, b) = (state[0], state[1]);
        Combine(elimination * a, (on * a * b) - (off * state[2]), rates);
        for (var block = 1; block < 3; block++)
        {
            var s = state.Slice(3 * block, 3);
            var reaction = (on * ((s[0] * b) + (a * s[1]))) - (off * s[2]) + (block == 1 ? a * b : 0);
            Combine((elimination * s[0]) + (block == 2 ? a : 0), reaction, rates.Slice(3 * block, 3));
        }
    }

    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        Span<double> whole = stackalloc double[81];
        whole.Clear();
        var (a, b) = (state[0], state[1]);
        for (var block = 0; block < 3; block++)
        {
            var (s, t) = block == 0 ? (0, 0) : (state[3 * block], state[(3 * block) + 1]);
            for (var row = 0; row < 3; row++)
            {
                var sign = row == 2 ? 1 : -1;
                var equation = whole.Slice(9 * ((3 * block) + row), 9);
                (equation[3 * block], equation[(3 * block) + 1], equation[(3 * block) + 2]) = (sign * on * b, sign * on * a, -sign * off);
                equation[3 * block] -= row == 0 ? elimination : 0;
                if (block > 0)
                {
                    equation[0] = sign * ((on * t) + (block == 1 ? b : 0));
                    equation[1] = sign * ((on * s) + (block == 1 ? a : 0));
                    equation[0] -= block == 2 && row == 0 ? 1 : 0;
                }
            }
        }

        entries.Clear();
        if (asOneBlock)
        {
            whole.CopyTo(entries);
            return;
        }

        for (var i = 0; i < 3; i++)
        {
            whole.Slice(9 * i, 3).CopyTo(entries[(3 * i)..]);
            whole.Slice(9 * (3 + i), 3).CopyTo(entries[(9 + (3 * i))..]);
            whole.Slice(9 * (6 + i), 2).CopyTo(entries[(18 + (2 * i))..]);
        }
    }

    private static void Combine(double loss, double reaction, Span<double> rates) =>
        (rates[0], rates[1], rates[2]) = (-loss - reaction, -reaction, reaction);
}
