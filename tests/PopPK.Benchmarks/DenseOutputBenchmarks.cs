using BenchmarkDotNet.Attributes;

namespace PopPK.Benchmarks;

/// <summary>
/// From how many output times per dosing interval on it pays to take them from inside the steps rather than to step onto them.
/// The setup writes the numbers of steps and evaluations to the log.
/// </summary>
public class DenseOutputBenchmarks
{
    private MichaelisMentenInterval _interval = null!;

    [Params("Verner 7(6)", "Dormand-Prince 5(4)", "Rodas5P")]
    public string Integrator { get; set; } = "";

    [Params(0, 1)]
    public int Order { get; set; }

    [Params(1e-6, 1e-8, 1e-10)]
    public double Tolerance { get; set; }

    [Params(5, 20, 100)]
    public int Outputs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _interval = new MichaelisMentenInterval(Integrator, Order, Tolerance, Outputs);
        Console.WriteLine($"// {Integrator}, order {Order}, {Tolerance:G}, {Outputs} outputs, onto: {_interval.Count(_interval.Onto)}");
        Console.WriteLine($"// {Integrator}, order {Order}, {Tolerance:G}, {Outputs} outputs, inside: {_interval.Count(_interval.Inside)}");
    }

    [Benchmark(Baseline = true)]
    public double Onto() => _interval.Onto();

    [Benchmark]
    public double Inside() => _interval.Inside();
}
