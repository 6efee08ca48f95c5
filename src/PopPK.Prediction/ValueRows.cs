using PopPK.Symbolics;

namespace PopPK.Prediction;

/// <summary>
/// The solver variables at all points of a subject for predictions without derivatives: blocks of up to eight points, one behind another, in a
/// block variable after variable, each in eight lanes; lanes without a point repeat one. Mutable, one owner; grows to the largest subject.
/// </summary>
internal sealed class ValueRows
{
    private const int Width = LaneFunction.Width;
    private double[] _rows = [];
    private (int First, int Count)[] _blocks = [];
    private int _length;

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Makes room.</summary>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="variables">Number of variables.</param>
    public void Begin(int blocks, int variables)
    {
        BlockCount = blocks;
        _length = variables * Width;
        if (_blocks.Length < blocks)
        {
            _blocks = new (int, int)[blocks];
        }

        if (_rows.Length < blocks * _length)
        {
            _rows = new double[blocks * _length];
        }
    }

    /// <summary>Says which points a block has.</summary>
    /// <param name="block">The block.</param>
    /// <param name="first">The first point.</param>
    /// <param name="count">How many.</param>
    public void SetBlock(int block, int first, int count) => _blocks[block] = (first, count);

    /// <summary>The points of a block.</summary>
    /// <param name="block">The block.</param>
    public (int First, int Count) Block(int block) => _blocks[block];

    /// <summary>The variables of a block.</summary>
    /// <param name="block">The block.</param>
    public Span<double> Row(int block) => _rows.AsSpan(block * _length, _length);

    /// <summary>Makes room for points that come one by one.</summary>
    /// <param name="points">Number of points.</param>
    /// <param name="variables">Number of variables.</param>
    public void BeginAligned(int points, int variables)
    {
        Begin(LaneScratch.BlocksOf(points), variables);
        for (var b = 0; b < BlockCount; b++)
        {
            SetBlock(b, b * Width, Math.Min(Width, points - b * Width));
        }
    }

    /// <summary>Writes the variables of a point; they are aligned.</summary>
    /// <param name="point">The point.</param>
    /// <param name="states">The variables of eight subjects, in lanes.</param>
    /// <param name="lane">The lane to take.</param>
    public void WritePoint(int point, ReadOnlySpan<double> states, int lane)
    {
        var row = Row(point / Width);
        var at = point % Width;
        for (var i = 0; i < row.Length; i += Width)
        {
            row[i + at] = states[i + lane];
        }
    }

    /// <summary>Repeats the last point in the lanes behind it.</summary>
    public void FillUp()
    {
        var (count, row) = (_blocks[BlockCount - 1].Count, BlockCount - 1);
        for (var i = 0; i < _length; i += Width)
        {
            Row(row).Slice(i + count, Width - count).Fill(Row(row)[i + count - 1]);
        }
    }

    /// <summary>Takes in rows of single points.</summary>
    /// <param name="rows">The rows, one behind another.</param>
    /// <param name="points">Number of points.</param>
    /// <param name="length">Numbers in a row.</param>
    /// <param name="places">Where in a row each variable stands.</param>
    public void Transpose(ReadOnlySpan<double> rows, int points, int length, ReadOnlySpan<int> places)
    {
        BeginAligned(points, places.Length);
        for (var b = 0; b < BlockCount; b++)
        {
            var first = b * Width;
            var block = Row(b);
            for (var lane = 0; lane < Width; lane++)
            {
                var row = rows.Slice(Math.Min(first + lane, points - 1) * length, length);
                for (var i = 0; i < places.Length; i++)
                {
                    block[i * Width + lane] = row[places[i]];
                }
            }
        }
    }
}
