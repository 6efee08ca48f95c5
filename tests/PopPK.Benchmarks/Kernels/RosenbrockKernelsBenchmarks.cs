using BenchmarkDotNet.Attributes;
using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode;
using PopPK.Numerics.Ode.Kernels;
using PopPK.TestKit.Twins;

namespace PopPK.Benchmarks.Kernels;

/// <summary>
/// The linear algebra of a stage of a stiff step, three amounts with groups of derivatives that depend on the amounts:
/// <see cref="RosenbrockKernels"/> with one factored block against elimination of the whole matrix.
/// </summary>
public class RosenbrockKernelsBenchmarks
{
    private const int Amounts = 3;
    private const double Diagonal = 10;
    private double[] _entries = [];
    private double[] _w = [];
    private double[] _r = [];
    private double[] _u = [];
    private readonly int[] _pivots = new int[Amounts];
    private readonly double[] _scratch = new double[Amounts];
    private JacobianStructure _structure = JacobianStructure.Dense(1);
    private double[,] _whole = new double[0, 0];

    [Params(5, 20)]
    public int Groups { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] rows = [.. Enumerable.Range(0, Amounts)];
        var couplings = Enumerable.Range(Amounts, Amounts * Groups).SelectMany(i => rows.Select(j => (i, j)));
        _structure = new JacobianStructure([.. Enumerable.Repeat(rows, 1 + Groups)], [.. couplings]);
        _entries = RandomMatrix.Vector(_structure.EntryCount);
        _whole = _structure.Expand(_entries);
        (_r, _u, _w) = (RandomMatrix.Vector(_structure.Dimension), new double[_structure.Dimension], new double[Amounts * Amounts]);
    }

    [Benchmark]
    public double Solve()
    {
        RosenbrockKernels.IterationMatrix(_entries, Amounts, Diagonal, _w);
        LuKernels.TryFactor(_w, Amounts, _pivots);
        _r.CopyTo(_u, 0);
        RosenbrockKernels.Solve(_structure, _w, _pivots, _entries.AsSpan(Amounts * Amounts, _structure.CouplingCount), _u, _scratch);
        return _u[0];
    }

    [Benchmark(Baseline = true)]
    public double[] PlainSolve() => PlainElimination.SolveShifted(_whole, Diagonal, _r);
}
