using System.Collections.Immutable;
using PopPK.Data;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction.Structural;

/// <summary>
/// Solves amounts given by differential equations, together with their sensitivity equations, by an adaptive explicit
/// Runge-Kutta pair that steps exactly onto every event and record. Where a subject's equations turn out to be stiff, a
/// Rosenbrock method goes on to the subject's end; its Jacobian is compiled when the first subject needs it.
/// </summary>
internal sealed class OdeSolver : StructuralSolver
{
    // The error allowed near zero, relative to the largest dose: small enough for profiles that fall by ten decades.
    private const double AbsolutePerDose = 1e-14;

    private readonly Lazy<SensitivitySystem>[] _systems;
    private readonly int _amounts;
    private readonly OdeOptions _options = new() { RelativeTolerance = 1e-10, AbsoluteTolerance = AbsolutePerDose };

    /// <summary>Describes the equations to the solver.</summary>
    /// <param name="amounts">The amounts.</param>
    /// <param name="rates">Their rates in amounts, phi and time.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="time">The model's time symbol.</param>
    public OdeSolver(IReadOnlyList<Symbol> amounts, ImmutableArray<Expr> rates, PhiTable phi, Symbol time)
    {
        _amounts = amounts.Count;
        Derivatives = SensitivitySystem.NameDerivatives(amounts, rates, phi);
        _systems = [.. Enum.GetValues<DerivativeOrder>().Select(order =>
            new Lazy<SensitivitySystem>(() => SensitivitySystem.Build(amounts, rates, Derivatives, phi, time, order)))];
    }

    /// <inheritdoc/>
    public override string Description =>
        $"differential equations, {_amounts} compartment{(_amounts == 1 ? "" : "s")}, {_options.Tableau} with automatic switch to {_options.StiffTableau} (Rosenbrock) when stiff, relative tolerance {_options.RelativeTolerance:G}";

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, CompiledFunction Function)> Functions =>
        [("rates", EquationsOf(DerivativeOrder.Value).Rates),
         ("rates with sensitivities", EquationsOf(DerivativeOrder.SecondActive).Rates)];

    /// <inheritdoc/>
    internal override ImplicitDerivatives Derivatives { get; }

    /// <inheritdoc/>
    public override int RowLength(DerivativeOrder order) => EquationsOf(order).Dimension;

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<Symbol, int> RowSlots(DerivativeOrder order) => EquationsOf(order).Slots;

    /// <summary>The equations of an order.</summary>
    /// <param name="order">The order.</param>
    internal SensitivitySystem EquationsOf(DerivativeOrder order) => _systems[(int)order].Value;

    /// <inheritdoc/>
    internal override object? CreateScratch() => new SwitchingOdeWorkspace?[_systems.Length];

    /// <inheritdoc/>
    internal override PredictionStatus Solve(
        BoundSubject subject,
        PredictionPoints points,
        DerivativeOrder order,
        SubjectWorkspace workspace)
    {
        var sensitivities = EquationsOf(order);
        var scratch = (SwitchingOdeWorkspace?[])workspace.Solver!;
        var ode = scratch[(int)order] ??= new SwitchingOdeWorkspace(sensitivities.Dimension, _options);
        SetScales(ode, sensitivities, workspace.Phi, subject.LargestDose);

        var state = workspace.SolverState[..sensitivities.Dimension];
        var inputs = workspace.InfusionRates;
        state.Clear();
        inputs.Clear();
        ode.Reset();
        var events = subject.Timeline.Events.AsSpan();
        var next = 0;
        var time = events.Length > 0 ? events[0].Time : 0;
        for (var i = 0; i < events.Length && next < points.Count; i++)
        {
            ref readonly var e = ref events[i];
            if (e.Kind == TimelineEventKind.Reset)
            {
                // What was before does not matter any more, and the clock may start anew.
                state.Clear();
                inputs.Clear();
                ode.Restart();
                time = e.Time;
                continue;
            }

            if (e.Time > time)
            {
                var system = new RightHandSide(sensitivities, workspace.Phi, inputs);
                if (SwitchingIntegrator.Integrate(system, _options, ode, ref time, e.Time, state) != OdeStatus.Success)
                {
                    return PredictionStatus.OdeFailure;
                }
            }

            switch (e.Kind)
            {
                case TimelineEventKind.Bolus:
                    state[e.Compartment] += e.Value;
                    ode.Restart();
                    break;
                case TimelineEventKind.RateChange:
                    inputs[e.Compartment] += e.Value;
                    ode.Restart();
                    break;
                case TimelineEventKind.Record when e.Record == points.Records[next]:
                    state.CopyTo(workspace.SolverRows[(next * state.Length)..]);
                    next++;
                    break;
            }
        }

        return PredictionStatus.Success;
    }

    // A derivative by phi has the scale of amount / phi: with these factors results do not depend on units.
    private static void SetScales(SwitchingOdeWorkspace ode, SensitivitySystem system, ReadOnlySpan<double> phi, double largestDose)
    {
        var scales = ode.AbsoluteScales;
        for (var i = 0; i < scales.Length; i++)
        {
            var scale = largestDose;
            foreach (var a in system.PhiOf[i])
            {
                scale /= Math.Max(Math.Abs(phi[a]), 1e-6);
            }

            scales[i] = scale;
        }
    }

    private readonly ref struct RightHandSide(SensitivitySystem sensitivities, ReadOnlySpan<double> phi, ReadOnlySpan<double> inputs) : IStiffOdeSystem
    {
        private readonly ReadOnlySpan<double> _phi = phi;
        private readonly ReadOnlySpan<double> _inputs = inputs;

        public int Dimension => sensitivities.Dimension;

        public JacobianStructure? JacobianStructure => sensitivities.Jacobian?.Structure;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
        {
            sensitivities.Rates.Invoke(state, _phi, new ReadOnlySpan<double>(in time), rates);
            for (var i = 0; i < _inputs.Length; i++)
            {
                rates[i] += _inputs[i];
            }
        }

        // Inputs are constant from event to event.
        public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries) =>
            sensitivities.Jacobian!.Entries.Invoke(state, _phi, new ReadOnlySpan<double>(in time), entries);
    }
}
