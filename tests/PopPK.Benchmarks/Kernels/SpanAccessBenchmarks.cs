using BenchmarkDotNet.Attributes;
using PopPK.Symbolics;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// What emitted code gains by <see cref="SpanAccess"/>: a concentration curve with its gradient as a compiled function against
/// the interpreter, which defines what the function must give.
/// </summary>
public class SpanAccessBenchmarks
{
    private static readonly string[] Names = ["ka", "cl", "v", "t"];
    private readonly double[] _parameters = [1.5, 2.7, 32, 4];
    private readonly double[] _output;
    private readonly Symbol[] _symbols = [.. Names.Select(name => new Symbol(name))];
    private readonly Expr[] _outputs;
    private readonly CompiledFunction _function;

    public SpanAccessBenchmarks()
    {
        Expr[] p = [.. _symbols.Select(Expr.Of)];
        var (ka, k, t) = (p[0], p[1] / p[2], p[3]);
        var curve = ka / p[2] / (ka - k) * (Expr.Exp(-k * t) - Expr.Exp(-ka * t));
        var differentiator = new Differentiator();
        _outputs = [.. Simplifier.Simplify([curve, .. _symbols.Select(by => differentiator.Differentiate(curve, by))])];
        _output = new double[_outputs.Length];
        _function = FunctionCompiler.Compile(
            _symbols.Select((symbol, i) => (symbol, i)).ToDictionary(e => e.symbol, e => new Slot(0, e.i)), _outputs);
    }

    [Benchmark]
    public double Compiled()
    {
        _function.Invoke(_parameters, [], [], _output);
        return _output[0];
    }

    [Benchmark(Baseline = true)]
    public double Interpreted()
    {
        for (var i = 0; i < _outputs.Length; i++)
        {
            _output[i] = Interpreter.Evaluate(_outputs[i], symbol => _parameters[Array.IndexOf(_symbols, symbol)]);
        }

        return _output[0];
    }
}
