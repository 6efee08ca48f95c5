using System.Collections.Immutable;
using PopPK.Prediction.Structural;
using PopPK.Symbolics;

namespace PopPK.Prediction.Compilation;

/// <summary>The compiled functions from phi and a moment to the times at which time conditions change sides, and to the sides. Immutable.</summary>
internal sealed class TimeSwitchFunctions
{
    private readonly ImmutableArray<TimeSwitch> _switches;
    private readonly Lazy<CompiledFunction>[] _times;
    private readonly Lazy<CompiledFunction> _differences;

    /// <summary>Prepares the functions.</summary>
    /// <param name="parts">The parts of the solver.</param>
    /// <param name="jets">The jets of its state.</param>
    public TimeSwitchFunctions(SolverParts parts, StateJets jets)
    {
        _switches = parts.Moment.Switches;
        _times = [.. Enum.GetValues<DerivativeOrder>().Select(order => new Lazy<CompiledFunction>(() => FunctionCompiler.Compile(
            parts.Moment.Banks(parts.Phi.Positions), [.. _switches.SelectMany(s => PropertyFunctions.JetOf(s.Time, jets.Layout(order), jets.By(order)))])))];
        _differences = new(() => FunctionCompiler.Compile(parts.Moment.Banks(parts.Phi.Positions), [.. _switches.Select(s => s.Difference)]));
    }

    /// <summary>Number of conditions.</summary>
    public int Count => _switches.Length;

    /// <summary>Computes when the conditions change sides, a jet each.</summary>
    /// <param name="order">The order of the jets.</param>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="times">Receives the jets.</param>
    public void Times(DerivativeOrder order, ReadOnlySpan<double> phi, ReadOnlySpan<double> moment, Span<double> times) =>
        _times[(int)order].Value.Invoke(default, phi, moment, times);

    /// <summary>Computes which conditions hold at the time of a moment.</summary>
    /// <param name="phi">The individual quantities.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="flags">Receives 1 where a condition holds, else 0.</param>
    public void Flags(ReadOnlySpan<double> phi, ReadOnlySpan<double> moment, Span<double> flags)
    {
        _differences.Value.Invoke(default, phi, moment, flags);
        for (var i = 0; i < _switches.Length; i++)
        {
            var d = flags[i];
            var holds = _switches[i].Comparison switch
            {
                Comparison.Less => d < 0,
                Comparison.LessOrEqual => d <= 0,
                Comparison.Greater => d > 0,
                Comparison.GreaterOrEqual => d >= 0,
                Comparison.Equal => d == 0,
                _ => d != 0,
            };
            flags[i] = holds ? 1 : 0;
        }
    }
}
