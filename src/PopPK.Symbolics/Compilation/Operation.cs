namespace PopPK.Symbolics;

/// <summary>What an <see cref="Instruction"/> does; operands are the numbers of earlier instructions.</summary>
internal enum Operation
{
    /// <summary>The number <see cref="Instruction.Value"/>.</summary>
    Constant,

    /// <summary>The number at position B of bank A.</summary>
    Load,

    /// <summary>-A.</summary>
    Negate,

    /// <summary>A + B.</summary>
    Add,

    /// <summary>A - B.</summary>
    Subtract,

    /// <summary>A * B.</summary>
    Multiply,

    /// <summary>A / B.</summary>
    Divide,

    /// <summary>A to the power of B.</summary>
    Power,

    /// <summary>The <see cref="ElementaryFunction"/> numbered B, of A.</summary>
    Function,

    /// <summary>The <see cref="Comparison"/> numbered C, of A and B; a truth value.</summary>
    Compare,

    /// <summary>A and B; a truth value.</summary>
    And,

    /// <summary>A or B; a truth value.</summary>
    Or,

    /// <summary>Not A; a truth value.</summary>
    Not,

    /// <summary>B where A holds, else C.</summary>
    Select,
}
