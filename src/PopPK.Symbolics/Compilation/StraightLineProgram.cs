using System.Collections.Immutable;

namespace PopPK.Symbolics;

/// <summary>
/// Expressions as a list of steps, each distinct one once, operands before users. Steps that no output needs may be among them.
/// </summary>
/// <param name="Instructions">The steps; operands are positions in this list.</param>
/// <param name="Outputs">The steps whose results are the values of the expressions.</param>
internal sealed record StraightLineProgram(ImmutableArray<Instruction> Instructions, ImmutableArray<int> Outputs);
