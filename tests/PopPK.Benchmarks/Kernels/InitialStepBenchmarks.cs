using BenchmarkDotNet.Attributes;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>The choice of the first step after every dose: <see cref="InitialStep"/> against the rule of the book.</summary>
public class InitialStepBenchmarks
{
    private const double Interval = 24;
    private readonly OdeOptions _options = new();
    private readonly double[] _state = [100, 1, 2, 3, 4, 5, 6, 7];
    private readonly OdeWorkspace _workspace;
    private Cascade _system;

    public InitialStepBenchmarks()
    {
        _workspace = new OdeWorkspace(_system.Dimension, _options.Tableau);
        _state.CopyTo(_workspace.State);
        _system.Rates(0, _state, _workspace.Stage(0));
    }

    [Benchmark]
    public double Kernel() => InitialStep.Select(ref _system, _options, _options.Tableau.EmbeddedOrder, _workspace, 0, Interval);

    [Benchmark(Baseline = true)]
    public double Plain() => PlainRungeKutta.InitialStep(
        Rates, 0, _state, _options.AbsoluteTolerance, _options.RelativeTolerance, _options.Tableau.EmbeddedOrder, Interval);

    private double[] Rates(double time, double[] state)
    {
        var rates = new double[state.Length];
        _system.Rates(time, state, rates);
        return rates;
    }

    /// <summary>Eight pools, each emptying into the next.</summary>
    private readonly struct Cascade : IOdeSystem
    {
        public int Dimension => 8;

        public void Rates(double time, ReadOnlySpan<double> state, Span<double> rates)
        {
            rates[0] = -state[0];
            for (var i = 1; i < state.Length; i++)
            {
                rates[i] = state[i - 1] - state[i];
            }
        }
    }
}
