using PopPK.Prediction.Kernels;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Moves one or two compartments, with or without a depot, by their closed forms, whatever the doses: E is what becomes of one unit
/// in each compartment, W of constant inputs. The responses are those of <see cref="ModeKernel"/> and <see cref="PairKernel"/>,
/// differentiated by lambda (with two compartments by s and p) and ka; the chain rule turns that into derivatives by phi. Nearly
/// equal eigenvalues, compartments switched off, and whole periods of a steady state of two compartments, for
/// which the difference of E from I must be exact, are left to the matrix exponential.
/// </summary>
internal sealed class MammillaryTransition : LinearTransition
{
    // Where (alpha - beta) / (alpha + beta) is below this, more than three digits of second derivatives would be lost in a step.
    private const double ConfluentBelow = 0.3;

    private readonly MatrixExponentialTransition _otherwise;
    private readonly int _amounts;
    private readonly int _central;
    private readonly bool _hasPeripheral;

    /// <summary>Describes the compartments.</summary>
    /// <param name="amounts">Their number, a depot included.</param>
    /// <param name="hasDepot">True when the first is a depot.</param>
    public MammillaryTransition(int amounts, bool hasDepot)
    {
        _otherwise = new MatrixExponentialTransition(amounts);
        _amounts = amounts;
        _central = hasDepot ? 1 : 0;
        _hasPeripheral = amounts - _central == 2;
    }

    /// <inheritdoc/>
    public override string Description => "solved in closed form";

    /// <inheritdoc/>
    public override bool TryPrepare(LinearScratch s)
    {
        s.HasPowers = false;
        s.IsClosed = !s.IsOff.AsSpan().Contains(true) && (_hasPeripheral ? TryPreparePair(s) : TryPrepareMode(s));
        return true;
    }

    /// <inheritdoc/>
    public override bool TryCompute(LinearScratch s, double dt, bool inOnePart)
    {
        if (!s.IsClosed || (inOnePart && _hasPeripheral))
        {
            if (!s.HasPowers)
            {
                s.HasPowers = _otherwise.TryPrepare(s);
            }

            return _otherwise.TryCompute(s, dt, inOnePart);
        }

        if (!double.IsFinite(dt))
        {
            return false;
        }

        s.Parts = 1;
        Fill(s, s.Exponential, dt, isIntegral: false);
        if (inOnePart)
        {
            SetDiagonal(s, dt);
        }

        if (s.HasInput)
        {
            Fill(s, s.Square, dt, isIntegral: true);
        }

        var integral = s.Integral.AsSpan(0, _amounts * s.Blocks);
        integral.Clear();
        if (s.HasInput)
        {
            s.AddProduct(s.Square, s.TotalInput, integral);
        }

        return true;
    }

    // exp(-lambda dt) - 1 = -lambda E1(lambda; dt), to full precision also where the exponential is near 1.
    private void SetDiagonal(LinearScratch s, double dt)
    {
        for (var i = 0; i < _amounts; i++)
        {
            var rate = s.Argument(i == _central ? 0 : 1)[0];
            ExponentialKernel.E1(rate, dt, Math.Exp(-rate * dt), out var e1);
            s.Diagonal[i] = -rate * e1.Value;
        }
    }

    // Arguments of the responses: lambda, ka.
    private bool TryPrepareMode(LinearScratch s)
    {
        ReadElement(s, _central, _central, -1, s.Argument(0));
        ReadAbsorption(s, s.Argument(1));
        return s.Argument(0)[0] >= 0 && s.Argument(1)[0] >= 0;
    }

    // Arguments: s = k10 + k12 + k21, p = k10 k21, ka; factors: k21, k12, k10 + k12.
    private bool TryPreparePair(LinearScratch s)
    {
        var peripheral = _central + 1;
        ReadElement(s, _central, peripheral, 1, s.Factor(0));
        ReadElement(s, peripheral, _central, 1, s.Factor(1));
        ReadElement(s, _central, _central, -1, s.Factor(2));
        var elimination = s.Factor(3);
        for (var b = 0; b < s.RateBlocks; b++)
        {
            s.Argument(0)[b] = s.Factor(2)[b] + s.Factor(0)[b];
            elimination[b] = s.Factor(2)[b] - s.Factor(1)[b];
        }

        JetArithmetic.Multiply(s.RateLayout, elimination, s.Factor(0), s.Argument(1));
        ReadAbsorption(s, s.Argument(2));
        var (half, product) = (0.5 * s.Argument(0)[0], s.Argument(1)[0]);
        s.EigenvalueGap = Math.Sqrt(Math.Max(0, half * half - product));
        return product >= 0 && s.Argument(2)[0] >= 0 && s.EigenvalueGap > ConfluentBelow * half;
    }

    private void ReadAbsorption(LinearScratch s, Span<double> jet)
    {
        jet.Clear();
        if (_central == 1)
        {
            ReadElement(s, 0, 0, -1, jet);
        }
    }

    // An element of the matrix as a jet.
    private void ReadElement(LinearScratch s, int row, int column, double sign, Span<double> jet)
    {
        jet.Clear();
        jet[0] = sign * s.Norm * s.Matrix[row * _amounts + column];
        foreach (ref readonly var term in s.Terms.AsSpan(0, s.TermCount))
        {
            if (term.Row == row && term.Column == column)
            {
                jet[term.Block] += sign * s.Norm * term.Factor;
            }
        }
    }

    private void Fill(LinearScratch s, Span<double> matrix, double dt, bool isIntegral)
    {
        matrix[..(_amounts * s.RateBlocks * _amounts)].Clear();
        if (_hasPeripheral)
        {
            FillPair(s, matrix, dt, isIntegral);
        }
        else
        {
            FillMode(s, matrix, dt, isIntegral);
        }
    }

    private void FillMode(LinearScratch s, Span<double> matrix, double dt, bool isIntegral)
    {
        Span<double> mode = stackalloc double[ModeKernel.ModeSize];
        var (lambda, ka) = (s.Argument(0)[0], s.Argument(1)[0]);
        var (el, ek) = (Math.Exp(-lambda * dt), Math.Exp(-ka * dt));
        Respond(lambda, el, dt, isIntegral, mode);
        Place(s, 2, mode, matrix, _central, _central);
        if (_central == 1)
        {
            RespondToDepot(lambda, ka, el, ek, dt, isIntegral, mode);
            Place(s, 2, mode, matrix, 1, 0);
            PlaceDepot(s, 2, ka, ek, dt, isIntegral, matrix);
        }
    }

    private void FillPair(LinearScratch s, Span<double> matrix, double dt, bool isIntegral)
    {
        Span<double> fast = stackalloc double[ModeKernel.ModeSize];
        Span<double> slow = stackalloc double[ModeKernel.ModeSize];
        Span<double> pair = stackalloc double[PairKernel.PairSize];
        var alpha = 0.5 * s.Argument(0)[0] + s.EigenvalueGap;
        var beta = s.Argument(1)[0] / alpha;
        var (ea, eb) = (Math.Exp(-alpha * dt), Math.Exp(-beta * dt));
        var peripheral = _central + 1;
        Respond(alpha, ea, dt, isIntegral, fast);
        Respond(beta, eb, dt, isIntegral, slow);
        PairKernel.Combine(fast, slow, alpha, beta, pair);
        Compose(s, pair);
        PlaceProduct(s, matrix, _central, _central, s.Factor(0), withRate: true);
        PlaceProduct(s, matrix, peripheral, _central, s.Factor(1), withRate: false);
        PlaceProduct(s, matrix, _central, peripheral, s.Factor(0), withRate: false);
        PlaceProduct(s, matrix, peripheral, peripheral, s.Factor(2), withRate: true);
        if (_central == 1)
        {
            var ka = s.Argument(2)[0];
            var ek = Math.Exp(-ka * dt);
            RespondToDepot(alpha, ka, ea, ek, dt, isIntegral, fast);
            RespondToDepot(beta, ka, eb, ek, dt, isIntegral, slow);
            PairKernel.Combine(fast, slow, alpha, beta, pair);
            Compose(s, pair);
            PlaceProduct(s, matrix, _central, 0, s.Factor(0), withRate: true);
            PlaceProduct(s, matrix, peripheral, 0, s.Factor(1), withRate: false);
            PlaceDepot(s, 3, ka, ek, dt, isIntegral, matrix);
        }
    }

    // A mode after one unit in it, or with a constant input of one.
    private static void Respond(double lambda, double e, double dt, bool isIntegral, Span<double> mode)
    {
        mode.Clear();
        mode[0] = isIntegral ? 0 : 1;
        ModeKernel.Advance(mode, lambda, e, isIntegral ? 1 : 0, dt);
    }

    // A mode after one unit in the depot, or with a constant input of one into it.
    private static void RespondToDepot(double lambda, double ka, double el, double ek, double dt, bool isIntegral, Span<double> mode)
    {
        mode.Clear();
        ReadOnlySpan<double> depot = [isIntegral ? 0 : 1, 0, 0];
        ModeKernel.Advance(mode, depot, lambda, ka, el, ek, 0, isIntegral ? 1 : 0, dt);
    }

    // The depot itself; ka is the last argument.
    private static void PlaceDepot(LinearScratch s, int arguments, double ka, double ek, double dt, bool isIntegral, Span<double> matrix)
    {
        Span<double> mode = stackalloc double[ModeKernel.ModeSize];
        Respond(ka, ek, dt, isIntegral, mode);
        Span<double> g = stackalloc double[PairKernel.JetSize];
        g.Clear();
        g[0] = mode[0];
        g[arguments] = mode[1];
        g[arguments * (arguments + 3) / 2] = mode[3];
        Place(s, arguments, g, matrix, 0, 0);
    }

    // w and y by the phi of the matrix.
    private static void Compose(LinearScratch s, ReadOnlySpan<double> pair)
    {
        ChainRuleKernel.Compose(s.RateLayout, 3, pair, s.Arguments, s.Temporary(0));
        ChainRuleKernel.Compose(s.RateLayout, 3, pair[PairKernel.JetSize..], s.Arguments, s.Temporary(1));
    }

    // factor w, or y + factor w.
    private static void PlaceProduct(LinearScratch s, Span<double> matrix, int row, int column, ReadOnlySpan<double> factor, bool withRate)
    {
        var product = s.Temporary(2);
        JetArithmetic.Multiply(s.RateLayout, factor, s.Temporary(0), product);
        if (withRate)
        {
            JetMatrixKernel.AddScaled(1, s.Temporary(1), product);
        }

        Store(s, product, matrix, row, column);
    }

    private static void Place(LinearScratch s, int arguments, ReadOnlySpan<double> g, Span<double> matrix, int row, int column)
    {
        var response = s.Temporary(0);
        ChainRuleKernel.Compose(s.RateLayout, arguments, g, s.Arguments, response);
        Store(s, response, matrix, row, column);
    }

    private static void Store(LinearScratch s, ReadOnlySpan<double> jet, Span<double> matrix, int row, int column)
    {
        var n = s.IsOff.Length;
        for (var b = 0; b < jet.Length; b++)
        {
            matrix[(row * s.RateBlocks + b) * n + column] = jet[b];
        }
    }
}
