using PopPK.Data;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Prediction.Tracing;
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
    private readonly RateJets _rates;
    private readonly LinearTransition _transition;
    private readonly string _what;
    private readonly bool _hasRateConstants;

    /// <summary>Describes the equations to the solver.</summary>
    /// <param name="what">What is solved, for people.</param>
    /// <param name="hasRateConstants">True when the elements are rate constants of a closed form, which must not be negative.</param>
    /// <param name="transition">How the state is moved.</param>
    /// <param name="amounts">The amounts.</param>
    /// <param name="elements">The terms of M and b, in phi and covariates that change.</param>
    /// <param name="parts">Properties and moment.</param>
    public LinearSolver(
        string what,
        bool hasRateConstants,
        LinearTransition transition,
        IReadOnlyList<Symbol> amounts,
        IReadOnlyList<LinearElement> elements,
        SolverParts parts)
        : base(amounts.Count, new StateJets(amounts, Influences(amounts, elements, parts), parts.Phi), parts)
    {
        _what = what;
        _hasRateConstants = hasRateConstants;
        _transition = transition;
        _rates = new RateJets(Jets, elements.Select(e => e.Value).Symbols().ToHashSet());
        _elements = new LinearElementFunctions(elements, parts, _rates);
    }

    /// <inheritdoc/>
    public override string Description => $"{_what}, {_transition.Description}";

    /// <inheritdoc/>
    internal override object? CreateScratch() => new LinearScratch(
        Amounts, Jets.Blocks(DerivativeOrder.SecondAll), Properties, Moment, _rates, _elements[DerivativeOrder.SecondAll].Targets.Length);

    /// <inheritdoc/>
    internal override void ComputeRates(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        TryPrepare(s);
        var length = Amounts * s.Blocks;
        var rates = s.Rates.AsSpan(0, length);
        s.TotalInput.AsSpan(0, length).CopyTo(rates);
        JetMatrixKernel.AddSparseProduct(s.Layout, Amounts, 1, s.Norm, s.Matrix, s.StateTerms.AsSpan(0, s.TermCount), s.State, rates);
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
    protected override SolutionMethod MethodOf(JetScratch scratch) =>
        ((LinearScratch)scratch).IsClosed ? SolutionMethod.ClosedForm : SolutionMethod.MatrixExponential;

    /// <inheritdoc/>
    protected override PredictionStatus Begin(JetScratch scratch)
    {
        var s = (LinearScratch)scratch;
        s.RateLayout = _rates.Layout(s.Order);
        s.RateBlocks = JetMatrixKernel.Blocks(s.RateLayout);
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
        if (!TryPrepare(s) || (dt != s.Length && !_transition.TryCompute(s, dt, inOnePart: false)))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        s.Length = dt;
        var length = Amounts * s.Blocks;
        for (var part = 0; part < s.Parts; part++)
        {
            var next = s.Next.AsSpan(0, length);
            s.Integral.AsSpan(0, length).CopyTo(next);
            s.AddProduct(s.Exponential, s.State, next);
            (s.State, s.Next) = (s.Next, s.State);
        }

        s.Time = time;
        return PredictionStatus.Success;
    }

    /// <inheritdoc/>
    protected override int AdvanceAlong(
        JetScratch scratch, ReadOnlySpan<TimelineEvent> events, PredictionPoints points, ref int next, ref PredictionStatus status)
    {
        var s = (LinearScratch)scratch;
        if (s.Order != DerivativeOrder.Value || Moment.Length > 1 || s.Workspace.Recorder is not null)
        {
            return 0;
        }

        // Values need no jets, and nothing that holds between the records changes at them.
        var count = 0;
        for (; count < events.Length && events[count].Kind == TimelineEventKind.Record && next < points.Count; count++)
        {
            ref readonly var e = ref events[count];
            var dt = e.Time - s.Time;
            if (dt > 0)
            {
                if (!TryPrepare(s) || (dt != s.Length && !_transition.TryCompute(s, dt, inOnePart: false)))
                {
                    status = PredictionStatus.RateConstantOutOfRange;
                    return count + 1;
                }

                s.Length = dt;
                for (var part = 0; part < s.Parts; part++)
                {
                    LinearStepKernel.Advance(s.Exponential, s.Integral, s.State, s.Next.AsSpan(0, Amounts));
                    (s.State, s.Next) = (s.Next, s.State);
                }

                s.Time = e.Time;
            }

            if (e.Record == points.Records[next])
            {
                s.State.AsSpan(0, Amounts).CopyTo(s.Workspace.SolverRows[(next * Amounts)..]);
                next++;
            }

            s.Interval = Math.Min(e.Record + 1, s.Subject.Timeline.Records.Length - 1);
        }

        return count;
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

    private PredictionStatus ReachPlateau(LinearScratch s, int dose)
    {
        JetMatrixKernel.AddScaled(1, s.Doses.Rate(dose), s.InputOf(s.Subject.Timeline.Doses[dose].Compartment));
        SetInput(s);
        var status = PredictionStatus.RateConstantOutOfRange;
        if (TryPrepare(s) && _transition.TryCompute(s, 1 / s.Norm, inOnePart: true))
        {
            status = LinearSteadyState.IsStable(s) ? LinearSteadyState.ReachPlateau(s) : PredictionStatus.SteadyStateNotReached;
        }

        s.Input.AsSpan().Clear();
        return status;
    }

    private PredictionStatus ReachPeriodicState(LinearScratch s, int dose)
    {
        var status = WalkPeriod(s, dose, s.Time);
        if (status != PredictionStatus.Success)
        {
            return status;
        }

        s.Length = double.NaN;
        if (!_transition.TryCompute(s, s.Subject.Timeline.Doses[dose].Interval, inOnePart: true))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        return LinearSteadyState.IsStable(s) ? LinearSteadyState.ReachPeriodicState(s) : PredictionStatus.SteadyStateNotReached;
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
        var stateBlocks = _rates.StateBlocks(s.Order);
        for (var i = 0; i < targets.Length; i++)
        {
            var (row, column, block) = targets[i];
            if (s.IsOff[row])
            {
                continue;
            }

            if (column < 0)
            {
                s.OwnInput[row * s.Blocks + stateBlocks[block]] += s.Elements[i];
            }
            else if (block == 0)
            {
                s.Matrix[row * Amounts + column] += s.Elements[i];
            }
            else
            {
                s.StateTerms[s.TermCount] = new JetMatrixKernel.Term(row, column, s.Elements[i], stateBlocks[block]);
                s.Terms[s.TermCount++] = new JetMatrixKernel.Term(row, column, s.Elements[i], block);
            }
        }

        s.Moment.CopyTo(s.PreparedMoment.AsSpan());
        s.IsPrepared = TryNormalise(s) && (!_hasRateConstants || AreRatesAdmissible(s)) && _transition.TryPrepare(s);
        SetInput(s);
        return s.IsPrepared;
    }

    // Nothing flows backwards between the compartments of a closed form, and nothing comes into being there.
    private bool AreRatesAdmissible(LinearScratch s)
    {
        for (var column = 0; column < Amounts; column++)
        {
            if (s.IsOff[column])
            {
                continue;
            }

            var gain = 0.0;
            for (var row = 0; row < Amounts; row++)
            {
                var rate = s.Matrix[row * Amounts + column];
                gain += rate;
                if (row != column && rate < 0)
                {
                    return false;
                }
            }

            // Rounding of the difference of rates; the norm of the matrix is 1.
            if (gain > PulseTrain.Rounding)
            {
                return false;
            }
        }

        return true;
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

        for (var i = 0; i < s.TermCount; i++)
        {
            s.Terms[i] = s.Terms[i] with { Factor = s.Terms[i].Factor / s.Norm };
            s.StateTerms[i] = s.StateTerms[i] with { Factor = s.Terms[i].Factor };
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

    // What each amount depends on directly: the elements of its row, the amounts they are multiplied by, the properties of its compartment.
    private static IReadOnlyCollection<Symbol>[] Influences(IReadOnlyList<Symbol> amounts, IReadOnlyList<LinearElement> elements, SolverParts parts)
    {
        var byRow = elements.ToLookup(e => e.Row);
        return InfluencesOf(
            amounts.Select((_, row) => byRow[row].SelectMany(e => e.Column >= 0 ? e.Value.Symbols().Append(amounts[e.Column]) : e.Value.Symbols())),
            parts);
    }
}
