using PopPK.Prediction.Compilation;
using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>
/// Scratch for predictions of eight observations at once: blocks of eight points, in a block number after number, each number in
/// eight lanes. The last block is filled up with its last point. Mutable, one owner; nothing is allocated after construction.
/// </summary>
internal sealed class LaneScratch
{
    private const int Width = LaneFunction.Width;
    private readonly double[] _solverRows;
    private readonly double[] _moments;
    private readonly double[] _observations;

    /// <summary>Makes the scratch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="largestPointCount">The largest number of points of a subject.</param>
    /// <param name="solverLength">The largest number of solver variables with their derivatives.</param>
    /// <param name="rowLength">The largest number of values and derivatives of an observation.</param>
    public LaneScratch(CompiledModel model, int largestPointCount, int solverLength, int rowLength)
    {
        var points = BlocksOf(largestPointCount) * Width;
        _solverRows = new double[points * solverLength];
        _moments = new double[Width * model.Moment.RecordLength];
        _observations = new double[points * rowLength];
        Times = new double[points];
        Segments = new int[points];
        SegmentStates = new double[points * (solverLength + model.Model.Structure.Compartments.Length)];
        State = new double[Width * (solverLength + model.Model.Structure.Compartments.Length)];
    }

    /// <summary>For each point the time since the state of its segment.</summary>
    public double[] Times { get; }

    /// <summary>For each point the number of its segment: an interval in which nothing changes but by itself.</summary>
    public int[] Segments { get; }

    /// <summary>The state at the beginning of each segment and the inputs in it.</summary>
    public double[] SegmentStates { get; }

    /// <summary>The state in eight lanes.</summary>
    public double[] State { get; }

    /// <summary>What a block's records say, in lanes.</summary>
    public Span<double> Moments => _moments;

    /// <summary>Number of blocks of some points.</summary>
    /// <param name="points">Number of points.</param>
    public static int BlocksOf(int points) => (points + Width - 1) / Width;

    /// <summary>The solver's rows of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="length">Numbers in a row.</param>
    public Span<double> SolverRows(int block, int length) => _solverRows.AsSpan(block * Width * length, Width * length);

    /// <summary>The observations of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="length">Numbers in a row.</param>
    public Span<double> Observations(int block, int length) => _observations.AsSpan(block * Width * length, Width * length);

    /// <summary>Writes a row into a lane of a block.</summary>
    /// <param name="row">The row.</param>
    /// <param name="block">The block's rows.</param>
    /// <param name="lane">The lane.</param>
    public static void WriteLane(ReadOnlySpan<double> row, Span<double> block, int lane)
    {
        for (var i = 0; i < row.Length; i++)
        {
            block[i * Width + lane] = row[i];
        }
    }
}
