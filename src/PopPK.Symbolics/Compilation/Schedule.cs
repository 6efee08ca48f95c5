namespace PopPK.Symbolics;

/// <summary>
/// Decides where each step of a program is carried out: not at all when nothing needs it, inside a branch when only
/// that branch needs it, in place when it has one user, else once before its users, kept in a variable.
/// </summary>
/// <remarks>
/// A block is what is carried out together: block 0 always, and two more for the branches of every conditional. A step goes into
/// the innermost block that encloses all its users.
/// </remarks>
internal sealed class Schedule
{
    /// <summary>Deeper expressions get a variable in between, so that neither we nor the JIT recurse deeply.</summary>
    private const int DeepestInPlace = 32;

    private readonly List<(int Parent, int Depth)> _blocks = [(-1, 0)];
    private readonly List<List<int>> _steps = [[]];
    private readonly int[] _block;
    private readonly int[] _useCount;
    private readonly int[] _firstBranch;
    private readonly bool[] _isInPlace;

    /// <summary>Schedules a program.</summary>
    public Schedule(StraightLineProgram program)
    {
        Program = program;
        var count = program.Instructions.Length;
        _block = new int[count];
        _useCount = new int[count];
        _firstBranch = new int[count];
        _isInPlace = new bool[count];
        PlaceInBlocks();
        ChooseInPlace();
    }

    /// <summary>The program.</summary>
    public StraightLineProgram Program { get; }

    /// <summary>Number of steps carried out, leaves not counted; both branches of a conditional count.</summary>
    public int Operations { get; private set; }

    /// <summary>The steps of a block that are kept in variables, in order.</summary>
    public IReadOnlyList<int> Steps(int blockNumber) => _steps[blockNumber];

    /// <summary>The blocks of a conditional's branches.</summary>
    /// <param name="step">The number of a <see cref="Operation.Select"/>.</param>
    public (int WhenTrue, int WhenFalse) Branches(int step) => (_firstBranch[step], _firstBranch[step] + 1);

    /// <summary>Whether a step is carried out inside its users' expressions.</summary>
    public bool IsInPlace(int step) => _isInPlace[step];

    private void PlaceInBlocks()
    {
        foreach (var output in Program.Outputs)
        {
            Use(output, 0);
        }

        // Users come after operands, so from the back every step knows all its users.
        for (var step = Program.Instructions.Length - 1; step >= 0; step--)
        {
            var instruction = Program.Instructions[step];
            if (_useCount[step] == 0)
            {
                continue;
            }

            if (instruction.Operation == Operation.Select)
            {
                _firstBranch[step] = AddBlock(_block[step]);
                Use(instruction.A, _block[step]);
                Use(instruction.B, _firstBranch[step]);
                Use(instruction.C, AddBlock(_block[step]));
                continue;
            }

            for (var i = 0; i < instruction.OperandCount; i++)
            {
                Use(instruction.Operand(i), _block[step]);
            }
        }
    }

    private void ChooseInPlace()
    {
        var depth = new int[_block.Length];
        for (var step = 0; step < _block.Length; step++)
        {
            var instruction = Program.Instructions[step];
            if (_useCount[step] == 0)
            {
                continue;
            }

            if (instruction.IsLeaf)
            {
                _isInPlace[step] = true;
                continue;
            }

            Operations++;
            for (var i = 0; i < instruction.OperandCount; i++)
            {
                depth[step] = Math.Max(depth[step], 1 + depth[instruction.Operand(i)]);
            }

            _isInPlace[step] = _useCount[step] == 1 && instruction.Operation != Operation.Select && depth[step] <= DeepestInPlace;
            if (!_isInPlace[step])
            {
                depth[step] = 0;
                _steps[_block[step]].Add(step);
            }
        }
    }

    private int AddBlock(int parent)
    {
        _blocks.Add((parent, _blocks[parent].Depth + 1));
        _steps.Add([]);
        return _blocks.Count - 1;
    }

    private void Use(int step, int user)
    {
        _block[step] = _useCount[step] == 0 ? user : CommonBlock(_block[step], user);
        _useCount[step]++;
    }

    private int CommonBlock(int a, int b)
    {
        while (a != b)
        {
            if (_blocks[a].Depth >= _blocks[b].Depth)
            {
                a = _blocks[a].Parent;
            }
            else
            {
                b = _blocks[b].Parent;
            }
        }

        return a;
    }
}
