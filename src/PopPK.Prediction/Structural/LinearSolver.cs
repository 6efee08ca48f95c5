using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Prediction.Compilation;
using PopPK.Prediction.Kernels;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves amounts that follow linear equations A' = M A + b + R with constant M and b between events, R the infusions:
/// A(t + h) = exp(M h) A(t) + (integral of exp(M s) over 0..h) (b + R), with derivatives by the quantities M and b are made of.
/// Exact up to rounding for any M, equal eigenvalues and stiff systems included.
/// </summary>
internal sealed class LinearSolver : StructuralSolver
{
    // Keeps (1 / norm)^2, which second derivatives contain, a finite number when all rates are almost zero.
    private const double SmallestNorm = 1e-100;

    private readonly ImmutableArray<PhiTerm> _matrix;
    private readonly ImmutableArray<PhiTerm> _inputs;
    private readonly LinearJets _jets;
    private readonly int _amounts;
    private readonly int _mostActions;

    /// <summary>Describes the equations to the solver.</summary>
    /// <param name="description">How the structure is solved, for people.</param>
    /// <param name="amounts">The amounts.</param>
    /// <param name="terms">The terms of M and b; each quantity is a symbol of <paramref name="phi"/>.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <exception cref="ArgumentException">A term's quantity is neither nothing nor a symbol.</exception>
    public LinearSolver(string description, IReadOnlyList<Symbol> amounts, ImmutableArray<LinearTerm> terms, PhiTable phi)
    {
        Description = description;
        _amounts = amounts.Count;
        _jets = new LinearJets(amounts, terms, phi);
        var all = terms.Select(t => Place(t, phi)).ToArray();
        _matrix = [.. all.Where(t => t.Column >= 0)];
        _inputs = [.. all.Where(t => t.Column < 0)];

        // Applying the exponential twice, of order n^2, replaces the last squaring, of order n^3, as long as that is cheaper.
        while (1 << _mostActions < _amounts)
        {
            _mostActions++;
        }
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives => _jets.Derivatives;

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => _amounts * JetMatrixKernel.Blocks(_jets.Layout(order));

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => _jets.Slots(order);

    /// <inheritdoc/>
    internal override object? CreateScratch() =>
        new LinearScratch(_amounts, JetMatrixKernel.Blocks(_jets.Layout(DerivativeOrder.SecondAll)), _matrix.Length);

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        var scratch = (LinearScratch)workspace.Solver!;
        var layout = _jets.Layout(order);
        if (!Prepare(scratch, layout, workspace.Phi))
        {
            return PredictionStatus.RateConstantOutOfRange;
        }

        return Walk(subject, points, layout, scratch, workspace) ? PredictionStatus.Success : PredictionStatus.RateConstantOutOfRange;
    }

    private bool Walk(BoundSubject subject, PredictionPoints points, JetLayout layout, LinearScratch scratch, SubjectWorkspace workspace)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        var length = _amounts * blocks;
        var infusions = workspace.InfusionRates;
        scratch.State.AsSpan().Clear();
        infusions.Clear();
        SetInput(scratch, blocks, infusions);
        var events = subject.Timeline.Events.AsSpan();
        var next = 0;
        var time = events.Length > 0 ? events[0].Time : 0;
        for (var i = 0; i < events.Length && next < points.Count; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Time > time)
            {
                if (!Advance(scratch, layout, e.Time - time))
                {
                    return false;
                }

                time = e.Time;
            }

            switch (e.Kind)
            {
                case TimelineEventKind.Bolus:
                    scratch.State[e.Compartment * blocks] += e.Value;
                    break;
                case TimelineEventKind.RateChange:
                    infusions[e.Compartment] += e.Value;
                    SetInput(scratch, blocks, infusions);
                    break;
                case TimelineEventKind.Reset:
                    // Data may start the clock anew at a reset.
                    time = e.Time;
                    scratch.State.AsSpan().Clear();
                    infusions.Clear();
                    SetInput(scratch, blocks, infusions);
                    break;
                case TimelineEventKind.Record when e.Record == points.Records[next]:
                    scratch.State.AsSpan(0, length).CopyTo(workspace.SolverRows[(next * length)..]);
                    next++;
                    break;
            }
        }

        return true;
    }

    // The matrix, its powers and the constant inputs at these phi.
    private bool Prepare(LinearScratch scratch, JetLayout layout, ReadOnlySpan<double> phi)
    {
        var matrix = scratch.Matrix.AsSpan();
        matrix.Clear();
        foreach (var term in _matrix)
        {
            matrix[term.Row * _amounts + term.Column] += term.ValueAt(phi);
        }

        scratch.Norm = Math.Max(Norm(matrix), SmallestNorm);
        scratch.Interval = double.NaN;
        if (!double.IsFinite(scratch.Norm))
        {
            return false;
        }

        foreach (ref var element in matrix)
        {
            element /= scratch.Norm;
        }

        for (var i = 0; i < _matrix.Length; i++)
        {
            var term = _matrix[i];
            scratch.Terms[i] = new JetMatrixKernel.Term(term.Row, term.Column, term.Factor / scratch.Norm, term.By);
        }

        MatrixExponentialKernel.Powers(layout, _amounts, matrix, scratch.Terms, scratch.Powers);
        PrepareInputs(scratch, layout, phi);
        return true;
    }

    private void PrepareInputs(LinearScratch scratch, JetLayout layout, ReadOnlySpan<double> phi)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        scratch.ConstantInput.AsSpan().Clear();
        foreach (var term in _inputs)
        {
            scratch.ConstantInput[term.Row * blocks] += term.ValueAt(phi);
            if ((uint)term.By < (uint)layout.Total)
            {
                scratch.ConstantInput[term.Row * blocks + 1 + term.By] += term.Factor;
            }
        }
    }

    // The smaller of the largest column sum and the largest row sum: both bound the powers.
    private double Norm(ReadOnlySpan<double> matrix)
    {
        var (byRow, byColumn) = (0.0, 0.0);
        for (var i = 0; i < _amounts; i++)
        {
            var (row, column) = (0.0, 0.0);
            for (var k = 0; k < _amounts; k++)
            {
                row += Math.Abs(matrix[i * _amounts + k]);
                column += Math.Abs(matrix[k * _amounts + i]);
            }

            byRow = Math.Max(byRow, row);
            byColumn = Math.Max(byColumn, column);
        }

        return Math.Min(byRow, byColumn);
    }

    private void SetInput(LinearScratch scratch, int blocks, ReadOnlySpan<double> infusions)
    {
        scratch.ConstantInput.CopyTo(scratch.Input.AsSpan());
        for (var i = 0; i < _amounts; i++)
        {
            scratch.Input[i * blocks] += infusions[i];
        }

        scratch.HasInput = scratch.Input.AsSpan().ContainsAnyExcept(0);
        scratch.Interval = double.NaN;
    }

    private bool Advance(LinearScratch scratch, JetLayout layout, double dt)
    {
        // Regular sampling asks for the same interval again and again.
        if (dt != scratch.Interval && !Exponentiate(scratch, layout, dt))
        {
            return false;
        }

        var length = _amounts * JetMatrixKernel.Blocks(layout);
        for (var part = 0; part < scratch.Parts; part++)
        {
            var next = scratch.Next.AsSpan(0, length);
            scratch.Integral.AsSpan(0, length).CopyTo(next);
            JetMatrixKernel.AddVectorProduct(layout, _amounts, scratch.Exponential, scratch.State, next);
            (scratch.State, scratch.Next) = (scratch.Next, scratch.State);
        }

        return true;
    }

    // The exponential, and the integral of the inputs, of an interval or of one of a few equal parts of it.
    private bool Exponentiate(LinearScratch scratch, JetLayout layout, double dt)
    {
        var z = scratch.Norm * dt;
        if (!double.IsFinite(z))
        {
            return false;
        }

        var halvings = z <= 1 ? 0 : Math.ILogB(z) + 1;
        var actions = Math.Min(halvings, _mostActions);
        z = Math.ScaleB(z, -halvings);
        var size = _amounts * JetMatrixKernel.Blocks(layout) * _amounts;
        StartIntegral(scratch, layout, z, Math.ScaleB(dt, -halvings));
        MatrixExponentialKernel.Exponential(layout, _amounts, scratch.Powers, z, scratch.Exponential.AsSpan(0, size), scratch.Diagonal);
        for (var k = actions; k < halvings; k++)
        {
            DoubleIntegral(scratch, layout);
            MatrixExponentialKernel.Square(layout, _amounts, scratch.Exponential, scratch.Diagonal, scratch.Square.AsSpan(0, size));
            (scratch.Exponential, scratch.Square) = (scratch.Square, scratch.Exponential);
        }

        scratch.Interval = dt;
        scratch.Parts = 1 << actions;
        return true;
    }

    private void StartIntegral(LinearScratch scratch, JetLayout layout, double z, double h)
    {
        var blocks = JetMatrixKernel.Blocks(layout);
        var integral = scratch.Integral.AsSpan(0, _amounts * blocks);
        integral.Clear();
        if (!scratch.HasInput)
        {
            return;
        }

        var mean = scratch.Square.AsSpan(0, _amounts * blocks * _amounts);
        MatrixExponentialKernel.Integral(layout, _amounts, scratch.Powers, z, mean);
        JetMatrixKernel.AddVectorProduct(layout, _amounts, mean, scratch.Input, integral);
        foreach (ref var element in integral)
        {
            element *= h;
        }
    }

    // W(2h) = W(h) + E(h) W(h).
    private void DoubleIntegral(LinearScratch scratch, JetLayout layout)
    {
        if (!scratch.HasInput)
        {
            return;
        }

        var length = _amounts * JetMatrixKernel.Blocks(layout);
        var before = scratch.Next.AsSpan(0, length);
        scratch.Integral.AsSpan(0, length).CopyTo(before);
        JetMatrixKernel.AddVectorProduct(layout, _amounts, scratch.Exponential, before, scratch.Integral.AsSpan(0, length));
    }

    private PhiTerm Place(LinearTerm term, PhiTable phi) => term.Quantity switch
    {
        null => new PhiTerm(term.Row, term.Column, term.Factor, -1, -1),
        SymbolExpr s => new PhiTerm(term.Row, term.Column, term.Factor, phi.Positions[s.Symbol], _jets.PositionOf(s.Symbol)),
        _ => throw new ArgumentException($"A term of a linear system must be a number times an individual quantity, not {term.Quantity}."),
    };

    // Factor times phi at a position, or Factor alone; By is the position among the phi the jets differentiate by.
    private readonly record struct PhiTerm(int Row, int Column, double Factor, int Phi, int By)
    {
        public double ValueAt(ReadOnlySpan<double> phi) => Phi < 0 ? Factor : Factor * phi[Phi];
    }
}
