using PopPK.Data;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves amounts that follow linear equations A' = M A + b + R with constant M and b between records, R the infusions:
/// A(t + h) = exp(M h) A(t) + (integral of exp(M s) over 0..h) (b + R), with derivatives by the quantities M and b are made of.
/// Exact up to rounding for any M, equal eigenvalues and stiff systems included. Steady states are solutions of linear equations.
/// </summary>
internal sealed class LinearSolver : JetSolver
{
    // Keeps (1 / norm)^2, which second derivatives contain, a finite number when all rates are almost zero.
    private const double SmallestNorm = 1e-100;

    private readonly LinearElementFunctions _elements;
    private readonly int _mostActions;

    /// <summary>Describes the equations to the solver.</summary>
    /// <param name="description">How the structure is solved, for people.</param>
    /// <param name="amounts">The amounts.</param>
    /// <param name="elements">The terms of M and b, in phi and covariates that change.</param>
    /// <param name="parts">Properties and moment.</param>
    public LinearSolver(string description, IReadOnlyList<Symbol> amounts, IReadOnlyList<LinearElement> elements, SolverParts parts)
        : base(amounts.Count, new StateJets(amounts, Influences(amounts, elements, parts), parts.Phi), parts)
    {
        Description = description;
        _elements = new LinearElementFunctions(elements, parts, Jets);

        // Applying the exponential twice, of order n^2, replaces the last squaring, of order n^3, as long as that is cheaper.
        while (1 << _mostActions < Amounts)
        {
            _mostActions++;
        }
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    internal override object? CreateScratch() => new LinearScratch(
        Amounts, Jets.Blocks(DerivativeOrder.SecondAll), Properties, Moment, _elements[DerivativeOrder.SecondAll].Targets.Length);

    /// <inheritdoc/>
    internal override void ComputeRates(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        TryPrepare(s);
        var length = Amounts * s.Blocks;
        var rates = s.Rates.AsSpan(0, length);
        s.TotalInput.AsSpan(0, length).CopyTo(rates);
        JetMatrixKernel.AddSparseProduct(s.Layout, Amounts, 1, s.Norm, s.Matrix, s.Terms.AsSpan(0, s.TermCount), s.State, rates);
    }

    /// <inheritdoc/>
    internal override void ComputeAcceleration(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        for (var i = 0; i < Amounts; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < Amounts; k++)
            {
                sum += s.Matrix[i * Amounts + k] * s.Rates[k * s.Blocks];
            }

            s.Acceleration[i] = s.Norm * sum;
        }
    }

    /// <inheritdoc/>
    protected override PredictionStatus Begin(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        s.HasOwnInput = true;
        s.IsPrepared = false;
        return PredictionStatus.Success;
    }

    /// <inheritdoc/>
    protected override PredictionStatus OnMoment(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        if (_elements.VaryWithinSubject && !s.Moment.AsSpan(1).SequenceEqual(s.PreparedMoment.AsSpan(1)))
        {
            s.IsPrepared = false;
        }

        return TryPrepare(s) ? PredictionStatus.Success : PredictionStatus.RateConstantOutOfRange;
    }

    /// <inheritdoc/>
    protected override void OnSwitch(JetScratch scratch) => ((LinearScratch)scratch).IsPrepared = false;

    /// <inheritdoc/>
    protected override void OnChange(JetScratch scratch)
    {
        if (scratch.InputHasChanged)
        {
            SetInput((LinearScratch)scratch);
        }
    }

    /// <inheritdoc/>
    protected override PredictionStatus Advance(JetScratch scratch, double time)
    {
        var s = (LinearScratch)scratch;
        var dt = time - s.Time;

        // Regular sampling asks for the same length again and again.
        if (!TryPrepare(s) || (dt != s.Length && !TryExponentiate(s, dt, _mostActions)))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        var length = Amounts * s.Blocks;
        for (var part = 0; part < s.Parts; part++)
        {
            var next = s.Next.AsSpan(0, length);
            s.Integral.AsSpan(0, length).CopyTo(next);
            JetMatrixKernel.AddVectorProduct(s.Layout, Amounts, s.Exponential, s.State, next);
            (s.State, s.Next) = (s.Next, s.State);
        }

        s.Time = time;
        return PredictionStatus.Success;
    }

    /// <inheritdoc/>
    protected override PredictionStatus ReachSteadyState(JetScratch scratch, int dose, bool withOwnInputs)
    {
        var s = (LinearScratch)scratch;
        s.HasOwnInput = withOwnInputs;
        SetInput(s);
        var status = s.Subject.Timeline.Doses[dose].Input == DoseInput.Constant
            ? ReachPlateau(s, dose)
            : ReachPeriodicState(s, dose);
        s.HasOwnInput = true;
        SetInput(s);
        return status;
    }

    // M x + b + R = 0.
    private PredictionStatus ReachPlateau(LinearScratch s, int dose)
    {
        JetMatrixKernel.AddScaled(1, s.Doses.Rate(dose), s.InputOf(s.Subject.Timeline.Doses[dose].Compartment));
        SetInput(s);
        if (!TryPrepare(s))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        for (var i = 0; i < s.Factor.Length; i++)
        {
            s.Factor[i] = -s.Norm * s.Matrix[i];
        }

        s.TotalInput.CopyTo(s.RightSide.AsSpan());
        var status = SolveBlockByBlock(s, isPlateau: true);
        s.Input.AsSpan().Clear();
        return status;
    }

    // One period from x leads back to x = E x + w, where w is where a period leads from nothing.
    private PredictionStatus ReachPeriodicState(LinearScratch s, int dose)
    {
        var status = WalkPeriod(s, dose, s.Time);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        s.State.CopyTo(s.RightSide.AsSpan());
        if (!TryExponentiate(s, s.Subject.Timeline.Doses[dose].Interval, mostActions: 0))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        var row = s.Blocks * Amounts;
        for (var i = 0; i < Amounts; i++)
        {
            for (var k = 0; k < Amounts; k++)
            {
                // Near 1 the diagonal has lost the digits that its difference from 1 still has.
                s.Factor[i * Amounts + k] = i == k ? -s.Diagonal[i] : -s.Exponential[i * row + k];
            }
        }

        return SolveBlockByBlock(s, isPlateau: false);
    }

    // K x = w + (derivatives of L) x for jets, with K = I - E, L = E or K = -M, L = M: values first, then first derivatives, which
    // need the values, then pairs, which need both.
    private PredictionStatus SolveBlockByBlock(LinearScratch s, bool isPlateau)
    {
        for (var i = 0; i < Amounts; i++)
        {
            // What is off is empty, whatever the rest does.
            s.Factor[i * Amounts + i] = s.IsOff[i] ? 1 : s.Factor[i * Amounts + i];
        }

        if (!LuKernels.TryFactor(s.Factor, Amounts, s.Pivots))
        {
            return PredictionStatus.SteadyStateNotReached;
        }

        var length = Amounts * s.Blocks;
        s.State.AsSpan().Clear();
        Span<int> ends = [1, 1 + s.Layout.Total, s.Blocks];
        var block = 0;
        foreach (var end in ends)
        {
            var right = s.Next.AsSpan(0, length);
            s.RightSide.AsSpan(0, length).CopyTo(right);
            if (isPlateau)
            {
                JetMatrixKernel.AddSparseProduct(s.Layout, Amounts, 1, s.Norm, s.Matrix, s.Terms.AsSpan(0, s.TermCount), s.State, right);
            }
            else
            {
                JetMatrixKernel.AddVectorProduct(s.Layout, Amounts, s.Exponential, s.State, right);
            }

            for (; block < end; block++)
            {
                SolveBlock(s, block, right);
            }
        }

        return FiniteKernel.AreFinite(s.State.AsSpan(0, length)) ? PredictionStatus.Success : PredictionStatus.SteadyStateNotReached;
    }

    private void SolveBlock(LinearScratch s, int block, ReadOnlySpan<double> right)
    {
        for (var i = 0; i < Amounts; i++)
        {
            s.Column[i] = right[i * s.Blocks + block];
        }

        LuKernels.Solve(s.Factor, Amounts, s.Pivots, s.Column);
        for (var i = 0; i < Amounts; i++)
        {
            s.State[i * s.Blocks + block] = s.Column[i];
        }
    }

    // The matrix, its powers and the inputs of the equations at this phi and moment; a compartment that is off has a row of zeros.
    private bool TryPrepare(LinearScratch s)
    {
        if (s.IsPrepared)
        {
            return true;
        }

        var variant = _elements[s.Order];
        variant.Function.Invoke(default, s.Phi, s.Moment, s.Elements.AsSpan(0, variant.Function.OutputCount));
        s.Matrix.AsSpan().Clear();
        s.OwnInput.AsSpan().Clear();
        s.TermCount = 0;
        var targets = variant.Targets.AsSpan();
        for (var i = 0; i < targets.Length; i++)
        {
            var (row, column, block) = targets[i];
            if (s.IsOff[row])
            {
                continue;
            }

            if (column < 0)
            {
                s.OwnInput[row * s.Blocks + block] += s.Elements[i];
            }
            else if (block == 0)
            {
                s.Matrix[row * Amounts + column] += s.Elements[i];
            }
            else
            {
                s.Terms[s.TermCount++] = new JetMatrixKernel.Term(row, column, s.Elements[i], block);
            }
        }

        s.Moment.CopyTo(s.PreparedMoment.AsSpan());
        s.IsPrepared = TryNormalise(s);
        if (s.IsPrepared)
        {
            MatrixExponentialKernel.Powers(s.Layout, Amounts, s.Matrix, s.Terms.AsSpan(0, s.TermCount), s.Powers);
            SetInput(s);
        }

        return s.IsPrepared;
    }

    private bool TryNormalise(LinearScratch s)
    {
        s.Norm = Math.Max(Norm(s.Matrix), SmallestNorm);
        if (!double.IsFinite(s.Norm) || !FiniteKernel.AreFinite(s.OwnInput))
        {
            return false;
        }

        foreach (ref var element in s.Matrix.AsSpan())
        {
            element /= s.Norm;
        }

        foreach (ref var term in s.Terms.AsSpan(0, s.TermCount))
        {
            term = term with { Factor = term.Factor / s.Norm };
        }

        return true;
    }

    // The smaller of the largest column sum and the largest row sum: both bound the powers.
    private double Norm(ReadOnlySpan<double> matrix)
    {
        var (byRow, byColumn) = (0.0, 0.0);
        for (var i = 0; i < Amounts; i++)
        {
            var (row, column) = (0.0, 0.0);
            for (var k = 0; k < Amounts; k++)
            {
                row += Math.Abs(matrix[i * Amounts + k]);
                column += Math.Abs(matrix[k * Amounts + i]);
            }

            byRow = Math.Max(byRow, row);
            byColumn = Math.Max(byColumn, column);
        }

        return Math.Min(byRow, byColumn);
    }

    private static void SetInput(LinearScratch s)
    {
        s.Input.CopyTo(s.TotalInput.AsSpan());
        if (s.HasOwnInput)
        {
            JetMatrixKernel.AddScaled(1, s.OwnInput, s.TotalInput);
        }

        s.HasInput = s.TotalInput.AsSpan().ContainsAnyExcept(0);
        s.InputHasChanged = false;
        s.Length = double.NaN;
    }

    // The exponential, and the integral of the inputs, of a length of time or of one of a few equal parts of it.
    private bool TryExponentiate(LinearScratch s, double dt, int mostActions)
    {
        var z = s.Norm * dt;
        if (!double.IsFinite(z))
        {
            return false;
        }

        var halvings = z <= 1 ? 0 : Math.ILogB(z) + 1;
        var actions = Math.Min(halvings, mostActions);
        z = Math.ScaleB(z, -halvings);
        var size = Amounts * s.Blocks * Amounts;
        StartIntegral(s, z, Math.ScaleB(dt, -halvings));
        MatrixExponentialKernel.Exponential(s.Layout, Amounts, s.Powers, z, s.Exponential.AsSpan(0, size), s.Diagonal);
        for (var k = actions; k < halvings; k++)
        {
            DoubleIntegral(s);
            MatrixExponentialKernel.Square(s.Layout, Amounts, s.Exponential, s.Diagonal, s.Square.AsSpan(0, size));
            (s.Exponential, s.Square) = (s.Square, s.Exponential);
        }

        s.Length = dt;
        s.Parts = 1 << actions;
        return true;
    }

    private void StartIntegral(LinearScratch s, double z, double h)
    {
        var integral = s.Integral.AsSpan(0, Amounts * s.Blocks);
        integral.Clear();
        if (!s.HasInput)
        {
            return;
        }

        var mean = s.Square.AsSpan(0, Amounts * s.Blocks * Amounts);
        MatrixExponentialKernel.Integral(s.Layout, Amounts, s.Powers, z, mean);
        JetMatrixKernel.AddVectorProduct(s.Layout, Amounts, mean, s.TotalInput, integral);
        foreach (ref var element in integral)
        {
            element *= h;
        }
    }

    // W(2h) = W(h) + E(h) W(h).
    private void DoubleIntegral(LinearScratch s)
    {
        if (!s.HasInput)
        {
            return;
        }

        var length = Amounts * s.Blocks;
        var before = s.Next.AsSpan(0, length);
        s.Integral.AsSpan(0, length).CopyTo(before);
        JetMatrixKernel.AddVectorProduct(s.Layout, Amounts, s.Exponential, before, s.Integral.AsSpan(0, length));
    }

    // What each amount depends on directly: the elements of its row, the amounts they are multiplied by, the properties of its compartment.
    private static IReadOnlyCollection<Symbol>[] Influences(IReadOnlyList<Symbol> amounts, IReadOnlyList<LinearElement> elements, SolverParts parts)
    {
        var byRow = elements.ToLookup(e => e.Row);
        return InfluencesOf(
            amounts.Select((_, row) => byRow[row].SelectMany(e => e.Column >= 0 ? e.Value.Symbols().Append(amounts[e.Column]) : e.Value.Symbols())),
            parts);
    }
}
