namespace PopPK.Symbolics;

/// <summary>One step of a <see cref="StraightLineProgram"/>.</summary>
/// <param name="Operation">What it does; says what A, B and C are.</param>
/// <param name="A">First operand.</param>
/// <param name="B">Second operand.</param>
/// <param name="C">Third operand.</param>
/// <param name="Value">The number of a <see cref="Operation.Constant"/>.</param>
internal readonly record struct Instruction(Operation Operation, int A = 0, int B = 0, int C = 0, double Value = 0)
{
    /// <summary>How many of A, B, C are numbers of earlier instructions.</summary>
    public int OperandCount => Operation switch
    {
        Operation.Constant or Operation.Load => 0,
        Operation.Negate or Operation.Function or Operation.Not => 1,
        Operation.Select => 3,
        _ => 2,
    };

    /// <summary>Whether it only fetches a number; such a step is repeated wherever the number is needed.</summary>
    public bool IsLeaf => Operation is Operation.Constant or Operation.Load;

    /// <summary>Whether the result is a truth value.</summary>
    public bool IsTruth => Operation is Operation.Compare or Operation.And or Operation.Or or Operation.Not;

    /// <summary>The number of an operand.</summary>
    /// <param name="position">0, 1 or 2, below <see cref="OperandCount"/>.</param>
    public int Operand(int position) => position switch { 0 => A, 1 => B, _ => C };
}
