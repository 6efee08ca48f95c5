using PopPK.Numerics.Ode;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks;

/// <summary>
/// The problem of the ODE benchmarks: twelve hours after the eleventh dose of 100 of two compartments with absorption and
/// Michaelis-Menten elimination, from a restarted workspace, as at every dose.
/// </summary>
internal sealed class MichaelisMentenInterval
{
    private const int DosesBefore = 10;
    private const double Dose = 100;
    private const double Length = 12;

    private readonly MichaelisMentenOral _system;
    private readonly OdeOptions _options;
    private readonly OdeWorkspace? _explicit;
    private readonly RosenbrockWorkspace? _stiff;
    private readonly double[] _start;
    private readonly double[] _state;
    private readonly double[] _times;
    private readonly double[] _states;

    /// <summary>Comes to the dose, and says what the interval after it takes.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="order">Order of the sensitivities by five parameters.</param>
    /// <param name="tolerance">Relative tolerance; the absolute one is that of an amount of 1.</param>
    /// <param name="outputs">Number of evenly spaced output times, the last of them the end.</param>
    public MichaelisMentenInterval(string method, int order, double tolerance, int outputs = 0)
    {
        _system = new MichaelisMentenOral(MichaelisMentenOral.Typical, order);
        var pair = method == ExplicitRungeKuttaTableau.DormandPrince54.Name
            ? ExplicitRungeKuttaTableau.DormandPrince54
            : ExplicitRungeKuttaTableau.Verner76;
        _options = new OdeOptions { Tableau = pair, RelativeTolerance = tolerance, AbsoluteTolerance = 0.01 * tolerance };
        if (method == _options.StiffTableau.Name)
        {
            _stiff = new RosenbrockWorkspace(_system.JacobianStructure, _options.StiffTableau);
        }
        else
        {
            _explicit = new OdeWorkspace(_system.Dimension, pair);
        }

        // A derivative has the scale of the dose over the parameters.
        MichaelisMentenOral.Scales(MichaelisMentenOral.Typical, Dose, Steps.AbsoluteScales);
        (_start, _state) = (new double[_system.Dimension], new double[_system.Dimension]);
        _times = [.. Enumerable.Range(1, outputs).Select(i => Length * i / outputs)];
        _states = new double[_system.Dimension * outputs];
        _start[0] = Dose;
        for (var i = 0; i < DosesBefore; i++)
        {
            Onto();
            _state.CopyTo(_start, 0);
            _start[0] += Dose;
        }
    }

    /// <summary>The workspace, for its counters.</summary>
    public OdeWorkspace Steps => _explicit ?? _stiff!.Steps;

    /// <summary>Steps, evaluations of the rates, for a line of the log.</summary>
    /// <param name="run">What is measured.</param>
    public string Count(Func<double> run)
    {
        Steps.ResetCounters();
        run();
        return $"{Steps.AcceptedSteps} steps accepted, {Steps.RejectedSteps} rejected, {Steps.RateEvaluations} evaluations";
    }

    /// <summary>Steps onto every output time.</summary>
    public double Onto()
    {
        var time = Begin();
        foreach (var next in _times)
        {
            Integrate(ref time, next, [], []);
        }

        Integrate(ref time, Length, [], []);
        return _state[1];
    }

    /// <summary>Delivers the states at the output times from inside the steps.</summary>
    public double Inside()
    {
        var time = Begin();
        Integrate(ref time, Length, _times, _states);
        return _state[1];
    }

    private double Begin()
    {
        Steps.Restart();
        _start.CopyTo(_state, 0);
        return 0;
    }

    private void Integrate(ref double time, double end, double[] times, double[] states)
    {
        var status = _stiff is null
            ? ExplicitRungeKutta.Integrate(_system, _options, _explicit!, ref time, end, _state, times, states)
            : Rosenbrock.Integrate(_system, _options, _stiff, ref time, end, _state, times, states);
        if (status != OdeStatus.Success)
        {
            throw new InvalidOperationException($"The integration ended with {status}.");
        }
    }
}
