using PopPK.Numerics.LinearAlgebra;
using PopPK.Numerics.Ode.Kernels;

namespace PopPK.Numerics.Ode;

/// <summary>
/// The buffers and the step-size memory of one integration by a Rosenbrock method; made once, then stepping allocates
/// nothing. Mutable; one owner at a time, not safe for concurrent use.
/// </summary>
public sealed class RosenbrockWorkspace
{
    private readonly double[] _entries;
    private readonly double[] _factors;
    private readonly int[] _pivots;
    private readonly double[] _startRates;
    private readonly double[] _blockScratch;

    /// <summary>Makes a workspace for systems of a given structure and a given method.</summary>
    /// <param name="structure">Where the Jacobian has elements.</param>
    /// <param name="tableau">The method; only its number of stages matters.</param>
    public RosenbrockWorkspace(JacobianStructure structure, RosenbrockTableau tableau)
    {
        ArgumentNullException.ThrowIfNull(structure);
        ArgumentNullException.ThrowIfNull(tableau);
        Structure = structure;
        Steps = new OdeWorkspace(structure.Dimension, tableau.StageCount);
        _entries = new double[structure.EntryCount];
        _factors = new double[structure.BlockSize * structure.BlockSize];
        _pivots = new int[structure.BlockSize];
        _startRates = new double[structure.Dimension];
        _blockScratch = new double[structure.BlockSize];
    }

    /// <summary>Where the Jacobian has elements.</summary>
    public JacobianStructure Structure { get; }

    /// <summary>The vectors of the step: scales, counters, the proposed step.</summary>
    public OdeWorkspace Steps { get; }

    /// <summary>Evaluations of the Jacobian since <see cref="ResetCounters"/>.</summary>
    public long JacobianEvaluations { get; internal set; }

    /// <summary>Factorisations since <see cref="ResetCounters"/>.</summary>
    public long Factorizations { get; private set; }

    /// <summary>What the system writes: J, the couplings, the derivatives by time.</summary>
    internal Span<double> Entries => _entries;

    /// <summary>The rates at the start of the step, which a rejected step needs again.</summary>
    internal Span<double> StartRates => _startRates;

    internal ReadOnlySpan<double> TimeDerivative => _entries.AsSpan(_entries.Length - Structure.Dimension);

    /// <summary>Sets the counters to zero.</summary>
    public void ResetCounters()
    {
        Steps.ResetCounters();
        (JacobianEvaluations, Factorizations) = (0, 0);
    }

    /// <summary>Factors W = I / (h gamma) - J.</summary>
    /// <returns>False when W is singular.</returns>
    internal bool TryFactor(double inverseStep)
    {
        Factorizations++;
        RosenbrockKernels.IterationMatrix(_entries, Structure.BlockSize, inverseStep, _factors);
        return LuKernels.TryFactor(_factors, Structure.BlockSize, _pivots);
    }

    /// <summary>Solves for a stage, in place.</summary>
    internal void Solve(Span<double> stage) => RosenbrockKernels.Solve(
        Structure,
        _factors,
        _pivots,
        _entries.AsSpan(Structure.BlockSize * Structure.BlockSize, Structure.CouplingCount),
        stage,
        _blockScratch);
}
