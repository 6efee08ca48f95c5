using PopPK.Numerics.Ode;

namespace PopPK.TestKit.Twins;

/// <summary>
/// Two compartments with first-order absorption and Michaelis-Menten elimination, in amounts (depot, central, peripheral),
/// with their derivatives by the five parameters, written out by hand: the equations a pharmacokinetic model gives a solver.
/// Fluxes: ka A0 from the depot, vm A1 / (km + A1) out of the system, k12 A1 and k21 A2 between central and peripheral.
/// After the amounts come the first derivatives by ka, vm, km, k12, k21, three each, then the second ones by the pairs (ka, ka),
/// (ka, vm), ... (k21, k21).
/// </summary>
/// <param name="parameters">ka, vm, km, k12, k21.</param>
/// <param name="order">Order of the derivatives: 0, 1 or 2.</param>
public readonly struct MichaelisMentenOral(double[] parameters, int order) : IStiffOdeSystem
{
    private const int Amounts = 3;
    private const int Parameters = 5;

    private static readonly (int P, int Q)[] Pairs =
        [.. Enumerable.Range(0, Parameters).SelectMany(p => Enumerable.Range(p, Parameters - p).Select(q => (p, q)))];

    /// <summary>A drug of which a usual dose, 100, saturates its elimination for half a day (times in hours).</summary>
    public static double[] Typical => [1.1, 12, 25, 0.35, 0.2];

    /// <inheritdoc/>
    public int Dimension { get; } = Amounts * (1 + (order > 0 ? Parameters : 0) + (order > 1 ? Pairs.Length : 0));

    /// <inheritdoc/>
    public JacobianStructure JacobianStructure { get; } = Structure(order);

    /// <inheritdoc/>
    public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        var g = new Saturation(parameters[1], parameters[2], state[1]);
        Collect(parameters[0] * state[0], g.Value, parameters[3] * state[1], parameters[4] * state[2], rates);
        if (order == 0)
        {
            return;
        }

        for (var p = 0; p < Parameters; p++)
        {
            var x = state.Slice(First(p), Amounts);
            Collect(
                (parameters[0] * x[0]) + (p == 0 ? state[0] : 0),
                (g.ByAmount * x[1]) + g.By(p),
                (parameters[3] * x[1]) + (p == 3 ? state[1] : 0),
                (parameters[4] * x[2]) + (p == 4 ? state[2] : 0),
                rates[First(p)..]);
        }

        for (var pair = 0; order > 1 && pair < Pairs.Length; pair++)
        {
            var (p, q) = Pairs[pair];
            var (x, y, z) = (First(p), First(q), Second(pair));
            Collect(
                (parameters[0] * state[z]) + (p == 0 ? state[y] : 0) + (q == 0 ? state[x] : 0),
                (g.ByAmount * state[z + 1]) + (g.ByAmountTwice * state[x + 1] * state[y + 1])
                    + (g.ByAmountAnd(p) * state[y + 1]) + (g.ByAmountAnd(q) * state[x + 1]) + g.By(p, q),
                (parameters[3] * state[z + 1]) + (p == 3 ? state[y + 1] : 0) + (q == 3 ? state[x + 1] : 0),
                (parameters[4] * state[z + 2]) + (p == 4 ? state[y + 2] : 0) + (q == 4 ? state[x + 2] : 0),
                rates[z..]);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
    {
        entries.Clear();
        var g = new Saturation(parameters[1], parameters[2], state[1]);
        Couple(parameters[0], g.ByAmount, parameters[3], parameters[4], entries);
        var next = Amounts * Amounts;
        for (var p = 0; order > 0 && p < Parameters; p++)
        {
            var byAmount = (g.ByAmountTwice * state[First(p) + 1]) + g.ByAmountAnd(p);
            Couple(p == 0 ? 1 : 0, byAmount, p == 3 ? 1 : 0, p == 4 ? 1 : 0, entries, next, Amounts);
            next += Amounts * Amounts;
        }

        for (var pair = 0; order > 1 && pair < Pairs.Length; pair++)
        {
            var (p, q) = Pairs[pair];
            var (x, y, z) = (state[First(p) + 1], state[First(q) + 1], state[Second(pair) + 1]);
            var row = Amounts * (p == q ? 2 : 3);
            var byAmount = (g.ByAmountTwice * z) + (g.ByAmountThrice * x * y)
                + (g.ByAmountTwiceAnd(p) * y) + (g.ByAmountTwiceAnd(q) * x) + g.ByAmountAnd(p, q);
            Couple(0, byAmount, 0, 0, entries, next, row);

            // By the derivatives by p and by q; where these are the same, both together.
            var ofQ = next + (p == q ? Amounts : 2 * Amounts);
            Couple(q == 0 ? 1 : 0, (g.ByAmountTwice * y) + g.ByAmountAnd(q), q == 3 ? 1 : 0, q == 4 ? 1 : 0, entries, next + Amounts, row);
            Couple(p == 0 ? 1 : 0, (g.ByAmountTwice * x) + g.ByAmountAnd(p), p == 3 ? 1 : 0, p == 4 ? 1 : 0, entries, ofQ, row);
            next += Amounts * row;
        }
    }

    /// <summary>The sizes of amounts and derivatives, for the error control: an amount's, over the parameters.</summary>
    /// <param name="parameters">ka, vm, km, k12, k21.</param>
    /// <param name="dose">Size of the amounts.</param>
    /// <param name="scales">Receives the sizes; as many as the system has equations, of any order.</param>
    public static void Scales(double[] parameters, double dose, Span<double> scales)
    {
        for (var i = 0; i < scales.Length; i++)
        {
            var block = (i / Amounts) - 1;
            scales[i] = dose;
            foreach (var p in (ReadOnlySpan<int>)(block < 0 ? [] : block < Parameters ? [block] : [Pairs[block - Parameters].P, Pairs[block - Parameters].Q]))
            {
                scales[i] /= parameters[p];
            }
        }
    }

    private static int First(int p) => Amounts * (1 + p);

    private static int Second(int pair) => Amounts * (1 + Parameters + pair);

    private static void Collect(double absorbed, double eliminated, double out12, double back21, Span<double> rates) =>
        (rates[0], rates[1], rates[2]) = (-absorbed, absorbed - eliminated - out12 + back21, out12 - back21);

    // Adds the derivatives of the fluxes to a 3 x 3 block.
    private static void Couple(
        double absorbed, double eliminated, double out12, double back21, Span<double> entries, int start = 0, int row = Amounts)
    {
        entries[start] -= absorbed;
        entries[start + row] += absorbed;
        entries[start + row + 1] -= eliminated + out12;
        entries[start + row + 2] += back21;
        entries[start + (2 * row) + 1] += out12;
        entries[start + (2 * row) + 2] -= back21;
    }

    private static JacobianStructure Structure(int order)
    {
        var blocks = 1 + (order > 0 ? Parameters : 0) + (order > 1 ? Pairs.Length : 0);
        var couplings = new List<(int, int)>();
        for (var i = Amounts; i < Amounts * blocks; i++)
        {
            var pair = (i / Amounts) - 1 - Parameters;
            int[] starts = pair < 0 ? [0]
                : Pairs[pair].P == Pairs[pair].Q ? [0, First(Pairs[pair].P)]
                : [0, First(Pairs[pair].P), First(Pairs[pair].Q)];
            couplings.AddRange(starts.SelectMany(start => Enumerable.Range(start, Amounts).Select(j => (i, j))));
        }

        return new JacobianStructure([.. Enumerable.Repeat(Enumerable.Range(0, Amounts).ToArray(), blocks)], couplings);
    }

    /// <summary>g = vm a / (km + a) and its derivatives; parameters other than 1 (vm) and 2 (km) have none.</summary>
    private readonly struct Saturation(double vm, double km, double a)
    {
        private readonly double _s = 1 / (km + a);

        public double Value => vm * a * _s;

        public double ByAmount => vm * km * _s * _s;

        public double ByAmountTwice => -2 * ByAmount * _s;

        public double ByAmountThrice => -3 * ByAmountTwice * _s;

        public double By(int p) => p == 1 ? a * _s : p == 2 ? -vm * a * _s * _s : 0;

        public double By(int p, int q) => (p, q) switch
        {
            (1, 2) or (2, 1) => -a * _s * _s,
            (2, 2) => 2 * vm * a * _s * _s * _s,
            _ => 0,
        };

        public double ByAmountAnd(int p) => p == 1 ? km * _s * _s : p == 2 ? vm * (a - km) * _s * _s * _s : 0;

        public double ByAmountTwiceAnd(int p) =>
            p == 1 ? -2 * km * _s * _s * _s : p == 2 ? -2 * vm * (a - (2 * km)) * _s * _s * _s * _s : 0;

        public double ByAmountAnd(int p, int q) => (p, q) switch
        {
            (1, 2) or (2, 1) => (a - km) * _s * _s * _s,
            (2, 2) => vm * ((2 * km) - (4 * a)) * _s * _s * _s * _s,
            _ => 0,
        };
    }
}
