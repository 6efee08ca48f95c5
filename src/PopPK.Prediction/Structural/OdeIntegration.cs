using PopPK.Modeling;
using PopPK.Numerics.Ode;
using PopPK.Prediction.Compilation;

namespace PopPK.Prediction.Structural;

/// <summary>
/// The integration of one <see cref="SensitivitySystem"/> by the method the model asks for, with its buffers. Mutable, one owner;
/// allocates when a system first turns out to be stiff, then no more.
/// </summary>
/// <param name="system">The equations.</param>
/// <param name="options">Methods and tolerances.</param>
/// <param name="method">Which method.</param>
internal sealed class OdeIntegration(SensitivitySystem system, OdeOptions options, OdeMethod method)
{
    private readonly SwitchingOdeWorkspace _switching = new(system.Dimension, options);
    private RosenbrockWorkspace? _stiff;

    /// <summary>The equations.</summary>
    public SensitivitySystem System => system;

    /// <summary>The state.</summary>
    public double[] Vector { get; } = new double[system.Dimension];

    /// <summary>What flows into the state.</summary>
    public double[] Input { get; } = new double[system.Dimension];

    /// <summary>The rates, for uses outside the integration.</summary>
    public double[] Rates { get; } = new double[system.Dimension];

    /// <summary>True when a method for stiff equations is at work.</summary>
    public bool IsStiff => method == OdeMethod.Stiff || _switching.IsStiff;

    /// <summary>Number of steps that were accepted, by all methods together.</summary>
    public long AcceptedSteps =>
        _switching.Explicit.AcceptedSteps + (_switching.Stiff?.Steps.AcceptedSteps ?? 0) + (_stiff?.Steps.AcceptedSteps ?? 0);

    /// <summary>Begins with another subject.</summary>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="sizes">The size of each amount.</param>
    /// <param name="absoluteTolerance">The error allowed near zero, in the unit of the doses; null: the engine's choice for that size.</param>
    public void Begin(ReadOnlySpan<double> phi, ReadOnlySpan<double> sizes, double? absoluteTolerance)
    {
        _switching.Reset();
        _stiff?.Steps.Restart();
        var scales = _switching.AbsoluteScales;
        for (var i = 0; i < scales.Length; i++)
        {
            // A derivative by phi has the scale of amount / phi: with these factors results do not depend on units.
            var scale = absoluteTolerance is { } given ? given / options.AbsoluteTolerance : sizes[system.AmountOf[i]];
            foreach (var a in system.ScaleOf[i])
            {
                scale /= Math.Max(Math.Abs(phi[a]), 1e-6);
            }

            scales[i] = scale;
        }
    }

    /// <summary>Forgets the step size, after a discontinuity.</summary>
    public void Restart()
    {
        _switching.Restart();
        _stiff?.Steps.Restart();
    }

    /// <summary>Moves the state, and delivers it on the way.</summary>
    /// <param name="side">What the rates need beside the state.</param>
    /// <param name="time">From when; the time that is reached.</param>
    /// <param name="end">To when.</param>
    /// <param name="outputTimes">Times on the way, in order; none: the state at the end is enough.</param>
    /// <param name="outputStates">Receives the states at these times, one after the other.</param>
    public OdeStatus Integrate(
        RightSide side, ref double time, double end, ReadOnlySpan<double> outputTimes = default, Span<double> outputStates = default)
    {
        var rates = new RightHandSide(this, side);
        switch (method)
        {
            case OdeMethod.NonStiff:
                return ExplicitRungeKutta.Integrate(
                    rates, options, _switching.Explicit, ref time, end, Vector, outputTimes, outputStates);
            case OdeMethod.Stiff when system.Jacobian is { } jacobian:
                _stiff ??= new RosenbrockWorkspace(jacobian.Structure, options.StiffTableau);
                _switching.AbsoluteScales.CopyTo(_stiff.Steps.AbsoluteScales);
                return Rosenbrock.Integrate(rates, options, _stiff, ref time, end, Vector, outputTimes, outputStates);
            default:
                return SwitchingIntegrator.Integrate(rates, options, _switching, ref time, end, Vector, outputTimes, outputStates);
        }
    }

    /// <summary>Computes the rates, inputs included.</summary>
    /// <param name="side">What the rates need beside the state.</param>
    /// <param name="time">The time.</param>
    /// <param name="state">The state.</param>
    /// <param name="rates">Receives the rates.</param>
    public void ComputeRates(in RightSide side, double time, ReadOnlySpan<double> state, Span<double> rates)
    {
        side.SetTime(time);
        system.Rates.Invoke(state, side.Phi, side.Moment, rates);
        var inputs = side.InputCount;
        for (var i = 0; i < inputs; i++)
        {
            rates[i] += Input[i];
        }

        if (side.HasOff)
        {
            for (var i = 0; i < rates.Length; i++)
            {
                rates[i] = side.IsOff[system.AmountOf[i]] ? 0 : rates[i];
            }
        }
    }

    // A struct for direct calls.
    private readonly ref struct RightHandSide(OdeIntegration owner, RightSide side) : IStiffOdeSystem
    {
        private readonly RightSide _side = side;

        public int Dimension => owner.System.Dimension;

        public JacobianStructure? JacobianStructure => owner.System.Jacobian?.Structure;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates) =>
            owner.ComputeRates(_side, time, state, rates);

        // Inputs are constant from event to event.
        public void Jacobian(double time, ReadOnlySpan<double> state, Span<double> entries)
        {
            _side.SetTime(time);
            var jacobian = owner.System.Jacobian!;
            jacobian.Entries.Invoke(state, _side.Phi, _side.Moment, entries);
            if (_side.HasOff)
            {
                jacobian.ClearRows(entries, _side.IsOff, owner.System.AmountOf);
            }
        }
    }
}
