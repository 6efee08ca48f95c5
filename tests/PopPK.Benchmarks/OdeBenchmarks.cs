using BenchmarkDotNet.Attributes;

namespace PopPK.Benchmarks;

/// <summary>
/// What the integration from a dose to the next costs, by method, order of the sensitivities and tolerance. The setup writes
/// the numbers of steps and evaluations to the log.
/// </summary>
public class OdeBenchmarks
{
    private MichaelisMentenInterval _interval = null!;

    [Params("Verner 7(6)", "Dormand-Prince 5(4)", "Rodas5P")]
    public string Integrator { get; set; } = "";

    [Params(0, 1, 2)]
    public int Order { get; set; }

    [Params(1e-6, 1e-8, 1e-10)]
    public double Tolerance { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _interval = new MichaelisMentenInterval(Integrator, Order, Tolerance);
        Console.WriteLine($"// {Integrator}, order {Order}, {Tolerance:G}: {_interval.Count(_interval.Inside)}");
    }

    [Benchmark]
    public double Interval() => _interval.Inside();
}
